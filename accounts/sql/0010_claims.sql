-- A claim goes with its session, and with the factor that made it. References carry the person.
ALTER TABLE auth_mfa_amr_claims ADD CONSTRAINT auth_mfa_amr_claims_session
    FOREIGN KEY (user_id, session_id) REFERENCES auth_sessions (user_id, id) ON DELETE CASCADE;
ALTER TABLE auth_mfa_amr_claims ADD CONSTRAINT auth_mfa_amr_claims_factor
    FOREIGN KEY (user_id, factor_id) REFERENCES auth_mfa_factors (user_id, uuid)
    ON DELETE CASCADE;
CREATE INDEX auth_mfa_amr_claims_factor ON auth_mfa_amr_claims (user_id, factor_id)
    WHERE factor_id IS NOT NULL;

-- A session that loses its factor is given as long as a new one to prove another.
CREATE FUNCTION app.note_lowering() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.lowered_at := clock_timestamp();
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.note_lowering() IS 'Notes when a session lost its second factor.';

CREATE TRIGGER auth_sessions_lowering BEFORE UPDATE OF factor_id ON auth_sessions
    FOR EACH ROW WHEN (OLD.factor_id IS NOT NULL AND NEW.factor_id IS NULL)
    EXECUTE FUNCTION app.note_lowering();

-- Ending a session passes through the login role, like beginning one.
REVOKE DELETE ON auth_sessions FROM nq_user;
