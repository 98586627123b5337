"""What a person's habits say where a file leaves it open."""

from accounts.models import Profile
from finance.imports.parsing import dates, numbers
from finance.imports.parsing.formats import Habits
from finance.imports.parsing.layout import Layout
from numoraq.lib import locales


def habits(*, profile: Profile, layout: Layout) -> Habits:
    """Return how the person writes days and numbers; a semicolon means a decimal comma."""
    order = profile.date_format
    if order not in dates.ORDERS:
        is_american = profile.language == "en" and profile.timezone.startswith("America/")
        order = dates.MDY if is_american else dates.DMY
    style = profile.number_format
    if style not in numbers.STYLES:
        has_comma = locales.marks(profile.language).decimal == ","
        style = numbers.COMMA if layout.delimiter == ";" or has_comma else numbers.POINT
    return Habits(order, style)
