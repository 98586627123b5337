"""The leaderboard: joined under a pseudonym, left at any time, kept with each award."""

from datetime import UTC, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from cms import audit
from gamification import pseudonyms
from gamification.models import (
    LeaderboardMember,
    LeaderboardRank,
    LeaderboardRow,
    LedgerEntry,
    PointBalance,
    RewardPreference,
)
from gamification.services.holding import as_writer, hold

_BATCH: Final = 5_000  # rows


def month_of(at: datetime) -> str:
    """Return the board of the month (UTC) that a moment is in."""
    return at.astimezone(UTC).strftime("%Y-%m")


def join(*, user: User, pseudonym: str, at: datetime) -> LeaderboardMember:
    """Put a person on the leaderboard, or under another pseudonym. `at` is aware UTC.

    Raises ValidationError for a pseudonym that cannot be or is taken, and for who takes no part.
    """
    name = pseudonyms.clean(pseudonym, email=user.email, own_name=user.profile.name)
    with as_writer(), transaction.atomic():
        held = hold(person_id=user.pk)
        if RewardPreference.objects.filter(pk=user.pk, takes_part=False).exists():
            raise ValidationError(_("Rewards are switched off: switch them on first."))
        try:
            with transaction.atomic():
                member, _is_new = LeaderboardMember.objects.update_or_create(
                    user=user, defaults={"pseudonym": name}, create_defaults=_new(name, at)
                )
        except IntegrityError as error:
            raise ValidationError(_("Somebody else has this name.")) from error
        _write(member, held, at)
    return member


def leave(*, user: User) -> bool:
    """Take a person off the leaderboard; return whether they were on it."""
    with as_writer(), transaction.atomic():
        hold(person_id=user.pk)
        return LeaderboardMember.objects.filter(user=user).delete()[0] > 0


@transaction.atomic
def remove_by_staff(*, member: LeaderboardMember, actor: User, reason: str) -> None:
    """Take somebody off the leaderboard, as for a name that offends, on the record."""
    if leave(user=member.user):
        audit.record(
            action="leaderboard.removed",
            actor=actor,
            target=member.user,
            before={"pseudonym": member.pseudonym},
            reason=reason,
        )


def follow(*, held: PointBalance, at: datetime) -> None:
    """Bring the rows of a person up to their points, which are held; nothing for who is not on it.

    `at` is the moment of what changed, aware UTC.
    """
    member = LeaderboardMember.objects.filter(pk=held.user_id).first()
    if member is not None:
        _write(member, held, at)


def rank(*, at: datetime) -> int:
    """Count anew how many are ahead of each number of points. Runs as the service.

    Boards of months that are over go, and whoever has closed their account. Returns how many
    numbers there are. `at` is aware UTC.
    """
    closed = LeaderboardMember.objects.filter(user__deletion_due_at__isnull=False)
    for member in closed.select_related("user"):
        leave(user=member.user)
    month = month_of(at)
    # Not one that has begun since: it comes after this one, as "all" does.
    LeaderboardRow.objects.filter(board__lt=month).delete()
    LeaderboardRank.objects.filter(board__lt=month).delete()
    return sum(_rank(board) for board in (LeaderboardRow.ALL_TIME, month))


@transaction.atomic
def _rank(board: str) -> int:
    """Write the numbers that have changed, and those alone: there may be very many."""
    found = LeaderboardRow.objects.filter(board=board, points__gt=0)
    counted = found.values_list("points").annotate(count=Count("*")).order_by("-points")
    ahead, now = 0, {}
    for points, count in counted:
        now[points] = (ahead, count)
        ahead += count
    stored = LeaderboardRank.objects.filter(board=board)
    before = {
        points: (ahead, at) for points, ahead, at in stored.values_list("points", "ahead", "at")
    }
    stored.filter(points__in=before.keys() - now.keys()).delete()
    LeaderboardRank.objects.bulk_create(
        (
            LeaderboardRank(board=board, points=points, ahead=ahead, at=at)
            for points, (ahead, at) in now.items()
            if before.get(points) != (ahead, at)
        ),
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["board", "points"],
        update_fields=["ahead", "at"],
    )
    return len(now)


def _new(name: str, at: datetime) -> dict[str, Any]:
    return {"pseudonym": name, "joined_at": at}


def _write(member: LeaderboardMember, held: PointBalance, at: datetime) -> None:
    month = month_of(at)
    for board, points in (
        (LeaderboardRow.ALL_TIME, held.shown),
        (month, max(_earned_in(month, held), 0)),
    ):
        LeaderboardRow.objects.update_or_create(
            member=member,
            board=board,
            defaults={
                "pseudonym": member.pseudonym,
                "points": points,
                "tier": held.current_tier,
            },
        )


def _earned_in(month: str, held: PointBalance) -> int:
    begins = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    ends = begins.replace(year=begins.year + begins.month // 12, month=begins.month % 12 + 1)
    own = LedgerEntry.objects.filter(user_id=held.user_id)
    found = own.filter(created_at__gte=begins, created_at__lt=ends)
    return int(found.aggregate(total=Sum("delta", default=0))["total"])
