"""The codes of second factors."""

import time
from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import allauth_compat
from accounts.forms import widgets
from accounts.models import User
from accounts.services import keyring
from accounts.services.keyring import NoRoom

SECONDS_TO_PROVE = 300  # an authenticator app, from when its secret is shown
_SHOWN_AT = "mfa.totp.shown_at"  # in the session, beside the secret


class AuthenticateForm(base.AuthenticateForm):  # type: ignore[misc]
    """The code that ends signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.code(self.fields["code"])


class ReauthenticateForm(base.ReauthenticateForm):  # type: ignore[misc]
    """The code before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widgets.code(self.fields["code"])


class ActivateTOTPForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app; it proves nothing a second time.

    A secret that was not proven within five minutes is forgotten.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        request = context.request
        shown_at = request.session.get(_SHOWN_AT, 0)
        self.is_late = time.time() - shown_at > SECONDS_TO_PROVE
        if self.is_late:
            allauth_compat.drop_pending_secret(request)
        super().__init__(*args, **kwargs)
        if self.is_late or not self.is_bound:
            request.session[_SHOWN_AT] = time.time()
        widgets.code(self.fields["code"])

    def clean_code(self) -> str:
        """Check the code and spend it: stock allauth would take it once more right after."""
        if self.is_late:
            raise ValidationError(_("That took more than five minutes. Scan the new code."))
        must_have_room(self.user)
        code: str = super().clean_code()
        allauth_compat.spend_code(user=self.user, code=code)
        return code


class NameForm(forms.Form):
    """What a factor is called."""

    name = forms.CharField(label=_("Name"), max_length=keyring.NAME_LENGTH)


def must_have_room(user: User) -> None:
    """Refuse one factor more than a person may have. Raises ValidationError."""
    try:
        keyring.make_room(user=user)
    except NoRoom:
        raise ValidationError(
            _("You have ten factors, as many as one may have. Remove one first.")
        ) from None
