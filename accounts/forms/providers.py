"""What staff fill in about a provider by which people sign in."""

from collections.abc import Mapping
from typing import Any, Final

from allauth.socialaccount.models import SocialAccount, SocialApp
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.services import providers
from numoraq.lib import public_hosts

_RESERVED: Final = {*providers.ORDER, "email", "saml", "oidc"}


class ProviderForm(forms.ModelForm):  # type: ignore[type-arg]
    """A provider. What is secret is written and never shown; left empty, it stays."""

    provider = forms.ChoiceField(
        label=_("provider"),
        choices=[*providers.NAMES.items(), (providers.OIDC, "OpenID Connect")],
    )
    provider_id = forms.SlugField(
        label=_("short name"),
        required=False,
        max_length=50,
        help_text=_("OpenID Connect only: stands in addresses, and never changes."),
    )
    name = forms.CharField(label=_("name"), max_length=40, help_text=_("Stands on the button."))
    client_id = forms.CharField(label=_("client id"), max_length=191)
    secret = forms.CharField(
        label=_("client secret"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed, and not shown again. With Apple: the id of the key."),
    )
    server_url = forms.URLField(
        label=_("issuer"),
        required=False,
        assume_scheme="https",
        help_text=_("OpenID Connect only: the address that the provider signs with."),
    )
    key = forms.CharField(
        label=_("team"), required=False, max_length=191, help_text=_("Apple only.")
    )
    certificate_key = forms.CharField(
        label=_("private key"),
        required=False,
        widget=forms.Textarea(attrs={"autocomplete": "off", "rows": 4}),
        help_text=_("Apple only: the file with the key. Kept sealed, and not shown again."),
    )
    is_on = forms.BooleanField(label=pgettext_lazy("a switch", "on"), required=False, initial=True)

    class Meta:
        model = SocialApp
        fields = ("provider", "provider_id", "name", "client_id", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(str(field.label))
        kept = self.instance.settings if self.instance.pk else {}
        self.fields["server_url"].initial = kept.get("server_url", "")
        self.fields["is_on"].initial = not kept.get("off")
        for name in ("provider", "provider_id"):
            self.fields[name].disabled = bool(self.instance.pk)
        # People are known by issuer and subject: another issuer would name other people by them.
        known = SocialAccount.objects.filter(provider=self.instance.provider_id or "-")
        self.fields["server_url"].disabled = bool(self.instance.pk) and known.exists()

    def clean(self) -> dict[str, Any]:
        """Check that the provider is whole, and named in no other place."""
        cleaned = super().clean() or {}
        kind = cleaned.get("provider", "")
        for name in self._needed(kind):
            if not cleaned.get(name):
                self.add_error(name, ValidationError(_("This is needed."), code="required"))
        if not self.errors:
            self._check_key(kind, cleaned)
            self._check_issuer(cleaned)
        return cleaned

    def clean_certificate_key(self) -> str:
        """Refuse what is no key of Apple's kind."""
        text: str = self.cleaned_data["certificate_key"].strip()
        try:
            is_key = not text or isinstance(
                load_pem_private_key(text.encode(), None), EllipticCurvePrivateKey
            )
        except (ValueError, TypeError):
            is_key = False
        if not is_key:
            raise ValidationError(_("This is no private key of Apple's."), code="invalid")
        return text

    @property
    def secrets(self) -> Mapping[str, str]:
        """Return what is to be sealed; empty is what stays as it was."""
        return {name: self.cleaned_data[name] for name in ("secret", "certificate_key")}

    def settings(self) -> dict[str, Any]:
        """Return the settings of the provider, with what was kept in them before."""
        kept = {**self.instance.settings, "off": not self.cleaned_data["is_on"]}
        if self.cleaned_data["provider"] == providers.OIDC:
            kept["server_url"] = self.cleaned_data["server_url"].rstrip("/")
            kept.pop("checked", None)
        return kept

    def _needed(self, kind: str) -> list[str]:
        fields = {providers.OIDC: ["provider_id", "server_url"], "apple": ["key"]}.get(kind, [])
        if self.instance.pk:
            return fields
        return [*fields, "secret", *(["certificate_key"] if kind == "apple" else [])]

    def _check_key(self, kind: str, cleaned: dict[str, Any]) -> None:
        if kind != providers.OIDC:
            cleaned["provider_id"] = cleaned["provider_id"] and ""
        key = cleaned["provider_id"] or kind
        others = SocialApp.objects.filter(provider=kind, provider_id=cleaned["provider_id"])
        if cleaned["provider_id"] in _RESERVED:
            self.add_error("provider_id", ValidationError(_("Choose another name."), code="taken"))
        elif providers.is_in_environment(key):
            told = _("This provider is set up in the environment of the installation.")
            self.add_error("provider", ValidationError(told, code="taken"))
        elif others.exclude(pk=self.instance.pk).exists():
            self.add_error("provider", ValidationError(_("It is set up already."), code="taken"))

    def _check_issuer(self, cleaned: dict[str, Any]) -> None:
        if self.errors or cleaned["provider"] != providers.OIDC:
            return
        try:
            providers.check_address(cleaned["server_url"])
        except public_hosts.NotPublic:
            told = _("This is no address of the public network that begins with https://.")
            self.add_error("server_url", ValidationError(told, code="invalid"))
