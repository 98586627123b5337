"""Lets the test suite empty the audit log between tests with real transactions."""

from django.db.backends.base.base import BaseDatabaseWrapper


def allow(connection: BaseDatabaseWrapper) -> None:
    """Lift the ban on TRUNCATE in a test database, and begin a new chain with each one."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE admin_audit_log DISABLE TRIGGER admin_audit_log_keep_all")
        cursor.execute(
            "CREATE OR REPLACE FUNCTION app.begin_audit_chain() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN UPDATE app.audit_head SET seq = 0, hash = repeat('0', 64);"
            " RETURN NULL; END $$;"
            " CREATE OR REPLACE TRIGGER begin_chain AFTER TRUNCATE ON admin_audit_log"
            " FOR EACH STATEMENT EXECUTE FUNCTION app.begin_audit_chain()"
        )
