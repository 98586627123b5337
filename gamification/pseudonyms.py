"""Which names may stand on the leaderboard."""

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gamification.models.board import LONGEST, SHORTEST

_MARKS: Final = frozenset("._- ")
_SITE: Final = frozenset({"admin", "administrator", "moderator", "numoraq", "staff", "support"})
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
    if not all(letter.isalnum() or letter in _MARKS for letter in kept):
        raise ValidationError(_("Take letters, digits, spaces, and the marks . _ and - alone."))
    if not (kept[0].isalnum() and kept[-1].isalnum()):
        raise ValidationError(_("Begin and end with a letter or a digit."))
    bare = _bare(kept)
    if bare in _SITE:
        raise ValidationError(_("This name would pass for one of the site's own."))
    if bare in {_bare(email.partition("@")[0]), _bare(own_name)}:
        raise ValidationError(_("Others would know you by that name. Take another one."))
    return kept


def _bare(name: str) -> str:
    """Return a name without its case and its marks."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
