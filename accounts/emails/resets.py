"""The mails to who has lost every second factor: one function a message."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.emails.account import origin, reset_url
from accounts.mailing import Action, Message, link
from numoraq.lib import formats


def reset_asked(*, path: str, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that somebody with their password says the second factors are lost."""
    return Message(
        subject=_("Somebody says your second factor is lost"),
        heading=_("Have you lost your second factor?"),
        paragraphs=(
            _("Somebody who knows your password asked us to remove every second factor."),
            _(
                "People look at this first, and after their word some days pass. Until then you can"
                " take it back, here or by signing in with your factor."
            ),
        ),
        facts=origin(at, timezone, ip, device),
        action=Action(label=_("Take it back"), url=link(path)),
        note=_("It was not you? Take it back and change your password."),
    )


def reset_approved(*, path: str, until: str, timezone: str) -> Message:
    """Tell a person when their factors will be removed."""
    with clock.override(ZoneInfo(timezone)):
        when = formats.current().moment(datetime.fromisoformat(until))
    return Message(
        subject=_("Your second factor will be removed"),
        heading=_("Your second factor will be removed."),
        paragraphs=(
            _("You told us that every second factor is lost, and it was approved."),
            _("At the time below all factors are removed and every browser is signed out."),
        ),
        facts=((_("Removed at"), f"{when} ({timezone})"),),
        action=Action(label=_("Take it back"), url=link(path)),
        note=_("It was not you? Take it back and change your password."),
    )


def reset_refused() -> Message:
    """Tell a person that their factors stay."""
    return Message(
        subject=_("Your second factor stays"),
        heading=_("Your second factor stays."),
        paragraphs=(_("You told us that it is lost. We could not be sure that it was you."),),
        note=_("If it was you, answer this mail. If not, change your password."),
        action=Action(label=_("Set a new password"), url=reset_url()),
    )


def reset_done() -> Message:
    """Tell a person that the password alone opens the account."""
    return Message(
        subject=_("Your second factor was removed"),
        heading=_("Your second factor was removed."),
        paragraphs=(
            _(
                "The wait is over. Every browser was signed out, and the password alone opens your"
                " account."
            ),
            _("Sign in and add a new factor."),
        ),
        action=Action(label=_("Sign in"), url=link(reverse("account_login"))),
    )


def reset_cancelled(*, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that nothing will be removed."""
    return Message(
        subject=_("Your second factor stays"),
        heading=_("Taken back: your second factor stays."),
        paragraphs=(_("Nothing is removed. If you did not ask for it, change your password."),),
        facts=origin(at, timezone, ip, device),
        action=Action(label=_("Set a new password"), url=reset_url()),
    )
