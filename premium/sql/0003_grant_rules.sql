-- A grant is a fact. It may be suspended, and taken back once; nothing else about it changes, and
-- it goes with its person alone (the cascade runs as the tables' owner).
CREATE FUNCTION app.keep_grant() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF current_user IN ('nq_web', 'nq_user', 'nq_staff', 'nq_service') THEN
            RAISE insufficient_privilege USING MESSAGE = 'a grant is never deleted';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
        RAISE insufficient_privilege USING MESSAGE = 'a grant is taken back once';
    END IF;
    IF (to_jsonb(NEW) - 'suspended_at' - 'revoked_at')
        IS DISTINCT FROM (to_jsonb(OLD) - 'suspended_at' - 'revoked_at') THEN
        RAISE insufficient_privilege USING MESSAGE = 'a grant is never changed';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.keep_grant() IS 'Keeps grants of premium as they were given.';

CREATE TRIGGER premium_grants_keep BEFORE UPDATE OR DELETE ON premium_grants
    FOR EACH ROW EXECUTE FUNCTION app.keep_grant();
