"""Which addresses lead to one mailbox."""

from typing import Final

# Google's two names for one service, which reads the name with and without dots.
_DOTLESS: Final = ("gmail.com", "googlemail.com")


def same_mailbox(address: str) -> str:
    """Return the one form of all addresses of a mailbox.

    In small letters, without the tag, and without dots where they say nothing.
    """
    local, _at, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0]
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), _DOTLESS[0]
    return f"{local}@{domain}"


def known_as(mailbox: str) -> list[str]:
    """Return the forms under which a mailbox may have been written down, its present one first.

    Google's second name was once taken for a mailbox of its own.
    """
    local, _at, domain = mailbox.rpartition("@")
    return [f"{local}@{name}" for name in (_DOTLESS if domain in _DOTLESS else (domain,))]
