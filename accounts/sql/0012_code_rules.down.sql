DROP TRIGGER auth_factor_resets_guard ON auth_factor_resets;
DROP FUNCTION app.guard_factor_reset();
DROP TRIGGER auth_mfa_challenges_guard ON auth_mfa_challenges;
DROP FUNCTION app.guard_challenge();
ALTER TABLE auth_mfa_challenges DROP CONSTRAINT auth_mfa_challenges_factor_fk;
