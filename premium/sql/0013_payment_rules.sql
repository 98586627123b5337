-- What was asked for, of whom, and which objects of Stripe's it stands for is said once. How far
-- paying came, what went back and how a dispute went only rise: the ranks are those of
-- premium/payment_states.py, where a refund that fails and a second dispute count before them. Staff
-- alone give what was withheld. A payment goes with its person alone.
CREATE FUNCTION app.payment_rank(status text) RETURNS integer
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(
        array_position(ARRAY['pending', 'expired', 'cancelled', 'processing', 'failed'], status),
        6)  -- paid, whatever became of it since
$$;
COMMENT ON FUNCTION app.payment_rank(text) IS 'How far a payment came.';

CREATE FUNCTION app.keep_payment() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user NOT IN ('nq_web', 'nq_user', 'nq_staff', 'nq_service') THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE insufficient_privilege USING MESSAGE = 'a payment is never deleted';
    END IF;
    IF (NEW.id, NEW.user_id, NEW.kind, NEW.plan_type, NEW.amount, NEW.currency, NEW.metadata,
            NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.user_id, OLD.kind, OLD.plan_type, OLD.amount, OLD.currency,
            OLD.metadata, OLD.created_at) THEN
        RAISE insufficient_privilege USING MESSAGE = 'what a payment is for is never changed';
    END IF;
    -- A try that failed leaves an intent behind; the one that was paid stays.
    IF NEW.stripe_session_id IS DISTINCT FROM coalesce(OLD.stripe_session_id, NEW.stripe_session_id)
        OR NEW.stripe_invoice IS DISTINCT FROM coalesce(OLD.stripe_invoice, NEW.stripe_invoice)
        OR NEW.stripe_customer
            <> coalesce(nullif(OLD.stripe_customer, ''), NEW.stripe_customer)
        OR NEW.stripe_subscription
            <> coalesce(nullif(OLD.stripe_subscription, ''), NEW.stripe_subscription)
        OR OLD.paid_at IS NOT NULL AND NEW.stripe_payment_intent
            IS DISTINCT FROM coalesce(OLD.stripe_payment_intent, NEW.stripe_payment_intent) THEN
        RAISE insufficient_privilege USING MESSAGE = 'what a payment stands for is said once';
    END IF;
    IF app.payment_rank(NEW.status) < app.payment_rank(OLD.status)
        OR OLD.status = 'refunded' AND NEW.status <> 'refunded'
            AND (NEW.refunds_failed, NEW.earlier_disputes)
                = (OLD.refunds_failed, OLD.earlier_disputes)
        OR (NEW.refunds_failed, NEW.amount_refunded) < (OLD.refunds_failed, OLD.amount_refunded)
        OR (NEW.earlier_disputes, NEW.dispute) < (OLD.earlier_disputes, OLD.dispute)
        OR NEW.amount_paid < OLD.amount_paid
        OR OLD.withheld AND NOT NEW.withheld AND current_user <> 'nq_staff'
        OR NEW.paid_at IS DISTINCT FROM coalesce(OLD.paid_at, NEW.paid_at) THEN
        RAISE insufficient_privilege USING MESSAGE = 'what is known of a payment only rises';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.keep_payment() IS 'Keeps payments as they were asked for.';

CREATE TRIGGER payment_sessions_keep BEFORE UPDATE OR DELETE ON payment_sessions
    FOR EACH ROW EXECUTE FUNCTION app.keep_payment();

-- Whose a subscription is never changes, and one that has ended does not run again.
CREATE FUNCTION app.keep_subscription() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user NOT IN ('nq_web', 'nq_user', 'nq_staff', 'nq_service') THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE insufficient_privilege USING MESSAGE = 'a subscription is never deleted';
    END IF;
    IF (NEW.id, NEW.user_id, NEW.stripe_subscription, NEW.stripe_customer, NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.user_id, OLD.stripe_subscription, OLD.stripe_customer,
            OLD.created_at) THEN
        RAISE insufficient_privilege USING MESSAGE = 'whose a subscription is is never changed';
    END IF;
    IF OLD.status IN ('canceled', 'incomplete_expired') AND NEW.status <> OLD.status THEN
        RAISE insufficient_privilege USING MESSAGE = 'a subscription ends once';
    END IF;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION app.keep_subscription() IS 'Keeps whose a subscription is, and that it ended.';

CREATE TRIGGER premium_subscriptions_keep BEFORE UPDATE OR DELETE ON premium_subscriptions
    FOR EACH ROW EXECUTE FUNCTION app.keep_subscription();

-- The web process takes copies of Stripe's objects in, and jobs alone let go of them. dj-stripe
-- empties two tables by itself while it takes an event in: the features of a product that it has
-- no more, and its own keys of calls.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname LIKE 'djstripe\_%'
            AND relname NOT IN ('djstripe_productfeature', 'djstripe_idempotencykey')
    LOOP
        EXECUTE format('REVOKE DELETE ON %I FROM nq_web', name);
    END LOOP;
END $$;

-- The key of the account is in the settings and nowhere else: what dj-stripe wrote down of it goes,
-- and nobody can write one down again.
SET LOCAL ROLE nq_service;
DELETE FROM djstripe_apikey;
RESET ROLE;
REVOKE INSERT, UPDATE ON djstripe_apikey FROM nq_web, nq_service;
