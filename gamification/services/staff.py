"""Points that staff give and take back, with a reason, on the record. Acts as staff."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cms import audit
from cms.models import AuditEntry
from gamification.models import LeaderboardMember, LedgerEntry, PointRule
from gamification.models.points import Source
from gamification.services import points
from gamification.services.holding import hold, hold_all
from gamification.services.points import Award, KeyTaken, NotReversible

# What staff judge; the other rules are followed by programs alone.
JUDGED: Final = (
    PointRule.Code.FEATURE_REQUEST,
    PointRule.Code.BUG_REPORT,
    PointRule.Code.COMMUNITY_HELP,
)
_KEY: Final = "admin:{once}"
_DAY: Final = timedelta(days=1)
_GIVES_MUCH: Final = "gamification.may_give_much_ledgerentry"


@transaction.atomic
def give(  # noqa: PLR0913 who gives what to whom, why, and when
    *, person: User, rule: str, number: int, once: UUID, actor: User, reason: str, at: datetime
) -> LedgerEntry:
    """Give somebody what a rule says, or `number` points without one; return the entry.

    The same `once` gives once. `at` is aware UTC. Raises ValidationError for oneself, for more
    than the actor may give at once, when the rule is off or used up for the day, and when `once`
    has given something else.
    """
    if person.pk == actor.pk:
        raise ValidationError(_("Nobody gives points to themselves."))
    hold(person_id=person.pk)  # of two at once the second counts the first
    _check_size(number + _given_lately(actor, person, at, sign=number), actor)
    key = _KEY.format(once=once)
    try:
        given = _award(person, rule, number, key=key, reason=reason, at=at)
    except KeyTaken as error:
        raise ValidationError(_given_before()) from error
    entry = LedgerEntry.objects.filter(idem_key=key).first()
    if entry is None:
        raise ValidationError(_("This rule is switched off, or used up for the day."))
    if not _is_what_was_asked(entry, person, rule, number):
        raise ValidationError(_given_before())
    if given.is_new:
        audit.record(
            action="points.given",
            actor=actor,
            target=entry,
            after={"points": entry.delta, "rule": rule, "total": given.total},
            reason=reason,
        )
    return entry


@transaction.atomic
def take_back(*, entry: LedgerEntry, actor: User, reason: str, at: datetime) -> None:
    """Take an entry back, once; nothing happens the second time. `at` is aware UTC.

    Raises ValidationError for one that takes something back itself, and for one's own.
    """
    if entry.user_id == actor.pk:
        raise ValidationError(_("Nobody takes back points of their own."))
    if entry.source == Source.ADMIN:  # what an administrator took, they give back
        _check_size(entry.delta, actor)
    try:
        done = points.reverse(idem_key=entry.idem_key, at=at, reason=reason)
    except NotReversible as error:
        raise ValidationError(_("This entry takes another one back: give points anew.")) from error
    if done.is_new:
        audit.record(
            action="points.taken_back",
            actor=actor,
            target=entry,
            before={"points": entry.delta, "key": entry.idem_key},
            after={"total": done.total},
            reason=reason,
        )


def _check_size(number: int, actor: User) -> None:
    most = settings.POINTS_BY_HAND_MOST
    if abs(number) > most and not actor.has_perm(_GIVES_MUCH):
        raise ValidationError(
            _("You may give or take %(most)s points a day. Ask an administrator for more.")
            % {"most": most}
        )


def _given_lately(actor: User, person: User, at: datetime, *, sign: int) -> int:
    """Return what somebody of the team gave a person by hand within a day, or took when below 0."""
    entries = AuditEntry.objects.filter(
        action="points.given",
        admin_user_id=actor.pk,
        target_user_id=person.pk,
        created_at__gt=at - _DAY,
    )
    told = [one.details["after"] for one in entries]
    by_hand = [one["points"] for one in told if not one["rule"]]
    return sum(points for points in by_hand if (points > 0) == (sign > 0))


def hold_of(rows: Sequence[LedgerEntry | LeaderboardMember]) -> None:
    """Lock the points of everybody whom rows are about, in one order for all batches.

    Runs in a transaction, before anything is written: also the audit log is locked by each act.
    """
    hold_all(user_ids={row.user_id for row in rows})


def _award(person: User, rule: str, number: int, *, key: str, reason: str, at: datetime) -> Award:
    if rule:
        return points.award_by_rule(
            person_id=person.pk, rule=rule, idem_key=key, at=at, reason=reason
        )
    return points.award(
        person_id=person.pk, points=number, source=Source.ADMIN, idem_key=key, at=at, reason=reason
    )


def _is_what_was_asked(entry: LedgerEntry, person: User, rule: str, number: int) -> bool:
    # What a rule gave stays, whatever it would give by now.
    told = (entry.user_id, entry.rule) == (person.pk, rule)
    return told and (bool(rule) or entry.delta == number)


def _given_before() -> str:
    return _("This form has given something else already. Open it anew.")
