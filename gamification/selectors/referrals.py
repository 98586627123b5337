"""What became of those whom a person brought: numbers, never who they are."""

from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from gamification.models import Referral


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """How many signed up by a person's link, how many of them have begun, how many stay."""

    signed_up: int
    begun: int
    stay: int


def brought(*, user: User) -> Brought:
    """Return the numbers of a person's link; those taken back are not among them."""
    own = Referral.objects.filter(user=user).order_by()
    counts = dict(own.values_list("status").annotate(count=Count("*")))
    stay = counts.get(Referral.Status.ACTIVE, 0)
    begun = stay + counts.get(Referral.Status.VERIFIED, 0)
    return Brought(signed_up=begun + counts.get(Referral.Status.PENDING, 0), begun=begun, stay=stay)
