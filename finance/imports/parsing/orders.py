"""In which order a column writes day, month and year."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from finance.imports.parsing.dates import DMY, MDY, YMD, Triple, parts_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """The order of a column, and whether its values leave no other."""

    order: str
    is_certain: bool


def decide(values: Iterable[str], *, fallback: str = DMY) -> Verdict:
    """Return the order in which the days of a column are written.

    Values come in the order of the file: where a day and a month could be swapped, a list in
    which time runs one way decides.
    """
    ordered = [found for found in dict.fromkeys(map(_numbers, values)) if found]
    votes = {DMY: 0, MDY: 0, YMD: 0}
    for triple, _mark in ordered:
        vote = _vote(triple)
        if vote:
            votes[vote] += 1
    best = max(votes, key=lambda order: votes[order])
    if votes[best]:
        return Verdict(best, is_certain=True)
    if not ordered:
        return Verdict(fallback, is_certain=True)  # nothing to mistake: names, or no days at all
    if all(mark == "." for _days, mark in ordered):
        return Verdict(DMY, is_certain=True)  # nobody puts full stops between month and day
    return _by_direction([triple for triple, _mark in ordered], fallback)


def _numbers(value: str) -> tuple[Triple, str] | None:
    """Return three numbers and the mark between them, when that is all there is."""
    parts = parts_of(value)
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    if any(len(part) > 4 for part in parts):
        return None
    first, second, third = (int(part) for part in parts)
    mark = value.strip()[len(parts[0])]
    if len(parts[0]) == 4:
        first += 10_000  # a year, whatever its value
    return (first, second, third), mark


def _vote(triple: Triple) -> str:
    first, second, _third = triple
    if first > 31:
        return YMD
    if first > 12:
        return DMY
    return MDY if second > 12 else ""


def _by_direction(triples: list[Triple], fallback: str) -> Verdict:
    one_way = [order for order in (DMY, MDY) if _runs_one_way(triples, order)]
    if len(one_way) == 1:
        return Verdict(one_way[0], is_certain=True)
    return Verdict(fallback if fallback in {DMY, MDY} else DMY, is_certain=False)


def _runs_one_way(triples: list[Triple], order: str) -> bool:
    days = [
        (year, month, day)
        for first, second, year in triples
        for day, month in [(first, second) if order == DMY else (second, first)]
    ]
    distinct = list(dict.fromkeys(days))
    pairs = list(pairwise(distinct))
    return len(pairs) >= 2 and (all(a < b for a, b in pairs) or all(a > b for a, b in pairs))
