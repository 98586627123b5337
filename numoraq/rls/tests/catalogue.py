"""What PostgreSQL's own catalogue says of our tables, policies, rights and functions."""

from dataclasses import dataclass
from typing import Any

from django.db import connections

ROLES = ("nq_web", "nq_worker", "nq_user", "nq_staff", "nq_service")
COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}
SCHEMAS = ("public", "app")


@dataclass(frozen=True)
class Policy:
    """One policy: its table, command, roles and the two conditions as PostgreSQL prints them."""

    table: str
    name: str
    command: str
    roles: frozenset[str]
    using: str
    check: str


def query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """Return what the owner of the schema reads."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def tables() -> dict[str, bool]:
    """Return each table by name, and whether its row level security is on and forced."""
    rows = query(
        "SELECT c.oid::regclass::text, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c"
        " WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text = ANY(%s)",
        list(SCHEMAS),
    )
    return dict(rows)


def policies() -> list[Policy]:
    """Return every policy."""
    rows = query(
        "SELECT polrelid::regclass::text, polname, polcmd,"
        " ARRAY(SELECT rolname::text FROM pg_roles WHERE oid = ANY(polroles)),"
        " COALESCE(pg_get_expr(polqual, polrelid), ''),"
        " COALESCE(pg_get_expr(polwithcheck, polrelid), '') FROM pg_policy"
    )
    return [
        Policy(table, name, COMMANDS[command], frozenset(roles), using, check)
        for table, name, command, roles, using, check in rows
    ]


def views() -> set[str]:
    """Return the names of the views."""
    rows = query(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'v'"
        " AND c.relnamespace::regnamespace::text = ANY(%s)",
        list(SCHEMAS),
    )
    return {name for (name,) in rows}


def rights() -> dict[tuple[str, str], set[str]]:
    """Return the rights on tables and columns by (table, role); PUBLIC counts as a role."""
    rows = query(
        "SELECT table_schema, table_name, grantee, privilege_type"
        " FROM information_schema.role_table_grants WHERE table_schema = ANY(%s)"
        " AND grantee <> 'nq_owner'"
        " UNION SELECT table_schema, table_name, grantee, privilege_type"
        " FROM information_schema.role_column_grants WHERE table_schema = ANY(%s)"
        " AND grantee <> 'nq_owner'",
        list(SCHEMAS),
        list(SCHEMAS),
    )
    found: dict[tuple[str, str], set[str]] = {}
    for schema, table, role, right in rows:
        name = table if schema == "public" else f"{schema}.{table}"
        found.setdefault((name, role), set()).add(right)
    return found


def columns(name: str) -> set[str]:
    """Return the tables that have a column of a name."""
    rows = query(
        "SELECT a.attrelid::regclass::text FROM pg_attribute a JOIN pg_class c"
        " ON c.oid = a.attrelid WHERE c.relkind IN ('r', 'p') AND NOT a.attisdropped"
        " AND a.attname = %s AND c.relnamespace::regnamespace::text = ANY(%s)",
        name,
        list(SCHEMAS),
    )
    return {table for (table,) in rows}


def foreign_keys() -> list[tuple[str, str, list[str]]]:
    """Return each foreign key as (table, table it refers to, columns)."""
    return [
        (table, target, names)
        for table, target, names in query(
            "SELECT conrelid::regclass::text, confrelid::regclass::text,"
            " ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid"
            " AND attnum = ANY(conkey)) FROM pg_constraint WHERE contype = 'f'"
        )
    ]


def unique_keys() -> list[tuple[str, str, list[str], bool]]:
    """Return each unique index as (table, index, columns in order, whether it is primary)."""
    return [
        (table, index, names, primary)
        for table, index, names, primary in query(
            "SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text,"
            " ARRAY(SELECT COALESCE(a.attname::text, '(expression)')"
            "  FROM unnest(i.indkey) WITH ORDINALITY AS k(number, place)"
            "  LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number"
            "  ORDER BY k.place), i.indisprimary"
            " FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
            " WHERE i.indisunique AND c.relnamespace::regnamespace::text = ANY(%s)",
            list(SCHEMAS),
        )
    ]
