"""The mails about an account: one function a message. The reader's language is active."""

from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts import devices, places
from accounts.mailing import Action, Message, link
from numoraq.lib import formats

FEW_CODES = 3  # recovery codes of which a person is told to make new ones


def sign_up_code(*, code: str) -> Message:
    """Ask somebody new to prove the address is theirs."""
    return Message(
        subject=_("Your code to begin"),
        heading=_("Welcome to NumoraQ."),
        paragraphs=(_("Type this code into the page you signed up on. It works for 15 minutes."),),
        code=code,
        note=_(
            "You did not sign up? Then do nothing: without the code nobody can use the account."
        ),
    )


def verification_code(*, code: str) -> Message:
    """Ask somebody to prove that an address is theirs."""
    return Message(
        subject=_("Your code"),
        heading=_("Is this your address?"),
        paragraphs=(_("Type this code into the page that asks for it. It works for 15 minutes."),),
        code=code,
        note=_("You did not ask for it? Then do nothing, and give the code to nobody."),
    )


def account_exists() -> Message:
    """Tell somebody who signs up again that they have an account."""
    return Message(
        subject=_("You already have an account"),
        heading=_("You already have an account."),
        paragraphs=(
            _("Somebody, probably you, wanted to sign up with this address. It has an account."),
            _("Sign in as usual. If the password is lost, set a new one."),
        ),
        action=Action(label=_("Set a new password"), url=reset_url()),
        note=_("It was not you? Then do nothing: nothing has changed."),
    )


def unknown_account() -> Message:
    """Tell somebody who wants a new password that the address has no account."""
    return Message(
        subject=_("There is no account with this address"),
        heading=_("No account with this address."),
        paragraphs=(
            _("Somebody, probably you, asked for a new password. This address has no account."),
            _("Perhaps you signed up with another address?"),
        ),
        action=Action(label=_("Make an account"), url=link(reverse("account_signup"))),
        note=_("It was not you? Then do nothing: we keep nothing about you."),
    )


def password_reset(*, path: str) -> Message:
    """Send the link that sets a new password."""
    return Message(
        subject=_("Set a new password"),
        heading=_("Set a new password."),
        paragraphs=(_("This link works once, for an hour, and opens our own page."),),
        action=Action(label=_("Set a new password"), url=link(path)),
        note=_("You did not ask for it? Then do nothing: the old password stays."),
    )


def password_changed(*, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that their password is a new one."""
    return Message(
        subject=_("Your password was changed"),
        heading=_("Your password was changed."),
        paragraphs=(_("Every other browser that was signed in has been signed out."),),
        facts=origin(at, timezone, ip, device),
        action=Action(label=_("It was not me"), url=reset_url()),
    )


def email_changed(*, new_address: str, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell the old address that the account goes by a new one.

    It can set no password any more: only people who run this site can give the account back.
    """
    return Message(
        subject=_("Your e-mail address was changed"),
        heading=_("Your e-mail address was changed."),
        paragraphs=(_("From now on you sign in with %(address)s.") % {"address": new_address},),
        facts=origin(at, timezone, ip, device),
        action=_to_support(new_address),
        note=_("It was not you? Answer this mail at once.")
        if settings.SUPPORT_EMAIL
        else _("It was not you? Write at once to those who run this site."),
    )


def _to_support(new_address: str) -> Action | None:
    """Return the button that writes to support, where there is one."""
    if not settings.SUPPORT_EMAIL:
        return None
    subject = _("My e-mail address was changed to %(address)s, not by me") % {
        "address": new_address
    }
    url = f"mailto:{settings.SUPPORT_EMAIL}?subject={quote(subject)}"
    return Action(label=_("It was not me"), url=url)


def factor_added(*, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that signing in needs their authenticator app from now on."""
    return Message(
        subject=_("An authenticator app was added"),
        heading=_("Signing in now needs your app."),
        paragraphs=(_("Besides the password, a code from your authenticator app is asked for."),),
        facts=origin(at, timezone, ip, device),
        action=Action(label=_("It was not me"), url=reset_url()),
    )


def factor_removed(*, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that their authenticator app is gone."""
    return Message(
        subject=_("Your authenticator app was removed"),
        heading=_("The app is no longer asked for."),
        paragraphs=(_("Without another factor the password alone opens your account."),),
        facts=origin(at, timezone, ip, device),
        action=Action(label=_("It was not me"), url=reset_url()),
    )


def codes_made(*, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that they have new recovery codes and the old ones are void."""
    return Message(
        subject=_("New recovery codes were made"),
        heading=_("You have new recovery codes."),
        paragraphs=(_("The codes from before open nothing any more."),),
        facts=origin(at, timezone, ip, device),
        action=Action(label=_("It was not me"), url=reset_url()),
    )


def new_sign_in(*, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that somebody has signed in with a device they have not used for a while."""
    return Message(
        subject=_("A new sign-in"),
        heading=_("Somebody signed in from a new device."),
        paragraphs=(
            _("It was you? Then there is nothing to do."),
            _("It was not you? End that session, and set a new password."),
        ),
        facts=origin(at, timezone, places.name(ip) or _("unknown"), device),
        action=Action(label=_("Look at your sign-ins"), url=link(reverse("settings-security"))),
    )


def reset_url() -> str:
    """Return the page that sends the link for a new password."""
    return link(reverse("account_reset_password"))


def origin(at: str, timezone: str, ip: str, device: str) -> tuple[tuple[str, str], ...]:
    """Return when and from where something was done, `at` in a zone, for the facts of a mail."""
    with clock.override(ZoneInfo(timezone)):
        when = formats.current().moment(datetime.fromisoformat(at))
    return (
        (_("When"), f"{when} ({timezone})"),
        (pgettext("of a sign-in", "From"), ip),
        (_("Browser"), devices.name(device)),
    )
