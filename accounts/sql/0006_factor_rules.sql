-- A factor goes with the secret that allauth keeps for it. References carry the person.
ALTER TABLE mfa_authenticator ADD CONSTRAINT mfa_authenticator_user UNIQUE (user_id, id);
ALTER TABLE auth_mfa_factors ADD CONSTRAINT auth_mfa_factors_secret
    FOREIGN KEY (user_id, authenticator_id) REFERENCES mfa_authenticator (user_id, id)
    ON DELETE CASCADE;

-- A session is raised by a factor of the same person, and falls with it.
ALTER TABLE auth_sessions ADD CONSTRAINT auth_sessions_factor
    FOREIGN KEY (user_id, factor_id) REFERENCES auth_mfa_factors (user_id, uuid)
    ON DELETE SET NULL (factor_id);
CREATE INDEX auth_sessions_factor ON auth_sessions (user_id, factor_id)
    WHERE factor_id IS NOT NULL;

-- The secrets, sealed. Whoever runs SQL as a person can neither add a factor nor take one away.
ALTER TABLE mfa_authenticator ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY mfa_authenticator_login ON mfa_authenticator TO nq_web USING (true);
CREATE POLICY mfa_authenticator_own ON mfa_authenticator FOR SELECT TO nq_user
    USING (user_id = (SELECT app.uid()));
CREATE POLICY mfa_authenticator_service ON mfa_authenticator TO nq_service USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON mfa_authenticator TO nq_web, nq_service;
GRANT SELECT ON mfa_authenticator TO nq_user;
