"""Codes made by staff: many random ones, or a word; switched off and on. Acts as staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from cms import audit
from premium import spelling
from premium.models import Code
from premium.services import codes

MOST: Final = 10_000  # codes at once
_AT_ONCE: Final = 1_000  # rows a statement


class MadeBefore(Exception):
    """The same form has made its codes already; they were shown then."""


class WordTaken(Exception):
    """There is such a word already, whether or not it can still be redeemed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What codes give, and to how many. `value` is hours or points, `expires_at` aware UTC."""

    type: str
    value: int
    max_uses: int = 1
    expires_at: datetime | None = None
    note: str = ""


@transaction.atomic
def make(*, offer: Offer, count: int, once: UUID, actor: User, at: datetime) -> list[str]:
    """Make random codes and return them as people get them: here alone, and never again.

    `once` names the form, and then the batch. Raises MadeBefore, and ValueError for a count out
    of bounds.
    """
    if not 1 <= count <= MOST:
        raise ValueError(count)
    plain = [spelling.make() for _number in range(count)]
    _store(plain, offer=offer, once=once, actor=actor, at=at)
    return [spelling.written(code) for code in plain]


@transaction.atomic
def make_word(*, word: str, offer: Offer, once: UUID, actor: User, at: datetime) -> Code:
    """Make a code of a word that staff chose. Raises Misspelt, WordTaken, MadeBefore."""
    code = spelling.read(word)
    if not spelling.is_word(code):
        raise spelling.Misspelt(word)
    if Code.objects.filter(code_hash=codes.hashed(code)).exclude(batch=once).exists():
        raise WordTaken
    return _store([code], offer=offer, once=once, actor=actor, at=at)


@transaction.atomic
def switch(*, code: Code, is_active: bool, actor: User, reason: str) -> None:
    """Switch a code off, or on again, on the record. The row is locked by who calls."""
    if code.is_active == is_active:
        return
    code.is_active = is_active
    code.save(update_fields=["is_active", "updated_at"])
    audit.record(
        action="code.activated" if is_active else "code.deactivated",
        actor=actor,
        target=code,
        before={"is_active": not is_active},
        after={"is_active": is_active},
        reason=reason,
    )


@transaction.atomic
def switch_off_batch(*, code: Code, actor: User, reason: str, at: datetime) -> int:
    """Switch off every code that was made together with one: what to do when a file leaked.

    The codes are locked here, in the order of their keys. Returns how many were still on. `at` is
    aware UTC.
    """
    found = Code.objects.filter(batch=code.batch, is_active=True).order_by("pk")
    keys = list(found.select_for_update().values_list("pk", flat=True))
    count = Code.objects.filter(pk__in=keys).update(is_active=False, updated_at=at)
    if count:
        audit.record(
            action="code.batch_deactivated",
            actor=actor,
            target=code,
            after={"batch": str(code.batch), "codes": count},
            reason=reason,
        )
    return count


def _store(plain: list[str], *, offer: Offer, once: UUID, actor: User, at: datetime) -> Code:
    """Store codes as hashes, and record that they were made; return the first."""
    # Of two forms of one person the second waits here, and finds what the first one made.
    User.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    if Code.objects.filter(batch=once).exists():
        raise MadeBefore
    rows = [_row(code, offer=offer, once=once, actor=actor, at=at) for code in plain]
    Code.objects.bulk_create(rows, batch_size=_AT_ONCE)
    audit.record(
        action="code.made",
        actor=actor,
        target=rows[0],
        after={
            "batch": str(once),
            "codes": len(rows),
            "is_word": rows[0].is_word,
            "type": offer.type,
            "value": offer.value,
            "max_uses": offer.max_uses,
            "expires_at": offer.expires_at,
        },
        reason=offer.note,
    )
    return rows[0]


def _row(code: str, *, offer: Offer, once: UUID, actor: User, at: datetime) -> Code:
    return Code(
        code=spelling.masked(code),
        code_hash=codes.hashed(code),
        hint=spelling.hint(code),
        is_word=spelling.is_word(code),
        type=offer.type,
        value=offer.value,
        max_uses=offer.max_uses,
        expires_at=offer.expires_at,
        batch=once,
        note=offer.note,
        created_by=actor,
        created_at=at,
    )
