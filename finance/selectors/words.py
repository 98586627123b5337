"""Searching names and notes, without regard to case and accents."""

from typing import Any

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan

MOST = 5


def containing(rows: Any, *, text: str, of: str = "") -> Any:
    """Return the rows whose name or note has every word; `of` is the way to the entry ("entry__").

    Words after the fifth are not looked for.
    """
    gap = Value(" ", output_field=TextField())
    searched = _fold(Concat(F(f"{of}name"), gap, F(f"{of}description")))
    for word in text.replace("\0", "").split()[:MOST]:
        rows = rows.filter(GreaterThan(StrIndex(searched, _fold(Value(word))), 0))
    return rows


def _fold(expression: object) -> Func:
    return Func(expression, function="app.fold", output_field=TextField())
