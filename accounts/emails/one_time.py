"""What the mails say that carry a link or a code for one use. See accounts.mailing."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mailing import Action, Message, link


def magic_link(*, key: str) -> Message:
    """Send the link that signs somebody in."""
    return Message(
        subject=_("Your link to sign in"),
        heading=_("Sign in to NumoraQ."),
        paragraphs=(_("This link works once, for 15 minutes. It opens a page with a button."),),
        action=Action(label=_("Sign in"), url=link(reverse("magic-link-open", args=[key]))),
        note=_("You did not ask for it? Then do nothing, and send the link to nobody."),
    )


def nobody_to_sign_in() -> Message:
    """Tell somebody who wants a link to sign in that the address has no account."""
    return Message(
        subject=_("There is no account with this address"),
        heading=_("No account with this address."),
        paragraphs=(
            _("Somebody, probably you, asked for a link to sign in. This address has no account."),
            _("Perhaps you signed up with another address?"),
        ),
        action=Action(label=_("Make an account"), url=link(reverse("account_signup"))),
        note=_("It was not you? Then do nothing: we keep nothing about you."),
    )


def prove_first() -> Message:
    """Tell somebody whose address was never proven how they get in.

    Not by a link: somebody else may have signed up with the address, and knows the password.
    """
    return Message(
        subject=_("Your address is not proven yet"),
        heading=_("Your address is not proven yet."),
        paragraphs=(
            _("Somebody, probably you, asked for a link to sign in with this address."),
            _("It has an account, but nobody proved that the address is theirs."),
            _("Set a new password; then sign in, and type the code we send."),
        ),
        action=Action(label=_("Set a new password"), url=link(reverse("account_reset_password"))),
        note=_("It was not you? Then do nothing: nothing has changed."),
    )


def email_change_asked(*, key: str, new_address: str) -> Message:
    """Ask the old address whether the account may go by a new one."""
    return Message(
        subject=_("Do you want to change your e-mail address?"),
        heading=_("Is this change yours?"),
        paragraphs=(
            _("Somebody, probably you, wants to sign in with %(address)s from now on.")
            % {"address": new_address},
            _("Nothing changes until you agree on the page behind this link. It works for a day."),
        ),
        action=Action(label=_("Look at it"), url=link(reverse("email-change-agree", args=[key]))),
        note=_("It was not you? Then say no on that page, and set a new password."),
    )


def reauthentication_code(*, code: str) -> Message:
    """Send the code that is asked for before something that matters."""
    return Message(
        subject=_("Your code"),
        heading=_("Is it you?"),
        paragraphs=(_("Type this code into the page that asks for it. It works for 10 minutes."),),
        code=code,
        note=_("You did not ask for it? Then somebody is signed in as you: sign them out."),
    )
