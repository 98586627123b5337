"""Controls of the sign-in pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.validators import PASSWORD_LIMIT

EMAIL_LIMIT = 254  # characters


class PasswordInput(forms.PasswordInput):
    """A password with a button that shows it, where scripts run."""

    template_name = "accounts/widgets/password.html"


class LongSelect(forms.Select):
    """A select of hundreds of options, written at once: Django renders a template for each."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Mapping[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Return the select; its choices are pairs, or groups of pairs."""
        merged = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        return format_html("<select{}>{}</select>", flatatt(merged), _options(self.choices, value))


def _options(choices: Iterable[Any], value: Any) -> SafeString:
    return format_html_join("", "{}", ((_option(code, label, value),) for code, label in choices))


def _option(code: str, label: Any, value: Any) -> SafeString:
    if isinstance(label, list):
        return format_html('<optgroup label="{}">{}</optgroup>', code, _options(label, value))
    selected = flatatt({"selected": code == value})
    return format_html('<option value="{}"{}>{}</option>', code, selected, label)


def email(field: forms.Field, *, autocomplete: str = "username") -> None:
    """Make a field an e-mail address a password manager recognises."""
    field.label = _("E-mail")
    # allauth would cut a longer one to what the column takes.
    field.validators = [*field.validators, MaxLengthValidator(EMAIL_LIMIT)]
    field.widget = forms.EmailInput(
        attrs={
            "autocomplete": autocomplete,
            "autocapitalize": "none",
            "spellcheck": "false",
            "maxlength": str(EMAIL_LIMIT),
        }
    )


def current_password(field: forms.Field, *, label: Any = "") -> None:
    """Make a field the password somebody has."""
    _password(field, label, "current-password")
    field.help_text = ""


def new_password(field: forms.Field, *, label: Any = "") -> None:
    """Make a field the password somebody will have."""
    _password(field, label, "new-password")
    field.help_text = _("At least 10 characters. A few plain words are better than riddles.")


def code(field: forms.Field) -> None:
    """Make a field a code from a mail."""
    field.label = _("Code")
    field.widget = forms.TextInput(
        attrs={
            "class": "code",
            "autocomplete": "one-time-code",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "maxlength": "32",
            "autofocus": True,
        }
    )


def digits(field: forms.Field) -> None:
    """Make a field a code of digits alone: of an app, a text message, or for when all is lost."""
    code(field)
    field.widget.attrs["inputmode"] = "numeric"
    del field.widget.attrs["autocapitalize"]


def _password(field: forms.Field, label: Any, autocomplete: str) -> None:
    field.label = label or _("Password")
    field.validators = [*field.validators, MaxLengthValidator(PASSWORD_LIMIT)]
    field.widget = PasswordInput(
        attrs={"autocomplete": autocomplete, "maxlength": str(PASSWORD_LIMIT)}
    )
