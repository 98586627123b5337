"""The mail about personal access tokens."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.emails.account import origin
from accounts.mailing import Action, Message, link


def token_made(*, name: str, at: str, timezone: str, ip: str, device: str) -> Message:
    """Tell a person that a program can use their account from now on."""
    return Message(
        subject=_("A personal access token was made"),
        heading=_("A program can use your account now."),
        paragraphs=(
            _("The token “%(name)s” was made. It is listed under Security.") % {"name": name},
        ),
        facts=origin(at, timezone, ip, device),
        action=Action(label=_("Look at the tokens"), url=link(reverse("personal-tokens"))),
        note=_("It was not you? End the token there, and set a new password."),
    )
