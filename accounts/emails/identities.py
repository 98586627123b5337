"""The mails about accounts elsewhere."""

from django.utils.translation import gettext as _

from accounts.emails.account import origin, reset_url
from accounts.mailing import Action, Message


def identity_linked(
    *, provider: str, account: str, at: str, timezone: str, ip: str, device: str
) -> Message:
    """Tell a person that an account elsewhere opens theirs from now on."""
    told = {"provider": provider, "account": account}
    return Message(
        subject=_("%(provider)s now opens your account") % told,
        heading=_("You can sign in with %(provider)s.") % told,
        paragraphs=(_("The account there, %(account)s, was linked to yours.") % told,)
        if account
        else (_("An account there was linked to yours."),),
        facts=origin(at, timezone, ip, device),
        action=Action(label=_("It was not me"), url=reset_url()),
    )


def identity_unlinked(
    *, provider: str, account: str, at: str, timezone: str, ip: str, device: str
) -> Message:
    """Tell a person that an account elsewhere opens theirs no more."""
    told = {"provider": provider, "account": account}
    return Message(
        subject=_("%(provider)s no longer opens your account") % told,
        heading=_("You can no longer sign in with %(provider)s.") % told,
        paragraphs=(_("The account there, %(account)s, is no longer linked to yours.") % told,)
        if account
        else (_("The account there is no longer linked to yours."),),
        facts=origin(at, timezone, ip, device),
        action=Action(label=_("It was not me"), url=reset_url()),
    )


def exists_elsewhere() -> Message:
    """Tell somebody who came by a provider that their address has an account already."""
    return Message(
        subject=_("You already have an account"),
        heading=_("You already have an account."),
        paragraphs=(
            _("Somebody, probably you, came by a provider that knows this address."),
            _("Sign in as you always did. Then link the provider, in the settings, at Security."),
        ),
        action=Action(label=_("Set a new password"), url=reset_url()),
        note=_("It was not you? Then do nothing: nothing has changed."),
    )
