-- That an address is proven is said by the login role, which has seen the code from the mail, by
-- staff and by jobs: never by the person. What a person signs in with is one of those addresses.
CREATE FUNCTION app.guard_address() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user <> 'nq_user' THEN
        RETURN NEW;
    END IF;
    IF NEW.verified AND (TG_OP = 'INSERT' OR NOT OLD.verified) THEN
        RAISE insufficient_privilege USING MESSAGE = 'an address is proven by its code';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.verified AND NEW.email IS DISTINCT FROM OLD.email THEN
        RAISE insufficient_privilege USING MESSAGE = 'a proven address stays what it is';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.guard_address() IS 'Refuses self-made proofs of an e-mail address.';

CREATE TRIGGER account_emailaddress_guard BEFORE INSERT OR UPDATE ON account_emailaddress
    FOR EACH ROW EXECUTE FUNCTION app.guard_address();

CREATE FUNCTION app.guard_sign_in_address() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user = 'nq_user' AND NEW.email IS DISTINCT FROM OLD.email AND NOT EXISTS (
        SELECT FROM public.account_emailaddress AS address
        WHERE address.user_id = NEW.id AND address.verified AND address.email = NEW.email
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'one signs in with a proven address';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.guard_sign_in_address() IS 'Refuses to sign in with what is not proven.';

CREATE TRIGGER auth_users_guard_address BEFORE UPDATE OF email ON auth_users
    FOR EACH ROW EXECUTE FUNCTION app.guard_sign_in_address();
