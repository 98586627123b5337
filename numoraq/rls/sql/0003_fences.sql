-- Trigger functions with borrowed rights are for their triggers alone. Whoever could call CREATE
-- TRIGGER on a table of their own would otherwise run them with the rights of the service.
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT p.oid::regprocedure AS name, p.proowner::regrole AS owner FROM pg_proc p
        WHERE p.pronamespace = 'app'::regnamespace AND p.prosecdef
          AND p.prorettype = 'trigger'::regtype
    LOOP
        EXECUTE format('SET LOCAL ROLE %s', found.owner);
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', found.name);
        RESET ROLE;
    END LOOP;
END $$;
