"""A real identity provider of SAML over HTTP: pysaml2, with keys of its own, for one test each."""

import base64
import html
import shutil
import threading
import urllib.parse
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

XMLSEC = shutil.which("xmlsec1") or ""
SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256_DIGEST = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
SHA1_DIGEST = "http://www.w3.org/2000/09/xmldsig#sha1"
PASSWORD_CLASS = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
EMAIL_URN = "urn:oid:0.9.2342.19200300.100.1.3"


@dataclass
class Says:
    """What the provider answers with; each test changes what it is about."""

    email: str = "jane@corp.example"
    uid: str = "uid-jane"
    sign_alg: str = SHA256
    digest_alg: str = SHA256_DIGEST
    signs_assertion: bool = True
    signs_response: bool = False
    minutes: int = 5
    destination: str = ""  # another one than asked for
    audience: str = ""
    session_ends: datetime | None = None
    asked_at: datetime | None = None  # when it asked who it is; None is just now
    changed: Callable[[str], str] = field(default=lambda xml: xml)
    relay_state: str = ""


@dataclass
class IdP:
    """A running provider: its address, its metadata, and what it says."""

    url: str
    folder: Path
    says: Says = field(default_factory=Says)
    server: Any = None
    asked: list[str] = field(default_factory=list)

    @property
    def entity_id(self) -> str:
        """Return its name."""
        return f"{self.url}/metadata"

    def certificate(self) -> str:
        """Return its certificate, base64 of DER."""
        lines = (self.folder / "cert.pem").read_text().splitlines()
        return "".join(line for line in lines if "-----" not in line)

    def metadata(self, *, entity_id: str = "", sso_url: str = "") -> bytes:
        """Return what it says about itself."""
        return METADATA.format(
            entity_id=entity_id or self.entity_id,
            certificate=self.certificate(),
            sso_url=sso_url or f"{self.url}/sso",
        ).encode()

    def trusts(self, sp_metadata: bytes) -> None:
        """Make the provider know us by our metadata."""
        with _in_peace():
            from saml2.config import IdPConfig
            from saml2.server import Server

            (self.folder / "sp.xml").write_bytes(sp_metadata)
            self.server = Server(config=IdPConfig().load(self._config()))

    def answer(self, request_url: str) -> Mapping[str, str]:
        """Return the form that the provider has a browser post, for where we sent the browser."""
        with _in_peace():
            return self._answer(request_url)

    def _answer(self, request_url: str) -> Mapping[str, str]:
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(request_url).query))
        from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT

        asked = self.server.parse_authn_request(query["SAMLRequest"], BINDING_HTTP_REDIRECT)
        args = self.server.response_args(asked.message, [BINDING_HTTP_POST])
        self.asked.append(asked.message.id)
        xml = self.signed(
            in_response_to=asked.message.id,
            destination=args["destination"],
            audience=args["sp_entity_id"],
        )
        return {
            "action": args["destination"],
            "SAMLResponse": base64.b64encode(self.says.changed(xml).encode()).decode(),
            "RelayState": self.says.relay_state or query.get("RelayState", ""),
        }

    def form(self, *, request_id: str, acs: str, audience: str) -> Mapping[str, str]:
        """Return the form of an answer to a request that was never seen here."""
        with _in_peace():
            xml = self.signed(in_response_to=request_id, destination=acs, audience=audience)
        return {"SAMLResponse": base64.b64encode(xml.encode()).decode()}

    def signed(self, *, in_response_to: str, destination: str, audience: str) -> str:
        """Return a response as XML, signed as the provider is told to."""
        from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID

        says = self.says
        return str(
            self.server.create_authn_response(
                identity={"mail": [says.email], "givenName": ["Jane"]},
                userid=says.uid,
                name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=says.uid),
                authn={
                    "class_ref": PASSWORD_CLASS,
                    "authn_auth": self.url,
                    "authn_instant": says.asked_at and says.asked_at.timestamp(),
                },
                in_response_to=in_response_to,
                destination=says.destination or destination,
                sp_entity_id=says.audience or audience,
                sign_response=says.signs_response,
                sign_assertion=says.signs_assertion,
                sign_alg=says.sign_alg,
                digest_alg=says.digest_alg,
                session_not_on_or_after=_written(says.session_ends),
            )
        )

    def _config(self) -> dict[str, Any]:
        from saml2 import BINDING_HTTP_REDIRECT

        policy = {
            "lifetime": {"minutes": self.says.minutes},
            "name_form": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri",
            "attribute_restrictions": None,
        }
        return {
            "entityid": self.entity_id,
            "service": {
                "idp": {
                    "endpoints": {
                        "single_sign_on_service": [(f"{self.url}/sso", BINDING_HTTP_REDIRECT)]
                    },
                    "policy": {"default": policy},
                    "want_authn_requests_signed": False,
                }
            },
            "key_file": str(self.folder / "key.pem"),
            "cert_file": str(self.folder / "cert.pem"),
            "metadata": {"local": [str(self.folder / "sp.xml")]},
            "xmlsec_binary": XMLSEC,
        }


METADATA = """<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
</md:KeyDescriptor>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
 Location="{sso_url}"/>
</md:IDPSSODescriptor></md:EntityDescriptor>
"""
PAGE = """<!doctype html><html lang="en"><title>Corp</title><h1>Corp signs you in</h1>
<form method="post" action="{action}"><input type="hidden" name="SAMLResponse" value="{response}">
<input type="hidden" name="RelayState" value="{relay}"><button>Yes, it is me</button></form>"""


@contextmanager
def running(folder: Path) -> Iterator[IdP]:
    """Run a provider on this machine until the block ends."""
    make_keys(folder)
    idp = IdP(url="", folder=folder)

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_metadata = self.path == "/metadata"
            body = idp.metadata() if is_metadata else _page(idp, self.path).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/xml" if is_metadata else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    idp.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield idp
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_keys(folder: Path, *, days: int = 365) -> None:
    """Write a key and a certificate of its own into a folder."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "corp")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    built = built.public_key(key.public_key()).serial_number(x509.random_serial_number())
    built = built.not_valid_before(now - timedelta(days=1))
    certificate = built.not_valid_after(now + timedelta(days=days)).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            pem, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )


@contextmanager
def _in_peace() -> Iterator[None]:
    """Let pysaml2 use what Python and cryptography are about to drop."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _page(idp: IdP, path: str) -> str:
    if not path.startswith("/sso?"):
        return "<!doctype html><title>nothing</title>"
    answer = {name: html.escape(text) for name, text in idp.answer(path).items()}
    return PAGE.format(
        action=answer["action"], response=answer["SAMLResponse"], relay=answer["RelayState"]
    )


def _written(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
