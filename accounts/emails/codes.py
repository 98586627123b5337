"""The mails about phones and mailboxes as second factors: one function a message."""

from django.utils.translation import gettext as _

from accounts.emails.account import origin, reset_url
from accounts.mailing import Action, Message


def factor_code(*, code: str) -> Message:
    """Send the code that signing in, or something that matters, asks for."""
    return Message(
        subject=_("Your code to sign in"),
        heading=_("Your code."),
        paragraphs=(_("Type this code into the page that asks for it. It works for 5 minutes."),),
        code=code,
        note=_(
            "You did not ask for it? Then somebody has your password: change it, and give the"
            " code to nobody."
        ),
    )


def mailbox_code(*, code: str) -> Message:
    """Ask whoever reads a new mailbox whether it is theirs: they need not have an account."""
    return Message(
        subject=_("Your code"),
        heading=_("Is this your address?"),
        paragraphs=(_("Type this code into the page that asks for it. It works for 5 minutes."),),
        code=code,
        note=_("You did not ask for it? Then do nothing, and give the code to nobody."),
    )


def phone_added(*, name: str, place: str, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that codes are sent to a phone from now on."""
    return Message(
        subject=_("A phone was added as second factor"),
        heading=_("Signing in now needs a code."),
        paragraphs=(_("Besides the password, a code sent to this phone opens your account."),),
        facts=(*_factor(name, place), *origin(at, timezone, ip, device)),
        action=Action(label=_("It was not me"), url=reset_url()),
    )


def phone_removed(
    *, name: str, place: str, at: str, timezone: str, ip: str, device: str
) -> Message:
    """Tell a person that no codes are sent to a phone any more."""
    return Message(
        subject=_("A phone was removed as second factor"),
        heading=_("A phone was removed."),
        paragraphs=(_("No more codes go there. Without another factor the password is enough."),),
        facts=(*_factor(name, place), *origin(at, timezone, ip, device)),
        action=Action(label=_("It was not me"), url=reset_url()),
    )


def email_added(*, name: str, place: str, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that codes are sent to a mailbox from now on."""
    return Message(
        subject=_("A mailbox was added as second factor"),
        heading=_("Signing in now needs a code."),
        paragraphs=(_("Besides the password, a code sent to this mailbox opens your account."),),
        facts=(*_factor(name, place), *origin(at, timezone, ip, device)),
        action=Action(label=_("It was not me"), url=reset_url()),
    )


def email_removed(
    *, name: str, place: str, at: str, timezone: str, ip: str, device: str
) -> Message:
    """Tell a person that no codes are sent to a mailbox any more."""
    return Message(
        subject=_("A mailbox was removed as second factor"),
        heading=_("A mailbox was removed."),
        paragraphs=(_("No more codes go there. Without another factor the password is enough."),),
        facts=(*_factor(name, place), *origin(at, timezone, ip, device)),
        action=Action(label=_("It was not me"), url=reset_url()),
    )


def _factor(name: str, place: str) -> tuple[tuple[str, str], ...]:
    sent_to = (_("Sent to"), place)
    return ((_("Name"), name), sent_to) if name else (sent_to,)
