"""The mails about rewards: one function a message. The reader's language is active."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mailing import Action, Message, link
from gamification.models import Tier


def tier_reached(*, tier: str, title: str) -> Message:
    """Tell a person of the tier they have come to; `title` is what staff call it, if anything."""
    name = str(Tier(code=tier, title=title))
    return Message(
        subject=_("You are %(tier)s now") % {"tier": name},
        heading=_("Your new tier: %(tier)s.") % {"tier": name},
        paragraphs=(_("Your points have brought you there. Thank you for keeping at it."),),
        action=Action(label=_("Look at your rewards"), url=link(reverse("settings-profile"))),
        note=_("You want no mails about rewards? Switch them off on that page."),
    )
