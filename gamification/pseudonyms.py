"""Which names may stand on the leaderboard."""

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gamification.models.board import LONGEST, SHORTEST

_MARKS: Final = frozenset("._- ")
# Words that nobody's name has, and beginnings of words so long that no name has them by chance.
_SITE: Final = (
    "admin", "administrador", "administrator", "helpdesk", "mod", "moderador", "moderator",
    "numoraq", "oficial", "official", "root", "staff", "suporte", "support", "system", "webmaster",
    "админ", "администратор", "модератор", "поддержка",
)  # fmt: skip
_ANYWHERE: Final = ("administra", "moderador", "moderator", "numoraq", "helpdesk", "webmaster")
# Letters by what Unicode says of them, which show nothing.
_UNSEEN: Final = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0")
# Writings that are one and the same text: Japanese and Korean.
_TOGETHER: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL"})
# Small letters and digits that pass for others; "1", "i" and "l" are all one.
_LOOKS: Final = {
    "a": "аα4", "b": "вьβ68", "c": "сϲ", "d": "ԁđ", "e": "еёε3", "h": "нһη", "j": "јϳ", "k": "кκ",
    "l": "i1ıіїӏιł", "m": "мμ", "n": "пν", "o": "оοσøǿ0", "p": "рρ", "q": "ԛ", "r": "гʀ",
    "s": "ѕ5ß", "t": "тτ7", "u": "υ", "w": "ԝω", "x": "хχ", "y": "уγ", "z": "ʐζ2",
}  # fmt: skip
_AS: Final = str.maketrans({sign: letter for letter, signs in _LOOKS.items() for sign in signs})
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|[._ -]+")
# An address, or the beginning of one: whoever writes their own would not be under a pseudonym.
_ADDRESS: Final = re.compile(r"@|\.(com|org|net|pt|de|fr|es|io|eu)$", re.IGNORECASE)


def clean(name: str, *, email: str, own_name: str) -> str:
    """Return a pseudonym as it is kept: one form for each letter, single spaces.

    Raises ValidationError for what is too short or long, has other signs than letters, digits
    and `. _ -`, is or begins an address, names the site's own people, or is no pseudonym at all.
    """
    kept = " ".join(unicodedata.normalize("NFKC", name).split())
    if not SHORTEST <= len(kept) <= LONGEST:
        bounds = {"least": SHORTEST, "most": LONGEST}
        raise ValidationError(_("Take %(least)s to %(most)s letters.") % bounds)
    if _ADDRESS.search(kept):
        raise ValidationError(_("Take a name that is no e-mail address."))
    if not all(map(_is_taken, kept)):
        raise ValidationError(_("Take letters, digits, spaces, and the marks . _ and - alone."))
    if len(_writings(kept)) > 1:
        raise ValidationError(_("Take letters of one alphabet: others look like them."))
    if not (kept[0].isalnum() and kept[-1].isalnum()):
        raise ValidationError(_("Begin and end with a letter or a digit."))
    if _is_of_the_site(kept):
        raise ValidationError(_("This name would pass for one of the site's own."))
    if _seen(kept) in {_seen(email.partition("@")[0]), _seen(own_name)}:
        raise ValidationError(_("Others would know you by that name. Take another one."))
    return kept


def _is_taken(letter: str) -> bool:
    return letter in _MARKS or (letter.isalnum() and letter not in _UNSEEN)


def _writings(name: str) -> set[str]:
    """Return in which writings a name is; digits are in all of them."""
    found = {unicodedata.name(sign, "").partition(" ")[0] for sign in name if sign.isalpha()}
    return found - _TOGETHER | ({"CJK"} if found & _TOGETHER else set())


def _is_of_the_site(name: str) -> bool:
    """Return whether a name, or a word of it, looks like what the site's own people are called."""
    words = _CAMEL.split(name)
    looks = {_seen(word) for one in (name, *words) for word in (one, one.strip("0123456789"))}
    own = {_seen(word) for word in _SITE}
    return bool(looks & own) or any(_seen(part) in _seen(name) for part in _ANYWHERE)


def _seen(name: str) -> str:
    """Return how a name looks at a glance: without case, marks and accents, look-alikes as one."""
    apart = unicodedata.normalize("NFD", name.casefold())
    bare = "".join(letter for letter in apart if letter.isalnum())
    return bare.translate(_AS).replace("rn", "m").replace("vv", "w")
