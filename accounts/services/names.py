"""What factors are called: by their owner, or by their kind in the language of the reader."""

from itertools import count
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Factor, User
from numoraq.rls.identity import as_login_role

LENGTH = 64  # characters


def free(*, user_id: UUID, wanted: str) -> str:
    """Return a name no other factor of the person has: the one wanted, or it with a number.

    Nothing when nothing is wanted: such a factor is called by its kind.
    """
    wanted = " ".join(wanted.split())[:LENGTH]
    if not wanted:
        return ""
    with as_login_role():
        taken = _shown(Factor.objects.filter(user_id=user_id))
    name, number = wanted, 1
    while name.lower() in taken:
        number += 1
        name = f"{wanted[: LENGTH - 3]} {number}"
    return name


def is_taken(*, user: User, factor: Factor, name: str) -> bool:
    """Return whether another factor of a person is called so, by its own name or its kind's."""
    return name.lower() in _shown(Factor.objects.filter(user=user).exclude(pk=factor.pk))


def free_ordinal(*, user_id: UUID, kind: str) -> int:
    """Return the number of the next factor of a kind that has no name. Runs as the login role."""
    unnamed = Factor.objects.filter(user_id=user_id, type=kind, name="")
    taken = set(unnamed.values_list("ordinal", flat=True))
    return next(number for number in count(1) if number not in taken)


def _shown(factors: QuerySet[Factor]) -> set[str]:
    return {str(factor).lower() for factor in factors}
