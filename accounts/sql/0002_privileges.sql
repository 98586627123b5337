-- A person may change their own row, but not make themselves staff, and not come back to life.
-- A demo account becomes a real one once its e-mail address is verified, and never the reverse.
CREATE FUNCTION app.guard_privileges() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user NOT IN ('nq_user', 'nq_web') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' AND (NEW.is_staff OR NEW.is_superuser) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only staff may give these rights';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.id, NEW.is_staff, NEW.is_superuser, NEW.is_active)
        IS DISTINCT FROM (OLD.id, OLD.is_staff, OLD.is_superuser, OLD.is_active) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only staff may change these rights';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.is_demo IS DISTINCT FROM OLD.is_demo AND (NEW.is_demo OR NOT EXISTS (
        SELECT FROM public.account_emailaddress AS address
        WHERE address.user_id = NEW.id AND address.verified AND address.email = NEW.email
    )) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a demo account ends with a verified address';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.guard_privileges() IS 'Refuses self-made staff.';

CREATE TRIGGER auth_users_guard_privileges BEFORE INSERT OR UPDATE ON auth_users
    FOR EACH ROW EXECUTE FUNCTION app.guard_privileges();
