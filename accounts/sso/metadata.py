"""What an identity provider says about itself in SAML metadata, read without trusting it."""

import base64
import binascii
import codecs
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree

MAX_BYTES: Final = 512 * 1024
_NAMES: Final = {
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
_BEFORE: Final = b"\xef\xbb\xbf \t\r\n"  # what XML may begin with, as UTF-8
_BEGINNINGS: Final = (b"<", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


class BadMetadata(Exception):
    """The document is no metadata of one identity provider; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """One identity provider. Certificates are base64 of DER; the end is that of the last one."""

    xml: str
    entity_id: str
    sso_url: str
    certificates: tuple[str, ...]
    expires_at: datetime


def read(document: bytes) -> Metadata:
    """Return what the metadata of one identity provider says. Raises BadMetadata.

    No entity is expanded and nothing is fetched: a document that brings a DTD is refused.
    """
    root = _root(document)
    wanted = "descendant-or-self::md:EntityDescriptor[md:IDPSSODescriptor]"
    entities = root.xpath(wanted, namespaces=_NAMES)
    if len(entities) != 1:
        raise BadMetadata(_("It must describe exactly one identity provider."))
    entity_id = (entities[0].get("entityID") or "").strip()
    if not 1 <= len(entity_id) <= 1024:
        raise BadMetadata(_("The identity provider has no entityID."))
    certificates = _certificates(entities[0])
    return Metadata(
        xml=etree.tostring(root, encoding="unicode"),
        entity_id=entity_id,
        sso_url=_sso_url(entities[0]),
        certificates=tuple(certificates),
        expires_at=max(certificates.values()),
    )


def is_web_address(url: str) -> bool:
    """Return whether people may be sent to an address: HTTPS, or as plain as our own site is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain_too = not settings.WEB_URL.startswith("https://")
    allowed = {"https", "http"} if plain_too else {"https"}
    return parts.scheme in allowed and bool(parts.hostname) and "@" not in parts.netloc


def _root(document: bytes) -> Any:
    if len(document) > MAX_BYTES:
        raise BadMetadata(_("It is larger than any metadata."))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        # Not read at all: entities are declared in a document type, which metadata has not.
        if not document.lstrip(_BEFORE).startswith(_BEGINNINGS):
            raise BadMetadata(_("It is no XML."))
        if b"<!DOCTYPE" in document.upper() or b"\0" in document:
            raise BadMetadata(_("It has a document type, which metadata must not have."))
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadMetadata(_("It is no XML.")) from error
    if root.getroottree().docinfo.doctype:
        raise BadMetadata(_("It has a document type, which metadata must not have."))
    return root


def _sso_url(entity: Any) -> str:
    path = f"md:IDPSSODescriptor/md:SingleSignOnService[@Binding='{_REDIRECT}']/@Location"
    found = [str(url) for url in entity.xpath(path, namespaces=_NAMES)]
    if not found:
        raise BadMetadata(_("It names no address for sign-in by HTTP-Redirect."))
    if not is_web_address(found[0]):
        raise BadMetadata(_("Its address for sign-in is not HTTPS."))
    return found[0]


def _certificates(entity: Any) -> dict[str, datetime]:
    path = (
        "md:IDPSSODescriptor/md:KeyDescriptor[not(@use) or @use='signing']"
        "/ds:KeyInfo/ds:X509Data/ds:X509Certificate"
    )
    found = {}
    for node in entity.xpath(path, namespaces=_NAMES):
        text = "".join((node.text or "").split())
        try:
            parsed = x509.load_der_x509_certificate(base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError) as error:
            raise BadMetadata(_("One of its certificates cannot be read.")) from error
        found[text] = parsed.not_valid_after_utc
    if not found:
        raise BadMetadata(_("It has no certificate for signatures."))
    return found
