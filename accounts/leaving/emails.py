"""The mails about leaving: one function a message. The reader's language is active."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.mailing import Action, Message, link
from numoraq.lib import formats


def export_ready(*, until: str, timezone: str) -> Message:
    """Tell a person that their archive waits for them, on a page that asks who they are."""
    return Message(
        subject=_("Your archive is ready"),
        heading=_("Everything we hold about you, in one file."),
        paragraphs=(_("You asked for it. It waits under Settings, Your data."),),
        facts=((_("Until"), _moment(until, timezone)),),
        action=Action(label=_("Get the archive"), url=link(reverse("settings-everything"))),
        note=_("You did not ask for it? Set a new password, and look where you are signed in."),
    )


def deletion_asked(*, due: str, timezone: str) -> Message:
    """Tell a person that their account is closed, and how it is kept."""
    return Message(
        subject=_("Your account will be deleted"),
        heading=_("Your account is closed."),
        paragraphs=(
            _("You are signed out everywhere, and the tokens of your programs have ended."),
            _("It will be deleted with everything in it. Until then, sign in to keep it."),
        ),
        facts=((_("Deleted on"), _moment(due, timezone)),),
        action=Action(label=_("Keep the account"), url=link(reverse("account-closed"))),
        note=_("It was not you? Sign in, keep the account, and set a new password."),
    )


def deletion_near(*, due: str, timezone: str) -> Message:
    """Tell a person, some days before, that their account is about to go."""
    return Message(
        subject=_("Your account will be deleted soon"),
        heading=_("Your account goes in a few days."),
        paragraphs=(
            _("This is the last mail before it. What is deleted cannot be brought back."),
            _("Sign in to keep the account, or to take everything along first."),
        ),
        facts=((_("Deleted on"), _moment(due, timezone)),),
        action=Action(label=_("Keep the account"), url=link(reverse("account-closed"))),
    )


def deletion_called_off() -> Message:
    """Tell a person that their account stays."""
    return Message(
        subject=_("Your account stays"),
        heading=_("Your account is open again."),
        paragraphs=(
            _("It will not be deleted, and everything you entered is still there."),
            _("Programs need new tokens: the old ones have ended."),
        ),
        action=Action(label=_("To your figures"), url=link(reverse(settings.LOGIN_REDIRECT_URL))),
        note=_("It was not you? Set a new password at once."),
    )


def deleted() -> Message:
    """Tell somebody that their account is gone. It is the last mail to that address."""
    return Message(
        subject=_("Your account was deleted"),
        heading=_("Your account is gone."),
        paragraphs=(
            _("Everything in it was deleted with it: figures, files, settings, sign-ins."),
            _("This is our last mail. Thank you for having been here."),
        ),
    )


def _moment(at: str, timezone: str) -> str:
    with clock.override(ZoneInfo(timezone)):
        return f"{formats.current().moment(datetime.fromisoformat(at))} ({timezone})"
