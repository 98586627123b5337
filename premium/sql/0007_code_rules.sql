-- What a code gives, and to how many, is said once. Its uses go up one by one; staff switch it off
-- and on. It stays, so that it can be told what somebody's premium came from.
CREATE FUNCTION app.keep_code() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    free text[] := ARRAY['current_uses', 'is_active', 'updated_at'];
BEGIN
    -- the one who made it leaves: a cascade, which runs as the owner of the tables
    IF current_user NOT IN ('nq_web', 'nq_user', 'nq_staff', 'nq_service') THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE insufficient_privilege USING MESSAGE = 'a code is never deleted';
    END IF;
    IF (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free) THEN
        RAISE insufficient_privilege USING MESSAGE = 'what a code gives is never changed';
    END IF;
    IF NEW.current_uses NOT IN (OLD.current_uses, OLD.current_uses + 1) THEN
        RAISE insufficient_privilege USING MESSAGE = 'uses of a code go up one by one';
    END IF;
    IF current_user = 'nq_web' AND NEW.is_active IS DISTINCT FROM OLD.is_active THEN
        RAISE insufficient_privilege USING MESSAGE = 'staff switch a code off and on';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.keep_code() IS 'Keeps codes as they were made.';

CREATE TRIGGER premium_codes_keep BEFORE UPDATE OR DELETE ON premium_codes
    FOR EACH ROW EXECUTE FUNCTION app.keep_code();

-- A redemption is a fact; it goes with its person alone.
CREATE FUNCTION app.keep_redemption() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user NOT IN ('nq_web', 'nq_user', 'nq_staff', 'nq_service') THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'a redemption is never changed or deleted';
END $$;
COMMENT ON FUNCTION app.keep_redemption() IS 'Keeps redemptions of codes as they happened.';

CREATE TRIGGER premium_code_redemptions_keep BEFORE UPDATE OR DELETE ON premium_code_redemptions
    FOR EACH ROW EXECUTE FUNCTION app.keep_redemption();
