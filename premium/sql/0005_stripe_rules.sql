-- Copies of Stripe's objects. An event arrives before anybody is known, so the login role keeps
-- them, and jobs do. People see none of it: what concerns them is in payment_sessions. Staff read,
-- but no keys and no secrets of webhooks.
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname LIKE 'djstripe\_%'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY %I ON %I TO nq_web USING (true)', name || '_login', name);
        EXECUTE format(
            'CREATE POLICY %I ON %I TO nq_service USING (true)', name || '_service', name);
        EXECUTE format(
            'GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO nq_web, nq_service', name);
        IF name NOT IN ('djstripe_apikey', 'djstripe_webhookendpoint') THEN
            EXECUTE format(
                'CREATE POLICY %I ON %I FOR SELECT TO nq_staff USING ((SELECT app.is_staff()))',
                name || '_staff', name);
            EXECUTE format('GRANT SELECT ON %I TO nq_staff', name);
        END IF;
    END LOOP;
END $$;
