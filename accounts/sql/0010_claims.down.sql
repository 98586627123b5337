GRANT DELETE ON auth_sessions TO nq_user;
DROP TRIGGER auth_sessions_lowering ON auth_sessions;
DROP FUNCTION app.note_lowering();
DROP INDEX auth_mfa_amr_claims_factor;
ALTER TABLE auth_mfa_amr_claims DROP CONSTRAINT auth_mfa_amr_claims_factor;
ALTER TABLE auth_mfa_amr_claims DROP CONSTRAINT auth_mfa_amr_claims_session;
