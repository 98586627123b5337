"""What makes two entries the same one: used to find duplicates in imports."""

import hashlib
import unicodedata
from datetime import date
from decimal import Decimal

from finance.models import Entry
from numoraq.lib.money import round_cents


def of(*, category: str, on: date, amount: Decimal, currency: str, name: str) -> str:
    """Return the fingerprint of an entry: 32 hexadecimal digits.

    Flows are the same when category, day, amount, currency and name are. A balance is worth
    something else every day, so its day and amount do not count. Case, accents and blanks of
    names do not matter.
    """
    parts = [category, currency, fold(name)]
    if category in Entry.FLOWS:
        parts += [on.isoformat(), str(round_cents(amount))]
    return hashlib.md5("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()


def fold(text: str) -> str:
    """Return a text without case, accents and superfluous blanks."""
    for _round in range(2):  # taking letters apart can bring capitals to light, and back
        apart = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(text.split())
