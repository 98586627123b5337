"""Codes, as their people see them."""

from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from numoraq.lib import formats
from premium.errors import CodeMistyped, CodeRedeemed, CodeRefused
from premium.models import CodeType, Redemption
from premium.models.codes import amount

LISTED: Final = 20  # redemptions on the page, the latest
MOST_TOLD: Final = 100  # by the API

type Refusal = CodeMistyped | CodeRefused | CodeRedeemed


def codes_context(user: User) -> dict[str, Any]:
    """Return what `premium/_code.html` shows beside its form. Runs as the person."""
    return {"redemptions": redemptions(user)[:LISTED]}


def redemptions(user: User) -> QuerySet[Redemption]:
    """Return the codes a person redeemed, the latest first. Runs as them."""
    return Redemption.objects.filter(user=user).order_by("-redeemed_at", "-id")


def told(redemption: Redemption) -> str:
    """Return what a redemption gave, from when and until when it runs, in the zone that is active.

    As it stood when it was redeemed: what was granted since may have moved it.
    """
    said = {"gift": redemption.gave}
    if redemption.type == CodeType.TIER_UPGRADE:
        return _("%(gift)s added.") % said
    if redemption.starts_at is None or redemption.ends_at is None:
        return _("%(gift)s added. You have premium for good; nothing runs out.") % said
    said |= {"begin": _day(redemption.starts_at), "end": _day(redemption.ends_at)}
    if redemption.begins_later:
        text = ngettext(
            "%(gift)s added. It begins on %(begin)s, and premium runs until %(end)s.",
            "%(gift)s added. They begin on %(begin)s, and premium runs until %(end)s.",
            amount(redemption.type, redemption.value),
        )
    else:
        text = _("%(gift)s added. Premium runs from now until %(end)s.")
    return text % said


def why(refusal: Refusal) -> str:
    """Return why nothing was given. Nobody learns whether there is such a code, but its own."""
    if isinstance(refusal, CodeRedeemed):
        redeemed = {"day": _day(refusal.redemption.redeemed_at)}
        return _("You redeemed this code already, on %(day)s.") % redeemed
    if isinstance(refusal, CodeMistyped):
        return _("A character is wrong or missing. Compare it with what you were given.")
    return _("This code cannot be redeemed. It may be wrong, used up or too old.")


def _day(at: datetime) -> str:
    return formats.current().day(timezone.localtime(at).date())
