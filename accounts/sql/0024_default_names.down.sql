-- Each gets the English name of its kind again; where somebody has given it, with the row's number.
ALTER TABLE auth_mfa_factors NO FORCE ROW LEVEL SECURITY;

WITH unnamed AS (
    SELECT id, user_id, CASE type
        WHEN 'totp' THEN 'Authenticator app' WHEN 'recovery_codes' THEN 'Recovery codes'
        WHEN 'webauthn' THEN 'Passkey' WHEN 'phone' THEN 'Phone' ELSE 'Mailbox'
    END || CASE WHEN ordinal > 1 THEN ' ' || ordinal ELSE '' END AS label
    FROM auth_mfa_factors WHERE name = ''
)
UPDATE auth_mfa_factors AS factor SET name = unnamed.label || CASE WHEN EXISTS (
    SELECT FROM auth_mfa_factors AS other
    WHERE other.user_id = unnamed.user_id AND lower(other.name) = lower(unnamed.label)
) THEN ' #' || unnamed.id ELSE '' END
FROM unnamed WHERE unnamed.id = factor.id;

ALTER TABLE auth_mfa_factors FORCE ROW LEVEL SECURITY;
