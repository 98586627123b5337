-- The logins and roles of the installation; safe to run again. Run by a superuser (or a role that
-- may create roles). Passwords are given apart: passwords.sql, or a statement of one's own.
--
-- A login has no right to anybody's rows. For each transaction it becomes one of the roles
-- below it, which the policies name: web a person or staff, the worker a person or the service.
DO $$
DECLARE
    wanted text[][] := ARRAY[
        ['nq_owner',   'LOGIN NOBYPASSRLS'],            -- owns the tables; used by migrations only
        ['nq_web',     'LOGIN NOINHERIT NOBYPASSRLS'],  -- the web processes
        ['nq_worker',  'LOGIN NOINHERIT NOBYPASSRLS'],  -- jobs and their schedule
        ['nq_backup',  'LOGIN BYPASSRLS'],              -- dumps of everything; reads only
        ['nq_user',    'NOLOGIN NOBYPASSRLS'],          -- a person: their own rows
        ['nq_staff',   'NOLOGIN NOBYPASSRLS'],          -- staff, with a signed claim, in the CMS
        ['nq_service', 'NOLOGIN NOBYPASSRLS']           -- the installation's own jobs
    ];
    pair text[];
BEGIN
    FOREACH pair SLICE 1 IN ARRAY wanted LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = pair[1]) THEN
            EXECUTE format('CREATE ROLE %I', pair[1]);
        END IF;
        EXECUTE format(
            'ALTER ROLE %I %s NOSUPERUSER NOCREATEROLE NOREPLICATION', pair[1], pair[2]);
    END LOOP;
END $$;

GRANT nq_user, nq_staff TO nq_web WITH INHERIT FALSE, SET TRUE;
GRANT nq_user, nq_service TO nq_worker WITH INHERIT FALSE, SET TRUE;
-- Data migrations: FORCE ROW LEVEL SECURITY hides the rows from the owner as well.
GRANT nq_service TO nq_owner WITH INHERIT FALSE, SET TRUE;
GRANT pg_read_all_data TO nq_backup WITH INHERIT TRUE;
