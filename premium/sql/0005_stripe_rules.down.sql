DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN
        SELECT policyname, tablename FROM pg_policies
        WHERE schemaname = 'public' AND tablename LIKE 'djstripe\_%'
    LOOP
        EXECUTE format('DROP POLICY %I ON %I', rule.policyname, rule.tablename);
        EXECUTE format(
            'REVOKE ALL ON %I FROM nq_web, nq_staff, nq_service', rule.tablename);
        EXECUTE format(
            'ALTER TABLE %I NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY',
            rule.tablename);
    END LOOP;
END $$;
