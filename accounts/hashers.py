"""Hashes of passwords that came with people from another system."""

from django.contrib.auth.hashers import BCryptPasswordHasher, make_password

_BYTES = 72  # more of a password bcrypt does not look at, and its library refuses


class UnknownHash(ValueError):
    """A hash of a kind nothing here can check: its person has to set a new password."""


def imported(encoded: str) -> str:
    """Return a hash of GoTrue's (bcrypt or argon2) as the column keeps it.

    Nothing becomes a password that never matches. Raises UnknownHash for any other kind.
    """
    if not encoded:
        return make_password(None)
    if encoded.startswith(("$2a$", "$2b$", "$2y$")):
        return f"bcrypt${encoded}"
    if encoded.startswith(("$argon2id$", "$argon2i$", "$argon2d$")):
        return f"argon2{encoded}"
    raise UnknownHash(encoded[:4])


class ImportedBCryptHasher(BCryptPasswordHasher):
    """Plain bcrypt, for passwords nobody has typed since they came here: then they are rehashed.

    A password longer than bcrypt can take is a wrong one, not an error.
    """

    def encode(self, password: str, salt: bytes) -> str:  # type: ignore[override]
        """Return the hash of as much of a password as bcrypt looks at."""
        kept = password.encode()[:_BYTES].decode(errors="ignore")
        return str(super().encode(kept, salt))  # type: ignore[arg-type]

    def verify(self, password: str, encoded: str) -> bool:
        """Return whether a password is right. What is too long takes as long, and is wrong."""
        is_right = super().verify(password, encoded)
        return is_right and len(password.encode()) <= _BYTES
