REVOKE ALL ON mfa_authenticator FROM nq_web, nq_service, nq_user;
DROP POLICY mfa_authenticator_service ON mfa_authenticator;
DROP POLICY mfa_authenticator_own ON mfa_authenticator;
DROP POLICY mfa_authenticator_login ON mfa_authenticator;
ALTER TABLE mfa_authenticator NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP INDEX auth_sessions_factor;
ALTER TABLE auth_sessions DROP CONSTRAINT auth_sessions_factor;
ALTER TABLE auth_mfa_factors DROP CONSTRAINT auth_mfa_factors_secret;
ALTER TABLE mfa_authenticator DROP CONSTRAINT mfa_authenticator_user;
