-- A person may change their own row, but not make themselves staff, and not come back to life.
CREATE FUNCTION app.guard_privileges() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user IN ('nq_user', 'nq_web') AND (
        (TG_OP = 'INSERT' AND (NEW.is_staff OR NEW.is_superuser))
        OR (TG_OP = 'UPDATE'
            AND (NEW.id, NEW.is_staff, NEW.is_superuser, NEW.is_active, NEW.is_demo)
            IS DISTINCT FROM (OLD.id, OLD.is_staff, OLD.is_superuser, OLD.is_active, OLD.is_demo))
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only staff may change these rights';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.guard_privileges() IS 'Refuses self-made staff.';

CREATE TRIGGER auth_users_guard_privileges BEFORE INSERT OR UPDATE ON auth_users
    FOR EACH ROW EXECUTE FUNCTION app.guard_privileges();
