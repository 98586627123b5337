"""Which passwords may be set: long ones that are hard to guess. No rules about signs in them."""

from collections.abc import Iterator
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from accounts.models import User
from accounts.services import people

PASSWORD_LIMIT: Final = 4096  # characters: hashing must not be a way to keep the server busy
GUESSES: Final = 10**9  # what a list of leaked passwords and its variants are gone through in
SITE: Final = ("numoraq", "networth", "net", "worth")
_LOOKED_AT: Final = 72  # characters; the estimate takes time that grows with them
_SHORTEST: Final = 3  # letters of a word about a person that counts


class MaximumLengthValidator:
    """At most so many characters."""

    def __init__(self, max_length: int = PASSWORD_LIMIT) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is too long."""
        if len(password) > self.max_length:
            text = _("A password has at most %(most)d characters.") % {"most": self.max_length}
            raise ValidationError(text, code="password_too_long")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("A password has at most %(most)d characters.") % {"most": self.max_length}


class GuessableValidator:
    """Not on the lists of leaked passwords, nor one of them with something before or after.

    An estimate of the guesses a password withstands (zxcvbn: leaked passwords, names, words,
    keyboards, dates, repetitions, and the person's own words).
    """

    def __init__(self, guesses: int = GUESSES) -> None:
        self.guesses = guesses
        # Django's validator would say the same a second time, in other words.
        self.common = frozenset(CommonPasswordValidator().passwords)

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is guessed soon."""
        if self._is_common(password) or self._is_guessed(password, user):
            raise ValidationError(
                _("This password is guessed soon. Take a few words that have nothing in common."),
                code="password_guessable",
            )

    def _is_common(self, password: str) -> bool:
        return password.lower().strip() in self.common

    def _is_guessed(self, password: str, user: User | None) -> bool:
        known = [*SITE, *_words_about(user)]
        found = zxcvbn(password[:_LOOKED_AT], user_inputs=known)
        return bool(found["guesses"] < self.guesses)

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("A few words that have nothing in common are better than riddles.")


def _words_about(user: User | None) -> Iterator[str]:
    if user is None:
        return
    mailbox, _at, domain = user.email.partition("@")
    # Not read for it: whoever sets a password by a link may not see a profile.
    name = people.name_of(user) if User.profile.is_cached(user) else ""
    for text in (user.email, mailbox, domain, name):
        yield from {text.lower(), *_parts(text)}


def _parts(text: str) -> list[str]:
    spaced = "".join(sign if sign.isalnum() else " " for sign in text.lower())
    return [word for word in spaced.split() if len(word) >= _SHORTEST]
