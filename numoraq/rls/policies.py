"""Row level security as constraints of a model, so that makemigrations sees and writes them.

A policy is written TO a role, for one command or all, and brings its own GRANT: no role can do
what no policy lets it do.
"""

from collections.abc import Sequence
from typing import Any, cast

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Field, Func, Model, Q, UUIDField
from django.db.models.fields import BooleanField
from django.db.models.sql.query import Query

USER = "nq_user"
STAFF = "nq_staff"
SERVICE = "nq_service"
LOGIN = "nq_web"


class CurrentUserId(Func):
    """The id of the person who asks; NULL for nobody.

    The sub-select makes the planner evaluate it once a statement instead of once a row.
    """

    template = "(SELECT app.uid())"
    arity = 0
    output_field: "Field[Any, Any]" = UUIDField()


class StaffClaim(Func):
    """Whether the transaction carries a valid, unexpired claim signed for this member of staff."""

    template = "(SELECT app.is_staff())"
    arity = 0
    output_field: "Field[Any, Any]" = BooleanField()
    conditional = True


type Condition = Q | Func | bool | None


class _RowSecurityConstraint(BaseConstraint):
    """A constraint that is a statement of its own, run after CREATE TABLE."""

    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        if model is not None and schema_editor is not None:
            schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""  # nothing goes into CREATE TABLE itself

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Check nothing: the database judges rows, not forms."""

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _RowSecurityConstraint)
            and type(self) is type(other)
            and self.deconstruct() == other.deconstruct()
        )

    def __hash__(self) -> int:
        return hash((type(self), self.name))


class EnableRLS(_RowSecurityConstraint):
    """Row level security on a table, forced: its owner sees no rows either."""

    def __init__(self, *, name: str, **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)

    def create_sql(  # type: ignore[override]  # Django returns a Statement
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        return _statement(
            "ALTER TABLE %(table)s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            model,
            schema_editor,
        )

    def remove_sql(  # type: ignore[override]  # Django returns a Statement
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        return _statement(
            "ALTER TABLE %(table)s NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY",
            model,
            schema_editor,
        )


class Policy(_RowSecurityConstraint):
    """Which rows some roles may read (`using`) and write (`check`) with a command."""

    def __init__(
        self,
        *,
        name: str,
        roles: Sequence[str],
        command: str = "ALL",
        using: Condition = None,
        check: Condition = None,
    ) -> None:
        super().__init__(name=name)
        self.roles = tuple(roles)
        self.command = command.upper()
        self.using = using
        self.check_condition = check

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"roles": self.roles, "command": self.command}
        if self.using is not None:
            kwargs["using"] = self.using
        if self.check_condition is not None:
            kwargs["check"] = self.check_condition
        return path, args, kwargs

    def create_sql(  # type: ignore[override]  # Django returns a Statement
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        using = _compile(self.using, model, schema_editor)
        check = _compile(self.check_condition, model, schema_editor)
        if not check and self.command in {"ALL", "UPDATE"}:
            check = using
        return _statement(
            "CREATE POLICY %(name)s ON %(table)s FOR %(command)s TO %(roles)s%(using)s%(check)s;"
            " GRANT %(rights)s ON %(table)s TO %(roles)s",
            model,
            schema_editor,
            name=f'"{self.name}"',
            command=self.command,
            roles=", ".join(self.roles),
            rights="SELECT, INSERT, UPDATE, DELETE" if self.command == "ALL" else self.command,
            using=f" USING ({using})" if using else "",
            check=f" WITH CHECK ({check})" if check else "",
        )

    def remove_sql(  # type: ignore[override]  # Django returns a Statement
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Statement:
        return _statement(
            "DROP POLICY %(name)s ON %(table)s", model, schema_editor, name=f'"{self.name}"'
        )


def owned_by(field: str, *, prefix: str) -> list[BaseConstraint]:
    """Return the usual rules: own rows for a person, every row for staff and for jobs."""
    return [
        EnableRLS(name=f"{prefix}_rls"),
        Policy(name=f"{prefix}_own", roles=[USER], using=Q(**{field: CurrentUserId()})),
        *overseen(prefix=prefix),
    ]


def read_by_owner(
    field: str, *, prefix: str, staff: Sequence[str] = ("ALL",)
) -> list[BaseConstraint]:
    """Return the rules of a table the person may read but only jobs, triggers and staff write."""
    return [
        EnableRLS(name=f"{prefix}_rls"),
        Policy(
            name=f"{prefix}_own",
            roles=[USER],
            command="SELECT",
            using=Q(**{field: CurrentUserId()}),
        ),
        *overseen(prefix=prefix, staff=staff),
    ]


def kept_for(
    field: str, *, prefix: str, commands: Sequence[str], staff: Sequence[str]
) -> list[BaseConstraint]:
    """Return the rules of a table the person may read and the login role writes for them.

    The web process leaves the role of the person to write, so that no SQL of a page's does.
    `commands` are those of the login role, `staff` those of staff.
    """
    login = (
        Policy(
            name=f"{prefix}_login_{command.lower()}",
            roles=[LOGIN],
            command=command,
            using=None if command == "INSERT" else True,
            check=True if command == "INSERT" else None,
        )
        for command in commands
    )
    return [*read_by_owner(field, prefix=prefix, staff=staff), *login]


def reference_data(*, prefix: str) -> list[BaseConstraint]:
    """Return the rules of a table everybody reads and only jobs and staff write."""
    return [
        EnableRLS(name=f"{prefix}_rls"),
        Policy(name=f"{prefix}_read", roles=[USER, LOGIN], command="SELECT", using=True),
        *overseen(prefix=prefix),
    ]


def overseen(*, prefix: str, staff: Sequence[str] = ("ALL",)) -> list[BaseConstraint]:
    """Return the policies every table has: staff with a claim, and the service.

    `staff` are the commands that something staff do needs, where that is not all.
    """
    return [
        *(_of_staff(prefix, command) for command in staff),
        Policy(name=f"{prefix}_service", roles=[SERVICE], using=True),
    ]


def _of_staff(prefix: str, command: str) -> Policy:
    if command == "ALL":
        return Policy(name=f"{prefix}_staff", roles=[STAFF], using=StaffClaim())
    adds = command == "INSERT"
    return Policy(
        name=f"{prefix}_staff_{command.lower()}",
        roles=[STAFF],
        command=command,
        using=None if adds else StaffClaim(),
        check=StaffClaim() if adds else None,
    )


def _statement(
    template: str,
    model: type[Model] | None,
    schema_editor: BaseDatabaseSchemaEditor | None,
    **parts: str,
) -> Statement:
    model, editor = _required(model, schema_editor)
    return Statement(template, table=Table(model._meta.db_table, editor.quote_name), **parts)


def _compile(
    condition: Condition,
    model: type[Model] | None,
    schema_editor: BaseDatabaseSchemaEditor | None,
) -> str:
    if condition is None:
        return ""
    if isinstance(condition, bool):
        return "true" if condition else "false"
    model, editor = _required(model, schema_editor)
    query = Query(model=model, alias_cols=False)
    where = query.build_where(condition)
    compiler = query.get_compiler(connection=editor.connection)
    sql, params = where.as_sql(compiler, editor.connection)
    return str(sql % tuple(editor.quote_value(value) for value in params))


def _required(
    model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
) -> tuple[type[Model], BaseDatabaseSchemaEditor]:
    return cast("type[Model]", model), cast("BaseDatabaseSchemaEditor", schema_editor)
