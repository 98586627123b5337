-- A name nobody chose is none: it is said in the reader's language when it is shown. The table is
-- forced on its owner as well, who sees its rows for the time of this statement alone.
ALTER TABLE auth_mfa_factors NO FORCE ROW LEVEL SECURITY;

WITH unnamed AS (
    SELECT id, row_number() OVER (PARTITION BY user_id, type ORDER BY created_at, id) AS ordinal
    FROM auth_mfa_factors
    WHERE (type, regexp_replace(name, ' [0-9]+$', '')) IN (
        ('totp', 'Authenticator app'), ('totp', 'Aplicação de autenticação'),
        ('recovery_codes', 'Recovery codes'), ('recovery_codes', 'Códigos de recuperação'),
        ('webauthn', 'Passkey'), ('webauthn', 'Chave de acesso')
    )
)
UPDATE auth_mfa_factors AS factor SET name = '', ordinal = unnamed.ordinal
FROM unnamed WHERE unnamed.id = factor.id;

ALTER TABLE auth_mfa_factors FORCE ROW LEVEL SECURITY;
