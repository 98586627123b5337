"""What administrators enter about an organisation's sign-in."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import OIDCConnection, SAMLConnection, SSODomain, SSOProvider
from accounts.services import providers
from accounts.sso import metadata, renewal, selectors, services
from numoraq.lib import public_hosts
from numoraq.wrappers import errors

_FORMATS = [
    ("", _("Whatever the organisation prefers")),
    ("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", _("Persistent")),
    ("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", _("E-mail address")),
]
_SAML = SSOProvider.Kind.SAML
# By what people are known, once there are some.
_NAMING = ("issuer", "uid_attribute", "name_id_format")
_LONG = ("metadata_url", "email_attribute", "uid_attribute", "issuer", "client_id", "client_secret")


class LowerField(forms.CharField):
    """A name in which capital letters make no difference."""

    def to_python(self, value: Any) -> str:
        """Return it in small letters."""
        return str(super().to_python(value) or "").lower()


class DomainForm(forms.ModelForm):  # type: ignore[type-arg]
    """A domain of an organisation."""

    domain = LowerField(label=_("Domain"), max_length=253)

    class Meta:
        model = SSODomain
        fields = ("provider", "domain")


class ProviderForm(forms.ModelForm):  # type: ignore[type-arg]
    """An organisation and how its provider is reached; a secret is entered and never shown."""

    metadata_file = forms.FileField(
        label=_("Metadata (XML)"), required=False, max_length=200,
        help_text=_("From the organisation. Without a new file the one from before stays."),
    )  # fmt: skip
    metadata_url = forms.URLField(
        label=_("Address of the metadata"), required=False, assume_scheme="https", max_length=500,
        help_text=_("HTTPS, on the public network. Instead of a file; fetched anew each day."),
    )  # fmt: skip
    email_attribute = forms.CharField(
        label=_("Attribute with the e-mail address"), required=False, max_length=200,
        help_text=_("Empty: the usual names."),
    )  # fmt: skip
    uid_attribute = forms.CharField(
        label=_("Attribute that names the person"), required=False, max_length=200,
        help_text=_("Empty: the NameID. It must never change, and never pass to another person."),
    )  # fmt: skip
    name_id_format = forms.ChoiceField(label="NameID", choices=_FORMATS, required=False)
    issuer = forms.CharField(
        label=_("Issuer"), required=False, max_length=500,
        help_text=_("The HTTPS address of the provider, exactly as its tokens name it."),
    )  # fmt: skip
    client_id = forms.CharField(label=_("Client id"), required=False, max_length=190)
    client_secret = forms.CharField(
        label=_("Client secret"), required=False, max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Never shown again. Empty: the one from before stays."),
    )  # fmt: skip

    class Meta:
        model = SSOProvider
        fields = ("name", "resource_id", "kind", "is_disabled", "sso_only")
        widgets: ClassVar = {"resource_id": forms.TextInput(attrs={"class": "vTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: metadata.Metadata | None = None
        self.is_in_use = selectors.is_in_use(self.instance)
        for name in _NAMING:
            self.fields[name].disabled = self.is_in_use
        for name in _LONG:
            self.fields[name].widget.attrs.setdefault("class", "vTextField")
        saml, oidc = getattr(self.instance, "saml", None), getattr(self.instance, "oidc", None)
        if saml:
            for name in ("email", "uid"):
                self.initial[f"{name}_attribute"] = (saml.attribute_mapping.get(name) or [""])[0]
            for name in ("metadata_url", "name_id_format"):
                self.initial[name] = getattr(saml, name)
        if oidc:
            self.initial.update(issuer=oidc.issuer, client_id=oidc.client_id)

    def clean(self) -> dict[str, Any]:
        """Read the metadata; say what the protocol still needs."""
        given = super().clean() or self.cleaned_data
        kind = given.get("kind") or self.instance.kind
        if kind == _SAML:
            self._clean_saml(given)
        else:
            self._clean_oidc(given)
        return given

    def saml(self) -> services.SAMLSetUp:
        """Return what was entered for SAML."""
        names = {name: self.cleaned_data[f"{name}_attribute"].strip() for name in ("email", "uid")}
        return services.SAMLSetUp(
            metadata=self.found,
            metadata_url=self.cleaned_data["metadata_url"],
            attribute_mapping={name: [given] for name, given in names.items() if given},
            name_id_format=self.cleaned_data["name_id_format"],
        )

    def oidc(self) -> services.OIDCSetUp:
        """Return what was entered for OpenID Connect."""
        return services.OIDCSetUp(
            **{name: self.cleaned_data[name] for name in ("issuer", "client_id", "client_secret")}
        )

    def _clean_saml(self, given: dict[str, Any]) -> None:
        file, url = given.get("metadata_file"), given.get("metadata_url", "")
        was = getattr(self.instance, "saml", None)
        if file:
            self._read("metadata_file", lambda: metadata.read(file.read(metadata.MAX_BYTES + 1)))
        elif url and (was is None or url != was.metadata_url):
            self._read("metadata_url", lambda: renewal.fetch(url))
        elif was is None and "metadata_url" not in self.errors:
            self.add_error("metadata_file", _("Enter the metadata, or their address."))
        if self.found:
            self._judge("metadata_file" if file else "metadata_url", self.found.entity_id, was)

    def _judge(self, field: str, entity_id: str, was: SAMLConnection | None) -> None:
        if self.is_in_use and was is not None and entity_id != was.entity_id:
            told = _("This is another provider, and people are known by the one from before.")
            self.add_error(field, ValidationError(told, code="other"))
        others = SAMLConnection.objects.exclude(provider=self.instance)
        if others.filter(entity_id=entity_id).exists():
            told = _("Another organisation has this identity provider already.")
            self.add_error(field, ValidationError(told, code="taken"))

    def _read(self, field: str, read: Any) -> None:
        try:
            self.found = read()
        except metadata.BadMetadata as error:
            self.add_error(field, ValidationError(str(error)))
        except errors.ForeignHost:
            told = _("The address must be HTTPS and on the public network.")
            self.add_error(field, ValidationError(told))
        except errors.OutsideError:
            told = _("Nothing could be fetched from this address.")
            self.add_error(field, ValidationError(told))

    def _clean_oidc(self, given: dict[str, Any]) -> None:
        needed = ["issuer", "client_id"]
        if getattr(self.instance, "oidc", None) is None:
            needed.append("client_secret")
        for name in needed:
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("OpenID Connect needs this."))
        if given.get("issuer"):
            self._check_issuer(given["issuer"])
        others = OIDCConnection.objects.exclude(provider=self.instance)
        same = {name: given.get(name, "") for name in ("issuer", "client_id")}
        if others.filter(**same).exists():
            told = _("Another organisation has this issuer and client id already.")
            self.add_error("client_id", told)

    def _check_issuer(self, issuer: str) -> None:
        """Judge it as it is judged when somebody signs in."""
        if self.is_in_use:  # cannot be changed, and the host may be away just now
            return
        try:
            providers.check_address(issuer)
        except public_hosts.NotPublic:
            told = _("This is no address of the public network that begins with https://.")
            self.add_error("issuer", ValidationError(told, code="invalid"))
            return
        if not metadata.is_web_address(issuer):
            self.add_error("issuer", _("The address must be HTTPS."))
