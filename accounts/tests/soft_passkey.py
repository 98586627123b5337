"""A passkey without a device: it makes and signs what a browser would, right or wrong."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

type Options = Mapping[str, Any]  # what the server asks for: {"publicKey": {…}}

HERE: Final = "http://testserver"
_PRESENT, _VERIFIED, _MADE = 0x01, 0x04, 0x40


class SoftPasskey:
    """One key of one person at one site. `counter` is None for a synchronised one."""

    def __init__(self, *, origin: str = HERE, counter: int | None = None) -> None:
        self.origin = origin
        self.rp_id = ""  # until it is made, that of the server
        self.verifies = True
        self.counter = counter
        self.credential_id = secrets.token_bytes(16)
        self.user_handle = b""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: Options) -> str:
        """Return what a browser sends after making a passkey."""
        asked = options["publicKey"]
        self.rp_id = self.rp_id or asked["rp"]["id"]
        self.user_handle = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self._key.public_key())
        made = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        statement = AttestationObject.create("none", self._data(_MADE, made), {})
        return self._written(
            clientDataJSON=self._client("webauthn.create", asked["challenge"]),
            attestationObject=bytes(statement),
        )

    def sign(self, options: Options) -> str:
        """Return what a browser sends after using the passkey."""
        if self.counter is not None:
            self.counter += 1
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self._data(0)
        signed = bytes(data) + hashlib.sha256(client).digest()
        return self._written(
            clientDataJSON=client,
            authenticatorData=bytes(data),
            signature=self._key.sign(signed, ec.ECDSA(hashes.SHA256())),
            userHandle=self.user_handle,
        )

    def _data(self, flags: int, made: bytes = b"") -> AuthenticatorData:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        rp_hash = hashlib.sha256(self.rp_id.encode()).digest()
        return AuthenticatorData.create(rp_hash, flags, self.counter or 0, made)

    def _client(self, kind: str, challenge: str) -> bytes:
        words = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps({**words, "crossOrigin": False}).encode()

    def _written(self, **response: bytes) -> str:
        name = websafe_encode(self.credential_id)
        words: dict[str, Any] = {"id": name, "rawId": name, "type": "public-key"}
        words["response"] = {key: websafe_encode(value) for key, value in response.items()}
        return json.dumps({**words, "clientExtensionResults": {}})
