-- The ways in of people, in the shape that others know: a row for each account elsewhere and one
-- for a password. Whoever asks sees what the tables below show them.
CREATE VIEW auth_identities WITH (security_invoker = true) AS
SELECT
    md5('identity:' || account.provider || ':' || account.uid)::uuid AS id,
    account.user_id,
    account.provider::text AS provider,
    account.uid::text AS provider_id,
    account.extra_data AS identity_data,
    lower(account.extra_data ->> 'email') AS email,
    account.date_joined AS created_at,
    account.last_login AS updated_at,
    account.last_login AS last_sign_in_at
FROM socialaccount_socialaccount AS account
UNION ALL
SELECT
    md5('identity:email:' || person.id)::uuid,
    person.id,
    'email',
    person.id::text,
    jsonb_build_object('sub', person.id, 'email', person.email),
    person.email::text,
    person.created_at,
    COALESCE(person.password_changed_at, person.created_at),
    person.last_login
FROM auth_users AS person
WHERE person.password <> '' AND person.password NOT LIKE '!%' AND NOT person.is_demo;
COMMENT ON VIEW auth_identities IS 'The ways in of people: accounts elsewhere, and a password.';
GRANT SELECT ON auth_identities TO nq_web, nq_user, nq_staff, nq_service;

-- A secret of a provider is sealed, in the settings of its row; never in clear.
ALTER TABLE socialaccount_socialapp
    ADD CONSTRAINT socialapp_secret_is_sealed
    CHECK (secret = '' AND NOT settings ? 'certificate_key' AND NOT settings ? 'secret');
CREATE UNIQUE INDEX socialapp_one_each ON socialaccount_socialapp (provider, provider_id)
    WHERE provider <> 'saml';

-- There are no tokens of providers, but whoever removes an account elsewhere asks for them.
GRANT DELETE ON socialaccount_socialtoken TO nq_web;
CREATE POLICY socialtoken_login_remove ON socialaccount_socialtoken FOR DELETE TO nq_web
    USING (false);
GRANT SELECT, DELETE ON socialaccount_socialtoken TO nq_service;
CREATE POLICY socialtoken_service ON socialaccount_socialtoken TO nq_service USING (true);
