"""Our side of SAML 2.0: the request that sends people away, and the answer they bring back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.conf import settings
from django.urls import reverse
from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from accounts.mailing import link
from accounts.models import SSOProvider

TRANSIENT: Final = Names.NAMEID_TRANSIENT
MAX_BYTES: Final = 128 * 1024  # of an answer, in base64


class BadAnswer(Exception):
    """An identity provider's answer proves nobody; the text is for the log."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer whose signature, times and addressee were checked. Times are aware UTC.

    `asked_at` is when the provider asked the person who they are.
    """

    response: Any
    request_id: str
    assertion_id: str
    expires_at: datetime
    session_ends_at: datetime | None
    asked_at: datetime


class OrganisationSAML(SAMLProvider):  # type: ignore[misc]
    """An organisation, as allauth knows it: of what it tells, the address alone is kept."""

    def extract_extra_data(self, data: Any) -> dict[str, Any]:
        """Return what is stored with the identity."""
        return {"email": self.extract_common_fields(data).get("email", "")}


def address(provider: SSOProvider, name: str) -> str:
    """Return one of our addresses that the organisation enters, on the main host."""
    return link(reverse(name, urlconf=settings.ROOT_URLCONF, args=[provider.resource_id]))


def metadata(provider: SSOProvider) -> bytes:
    """Return our metadata for an organisation, also for one that is not connected yet."""
    sp_only = {key: value for key, value in _settings(provider).items() if key != "idp"}
    found = OneLogin_Saml2_Settings(settings=sp_only, sp_validation_only=True)
    written = found.get_sp_metadata()
    return written if isinstance(written, bytes) else str(written).encode()


def request(provider: SSOProvider, *, asks_again: bool = False) -> tuple[str, str]:
    """Return where to send somebody, and the id of the request that travels there.

    With `asks_again` the provider is to ask who it is, whomever it remembers.
    """
    auth = OneLogin_Saml2_Auth(_asked(provider), _settings(provider))
    url = str(auth.login(return_to="", force_authn=asks_again))
    return url, str(auth.get_last_request_id())


def read(provider: SSOProvider, text: str) -> Answer:
    """Return what an answer proves. Raises BadAnswer.

    On top of python3-saml's checks, what it leaves open: it takes part of an address for the
    whole, a missing audience for ours, and an id outside of the signature for the request's.
    """
    try:
        response = OneLogin_Saml2_Response(OneLogin_Saml2_Settings(_settings(provider)), text)
        if not response.is_valid(_asked(provider)):
            raise BadAnswer(response.get_error())
        return _judged(provider, response)
    except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, etree.LxmlError) as error:
        raise BadAnswer(f"{type(error).__name__}: {error}") from error
    except (ValueError, TypeError) as error:  # no base64, no XML, a document type
        raise BadAnswer(f"unreadable: {type(error).__name__}") from error


def _judged(provider: SSOProvider, response: Any) -> Answer:
    acs = address(provider, "saml_acs")
    if response.document.get("Destination") != acs:
        raise BadAnswer("not sent to our address")
    if response.get_audiences() != [address(provider, "saml_metadata")]:
        raise BadAnswer("meant for somebody else")
    # Within the signed assertion, which alone can be believed.
    path = "/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData"
    data = response._query_assertion(path)  # noqa: SLF001 no public way to the signed part
    if len(data) != 1 or data[0].get("Recipient") != acs or not data[0].get("NotOnOrAfter"):
        raise BadAnswer("not confirmed for our address")
    request_id = data[0].get("InResponseTo")
    if not request_id or request_id != response.get_in_response_to():
        raise BadAnswer("nobody asked for it")
    asked = response._query_assertion("/saml:AuthnStatement")  # noqa: SLF001 as above
    if len(asked) != 1:
        raise BadAnswer("does not tell when it asked")
    ends = response.get_session_not_on_or_after()
    return Answer(
        response=response,
        request_id=request_id,
        assertion_id=response.get_assertion_id(),
        expires_at=_moment(response.get_assertion_not_on_or_after()),
        session_ends_at=_moment(ends) if ends else None,
        asked_at=_moment(Utils.parse_SAML_to_time(asked[0].get("AuthnInstant", ""))),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def _asked(provider: SSOProvider) -> dict[str, Any]:
    """Return our own address as python3-saml reads it: not what the browser claims it to be."""
    parts = urlsplit(address(provider, "saml_acs"))
    return {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": "",
        "path_info": parts.path,
        "get_data": {},
        "post_data": {},
    }


def _settings(provider: SSOProvider) -> dict[str, Any]:
    found: dict[str, Any] = {"strict": True, "debug": False, "security": _SECURITY}
    saml = getattr(provider, "saml", None)
    found["sp"] = {
        "entityId": address(provider, "saml_metadata"),
        "assertionConsumerService": {
            "url": address(provider, "saml_acs"),
            "binding": Names.BINDING_HTTP_POST,
        },
        "NameIDFormat": (saml and saml.name_id_format) or Names.NAMEID_UNSPECIFIED,
    }
    if saml:
        found["idp"] = {
            "entityId": saml.entity_id,
            "singleSignOnService": {"url": saml.sso_url, "binding": Names.BINDING_HTTP_REDIRECT},
            "x509certMulti": {"signing": list(saml.certificates)},
        }
    return found


_SECURITY: Final = {
    "wantAssertionsSigned": True,
    "wantMessagesSigned": False,
    "wantNameId": True,
    "wantAttributeStatement": False,
    "allowRepeatAttributeName": True,
    "requestedAuthnContext": False,
    "rejectDeprecatedAlgorithm": True,
    "allowSingleLabelDomains": True,
    "signatureAlgorithm": Names.RSA_SHA256,
    "digestAlgorithm": Names.SHA256,
}
