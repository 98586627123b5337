"""Forms at the door of the CMS."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth import get_user_model, password_validation
from django.utils.translation import gettext_lazy as _

_LABELS = {
    "login": _("E-mail"),
    "password": _("Password"),
}


class StaffLoginForm(LoginForm):  # type: ignore[misc]
    """Sign-in with e-mail and password, for staff alone; rate limits are allauth's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["remember"]  # sessions of staff end after a day, whatever is asked
        for name, label in _LABELS.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)

    def clean(self) -> Any:
        """Refuse whoever is not staff, so that they get no session on the CMS's host."""
        self.cleaned_data["remember"] = False  # allauth asks for it
        cleaned = super().clean()
        user = getattr(self, "user", None)
        if user is not None and not user.is_staff:
            raise forms.ValidationError(_("This account is not one of the staff."))
        if user is not None and not EmailAddress.objects.is_verified(user.email):
            raise forms.ValidationError(_("Confirm your e-mail address in the app first."))
        return cleaned


class FirstAdministratorForm(forms.Form):
    """Who the first administrator is."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A few plain words are better than riddles."),
    )

    def clean_email(self) -> str:
        """Refuse the address of somebody who is here already."""
        email = str(self.cleaned_data["email"]).lower()
        if get_user_model().objects.filter(email=email).exists():
            raise forms.ValidationError(
                _("Somebody already uses this e-mail address. Choose another one.")
            )
        return email

    def clean(self) -> Any:
        """Hold the password against the rules, the address among them."""
        cleaned = super().clean() or {}
        if "email" in cleaned and "password" in cleaned:
            person = get_user_model()(email=cleaned["email"])
            try:
                password_validation.validate_password(cleaned["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned
