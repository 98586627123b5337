-- That an account is to be deleted, and when, is written by the login role, once the person has
-- proven themselves, by staff and by jobs: by no SQL of a page's, not even about oneself.
CREATE FUNCTION app.guard_deletion() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user = 'nq_user' THEN
        RAISE insufficient_privilege USING MESSAGE = 'an account is closed and kept by proof';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.guard_deletion() IS 'Refuses to close or keep an account without proof.';

CREATE TRIGGER auth_users_guard_deletion BEFORE UPDATE ON auth_users FOR EACH ROW
    WHEN ((NEW.deletion_due_at, NEW.deletion_reminded_at)
        IS DISTINCT FROM (OLD.deletion_due_at, OLD.deletion_reminded_at))
    EXECUTE FUNCTION app.guard_deletion();
