-- Rights in the database one is connected to; safe to run again. Comes after roles.sql.
DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO nq_owner', current_database());
    EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO nq_web, nq_worker, nq_backup', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO nq_owner;
