"""The one way to write the audit log: in the transaction of the change.

Call `record` after the change. It locks the end of the chain until the transaction ends, so
lock the rows you change before it, several of them in the order of their keys.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.transaction import TransactionManagementError

from cms import origin
from cms.models import AuditEntry
from numoraq.lib.crypto import EncryptedTextField
from numoraq.rls.identity import Person

SECRET_NAMES = frozenset({"password"})

type Values = Mapping[str, Any]


def record(
    *,
    action: str,
    actor: Person | None,
    target: models.Model | None = None,
    before: Values | None = None,
    after: Values | None = None,
    reason: str = "",
) -> AuditEntry:
    """Write an entry; where the request came from is added by itself.

    `action` is noun.verb. `actor` is the member of staff who is acting, None for a job.
    `before` and `after` hold what changed, as plain values. Raises TransactionManagementError
    outside a transaction: an entry and its change stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("record the audit entry in the transaction of the change")
    told = {"reason": reason, "before": before, "after": after}
    return AuditEntry.objects.create(
        action=action,
        admin_user_id=actor.pk if actor else None,
        target_user_id=person_id(target),
        target_type=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        details={name: value for name, value in told.items() if value},
        **asdict(origin.current()),
    )


def person_id(target: models.Model | None) -> Any:
    """Return the id of the person something is about, None when it is about nobody."""
    if isinstance(target, get_user_model()):
        return target.pk
    return getattr(target, "user_id", None)


def snapshot(instance: models.Model, fields: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the columns of a row as plain values, without secrets; all of them by default."""
    wanted = None if fields is None else set(fields)
    return {
        field.name: field.value_from_object(instance)
        for field in instance._meta.concrete_fields
        if not is_secret(field) and (wanted is None or field.name in wanted)
    }


def difference(before: Values, after: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what changed, as it was and as it is."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}


def is_secret(field: "models.Field[Any, Any]") -> bool:
    """Return whether a column must not be shown to staff nor enter the log."""
    return field.name in SECRET_NAMES or isinstance(field, EncryptedTextField)
