"""Writes a persona's story into an account, and takes it out again."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from finance.demo import rates
from finance.demo.personas import Persona
from finance.demo.story import Balance, Flow, Recurring, Story
from finance.models import Entry, Import, Occurrence, Valuation
from finance.selectors import versions
from finance.services import locks

FILE_KEY = "sample"  # marks the import that the sample data of an account belongs to
_VERSION = "version"  # of the person's figures, right after the account was filled


@transaction.atomic
def seed(*, user: User, persona: Persona, today: date) -> Import:
    """Fill an account with five years of a persona up to today, in the person's language.

    The rows belong to an import, so that they can be told from the person's own. Asked for twice,
    it fills once. Runs as the person; needs a handful of statements.
    """
    locks.hold(user=user)
    filled = Import.objects.filter(user=user, file_key=FILE_KEY).first()
    if filled is not None:
        return filled
    known = rates.monthly(currencies=persona.plan.currencies(), on=today)
    story = persona.story(on=today, rates=known)
    loaded = Import.objects.create(
        user=user,
        file_name=_("Sample data: %(persona)s") % {"persona": persona.title},
        file_key=FILE_KEY,
        file_size=0,
        status=Import.Status.APPLIED,
        rows_total=len(story.balances) + len(story.flows) + len(story.recurring),
        rows_done=len(story.balances) + len(story.flows) + len(story.recurring),
        applied_at=timezone.now(),
    )
    _write(story, user, loaded.pk)
    loaded.summary = {_VERSION: versions.current(user=user)}
    loaded.save(update_fields=["summary", "updated_at"])
    return loaded


def is_changed(*, user: User) -> bool:
    """Return whether an account holds anything but the sample data as it was filled in.

    A due day that came since counts as a change: where it is unsure, nothing is to be lost.
    """
    filled = Import.objects.filter(user=user, file_key=FILE_KEY).values_list("summary", flat=True)
    noted = [summary.get(_VERSION) for summary in filled]
    return noted != [versions.current(user=user)]


@transaction.atomic
def clear(*, user: User) -> None:
    """Remove the sample data of an account, with its history; what the person added stays."""
    locks.hold(user=user)
    loaded = Import.objects.filter(user=user, file_key=FILE_KEY)
    entries = Entry.objects.filter(user=user, import_id__in=loaded.values("pk"))
    # By name, history first: a statement over a list is many times faster here than a join.
    keys = list(entries.values_list("pk", flat=True))
    Occurrence.objects.filter(user=user, entry__in=keys).delete()
    Valuation.objects.filter(user=user, entry__in=keys).delete()
    Entry.objects.filter(user=user, pk__in=keys).delete()
    loaded.delete()


def _write(story: Story, user: User, import_id: UUID) -> None:
    keys = {balance.key: uuid4() for balance in story.balances}
    balances = [_balance_row(b, keys[b.key], user, import_id) for b in story.balances]
    recurring = [_recurring_row(r, keys, user, import_id) for r in story.recurring]
    flows = [_flow_row(flow, user, import_id) for flow in story.flows]
    # Balances first: recurring entries refer to the account they are paid from.
    Entry.objects.bulk_create(balances)
    Entry.objects.bulk_create([*recurring, *flows])
    later = (_valuation_rows(b, keys[b.key], user) for b in story.balances)
    Valuation.objects.bulk_create(chain.from_iterable(later))
    past = (
        _occurrence_rows(r, row.pk, user) for r, row in zip(story.recurring, recurring, strict=True)
    )
    Occurrence.objects.bulk_create(chain.from_iterable(past))


def _balance_row(balance: Balance, key: UUID, user: User, import_id: UUID) -> Entry:
    """Return the entry as it began: the database makes its first valuation of that."""
    first_on, first = balance.values[0]
    return Entry(
        id=key,
        user=user,
        import_id=import_id,
        category=balance.category,
        subcategory=balance.kind,
        name=balance.name,
        currency=balance.currency,
        is_liquid=balance.is_liquid,
        quantity=balance.quantity,
        amount=first,
        date=first_on,
    )


def _flow_row(flow: Flow, user: User, import_id: UUID) -> Entry:
    return Entry(
        user=user,
        import_id=import_id,
        category=flow.category,
        subcategory=flow.kind,
        name=flow.name,
        currency=flow.currency,
        amount=flow.amount,
        date=flow.on,
    )


def _recurring_row(
    recurring: Recurring, keys: Mapping[str, UUID], user: User, import_id: UUID
) -> Entry:
    return Entry(
        user=user,
        import_id=import_id,
        category=recurring.category,
        subcategory=recurring.kind,
        name=recurring.name,
        currency=recurring.currency,
        amount=recurring.amount,
        date=recurring.since,
        is_recurring=True,
        recurring_frequency=recurring.frequency,
        next_due_on=recurring.upcoming[0],
        settles_in=keys[recurring.settles_in],
    )


def _valuation_rows(balance: Balance, key: UUID, user: User) -> Iterable[Valuation]:
    """Return the values after the first, each with what it changed: nothing is left to mend."""
    before = balance.values[0][1]
    for on, amount in balance.values[1:]:
        yield Valuation(
            user=user,
            entry_id=key,
            on=on,
            amount=amount,
            change=amount - before,
            source=Valuation.Source.IMPORT,
        )
        before = amount


def _occurrence_rows(recurring: Recurring, key: UUID, user: User) -> Iterable[Occurrence]:
    for on, amount in recurring.past:
        yield Occurrence(user=user, entry_id=key, on=on, amount=amount)
