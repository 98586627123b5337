GRANT INSERT, UPDATE ON djstripe_apikey TO nq_web, nq_service;
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname LIKE 'djstripe\_%'
    LOOP
        EXECUTE format('GRANT DELETE ON %I TO nq_web', name);
    END LOOP;
END $$;
DROP TRIGGER premium_subscriptions_keep ON premium_subscriptions;
DROP FUNCTION app.keep_subscription();
DROP TRIGGER payment_sessions_keep ON payment_sessions;
DROP FUNCTION app.keep_payment();
DROP FUNCTION app.payment_rank(text);
