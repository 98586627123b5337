-- A challenge asks for a factor of the same person, and goes with it.
ALTER TABLE auth_mfa_challenges ADD CONSTRAINT auth_mfa_challenges_factor_fk
    FOREIGN KEY (user_id, factor_id) REFERENCES auth_mfa_factors (user_id, uuid)
    ON DELETE CASCADE;

-- What is given once stays given, whatever the code around it believes.
CREATE FUNCTION app.guard_challenge() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.verified_at IS NOT NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'a challenge is met once';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.guard_challenge() IS 'Refuses to change a challenge that was met.';
CREATE TRIGGER auth_mfa_challenges_guard BEFORE UPDATE ON auth_mfa_challenges
    FOR EACH ROW EXECUTE FUNCTION app.guard_challenge();

-- Staff decide once, in their own name, and no sooner than a day before anything is removed. What
-- was asked, the wait, and that it is over are not theirs; what is closed stays closed.
CREATE FUNCTION app.guard_factor_reset() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.status NOT IN ('asked', 'approved') THEN
        -- only the person who decided may go, with their account
        IF (NEW.status, NEW.waits_until, NEW.done_at, NEW.cancelled_at, NEW.reason)
            IS DISTINCT FROM
           (OLD.status, OLD.waits_until, OLD.done_at, OLD.cancelled_at, OLD.reason) THEN
            RAISE insufficient_privilege USING MESSAGE = 'this request is closed';
        END IF;
    END IF;
    IF OLD.waits_until IS NOT NULL AND NEW.waits_until IS DISTINCT FROM OLD.waits_until THEN
        RAISE insufficient_privilege USING MESSAGE = 'the wait is fixed';
    END IF;
    IF current_user <> 'nq_staff' THEN
        RETURN NEW;
    END IF;
    IF OLD.status <> 'asked' OR NEW.status NOT IN ('approved', 'refused')
        OR NEW.approved_by IS DISTINCT FROM app.uid()
        OR NEW.approved_by = OLD.user_id
        OR NEW.waits_until < now() + interval '24 hours'
        OR (NEW.id, NEW.user_id, NEW.asked_at, NEW.ip, NEW.user_agent, NEW.done_at, NEW.cancelled_at)
            IS DISTINCT FROM
           (OLD.id, OLD.user_id, OLD.asked_at, OLD.ip, OLD.user_agent, OLD.done_at, OLD.cancelled_at)
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'staff decide, once and in their own name';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.guard_factor_reset() IS 'Keeps staff to approving and refusing.';
CREATE TRIGGER auth_factor_resets_guard BEFORE UPDATE ON auth_factor_resets
    FOR EACH ROW EXECUTE FUNCTION app.guard_factor_reset();
