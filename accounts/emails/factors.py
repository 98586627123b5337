"""The mails about passkeys and recovery codes."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.emails.account import origin, reset_url
from accounts.mailing import Action, Message

FEW_CODES = 3  # recovery codes of which more should be made


def passkey_added(*, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that a passkey signs them in from now on."""
    return Message(
        subject=_("A passkey was added"),
        heading=_("A passkey opens your account now."),
        paragraphs=(_("It signs you in by itself, and is a second step after the password."),),
        facts=origin(at, timezone, ip, device),
        action=Action(label=_("It was not me"), url=reset_url()),
    )


def passkey_removed(*, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that a passkey is gone."""
    return Message(
        subject=_("A passkey was removed"),
        heading=_("A passkey opens your account no more."),
        paragraphs=(_("Without another factor the password alone opens your account."),),
        facts=origin(at, timezone, ip, device),
        action=Action(label=_("It was not me"), url=reset_url()),
    )


def recovery_code_used(*, left: int, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that one of their recovery codes was used, and how many are left."""
    count = ngettext("%(left)s code is left.", "%(left)s codes are left.", left) % {"left": left}
    few = _("Make new ones under Security before they run out.")
    return Message(
        subject=_("A recovery code was used"),
        heading=_("A recovery code opened your account."),
        paragraphs=(count, few) if left <= FEW_CODES else (count,),
        facts=origin(at, timezone, ip, device),
        action=Action(label=_("It was not me"), url=reset_url()),
    )
