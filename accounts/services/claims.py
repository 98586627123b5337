"""What sessions are proven by: noted at sign-in and at each proof after it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from accounts import amr
from accounts.models import AmrClaim, AuthSession, Factor
from numoraq.rls.identity import as_login_role


def note(*, session: AuthSession, records: Iterable[amr.Record]) -> None:
    """Write down methods that were proven in a session; each is one row, with the latest time.

    `records` are allauth's, their `at` seconds since 1970. A second factor is named by `id`, its
    authenticator's, or by `factor`, its uuid.
    """
    found = {amr.method(record): record for record in records}
    if not found:
        return
    with as_login_role():
        factors = _factors(session.user_id)
        AmrClaim.objects.bulk_create(
            [_claim(session, method, record, factors) for method, record in found.items()],
            update_conflicts=True,
            unique_fields=["user", "session", "method"],
            update_fields=["factor_id", "updated_at"],
        )


def _claim(
    session: AuthSession, method: str, record: amr.Record, factors: dict[Any, UUID]
) -> AmrClaim:
    at = datetime.fromtimestamp(record["at"], UTC)
    named = record.get("factor") or record.get("id")
    return AmrClaim(
        user_id=session.user_id,
        session_id=session.pk,
        method=method,
        factor_id=factors.get(str(named)) if named else None,
        created_at=at,
        updated_at=at,
    )


def _factors(user_id: UUID) -> dict[Any, UUID]:
    """Return a person's factors by what records may call them."""
    named: dict[Any, UUID] = {}
    rows = Factor.objects.filter(user_id=user_id).values_list("uuid", "authenticator_id")
    for uuid, authenticator_id in rows:
        named |= {str(uuid): uuid, str(authenticator_id): uuid}
    return named
