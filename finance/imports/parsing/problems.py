"""What can be wrong with a file or a cell, as a code with its particulars, and said to people.

Codes are stored; the sentence is made when it is read, in the language of the reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from numoraq.lib import formats

type Args = Mapping[str, str]

CELL_TEXTS = {
    "date_empty": _("The date is empty."),
    "date_unreadable": _("“%(value)s” is not a date."),
    "date_no_such_day": _("There is no %(day)s %(month_on)s. Did you mean %(meant_on)s?"),
    "date_order": _("%(value)s would have a month 13 or later: this column is %(order)s."),
    "date_far": _("The year %(year)s cannot be right."),
    "date_to_come": _("Nobody knows yet what it will be worth on a day to come."),
    "amount_empty": _("The amount is empty."),
    "amount_unreadable": _("“%(value)s” is not an amount."),
    "amount_two_marks": _("Two decimal marks. %(first)s or %(second)s?"),
    "amount_other_marks": _("Decimal point and comma the other way round than in this column."),
    "amount_shortened": _("%(value)s has lost its digits: a program shortened this number."),
    "amount_decimals": _("More than two decimals, and amounts are kept to the cent."),
    "amount_whole": _("Amounts in %(currency)s have no decimals."),
    "amount_places": _("Amounts in %(currency)s have %(places)s decimals at most."),
    "amount_large": _("The amount is too large: 13 digits before the decimals at most."),
    "amount_both": _("Money in and money out are both filled."),
    "letter": _("That is the letter %(letter)s, not a %(digit)s."),
    "currency_unknown": _("%(currency)s is not a currency we know."),
    "kind_unknown": _("“%(value)s” has no meaning yet. Say under Columns what it stands for."),
    "kind_empty": _("Nothing says whether this came in or went out."),
    "row_short": _("This row has %(cells)s cells where the others have %(columns)s."),
    "row_quote": _("A quotation mark opens in this row and closes further down."),
    "value_wrong": _("“%(value)s” cannot stand in the column %(name)s."),
    "value_missing": _("%(name)s is empty."),
    "entry_missing": _("This value belongs to an entry that is not in the file."),
}

FILE_TEXTS = {
    "file_failed": _("Something went wrong on our side. Nothing was written; try it again."),
    "file_empty": _("The file is empty."),
    "file_large": _("The file is larger than 50 MB. Export a shorter period from your bank."),
    "file_rows": _("The file has more than 500,000 rows. Split it, or export a shorter period."),
    "file_columns": _("The file has more than 200 columns, so it is hardly a list of bookings."),
    "file_workbook": _("This is a workbook. Save it as CSV (text) first, then send that file."),
    "file_pdf": _("This is a PDF. Ask your bank for CSV, or for a table as text."),
    "file_binary": _("This is not a text file. Banks call the right one CSV."),
    "file_quote": _("A quotation mark opens in line %(line)s and is never closed."),
    "file_cell": _("Line %(line)s is too long to be a booking."),
    "file_json": _("The file breaks off or is damaged near character %(position)s."),
    "file_format": _("This JSON file was not written by NumoraQ, or by a newer version of it."),
    "files_waiting": _("Several files of yours wait already. Import or drop one of them first."),
    "file_no_rows": _("There are headings in the file, but no rows below them."),
}


ORDER_TEXTS = {
    "dmy": _("day, month, year"),
    "mdy": _("month, day, year"),
    "ymd": _("year, month, day"),
}

DIGIT_TEXTS = {"0": _("zero"), "1": _("one"), "5": _("five"), "8": _("eight")}


class BadCell(ValueError):
    """A cell cannot be read."""

    column: int | None = None  # of the file; set by whoever knows it

    def __init__(self, code: str, **args: str) -> None:
        super().__init__(code)
        self.code = code
        self.args_for_people = args


class BadFile(ValueError):
    """A file cannot be read at all."""

    def __init__(self, code: str, **args: str) -> None:
        super().__init__(code)
        self.code = code
        self.args_for_people = args

    def __str__(self) -> str:
        return text(self.code, self.args_for_people)


class BadRow(ValueError):
    """A row cannot be read; `problems` says why."""

    def __init__(self, problems: list["Problem"]) -> None:
        super().__init__(len(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, and in which column of the file; None: in all of it."""

    column: int | None
    code: str
    args: dict[str, str]

    @classmethod
    def of(cls, bad: BadCell) -> "Problem":
        """Return the problem that reading a cell came upon."""
        return cls(bad.column, bad.code, bad.args_for_people)

    def to_json(self) -> list[object]:
        """Return the shape in which it is stored."""
        return [self.column, self.code, self.args]

    @property
    def text(self) -> str:
        """The sentence for people."""
        return text(self.code, self.args)


def text(code: str, args: Args) -> str:
    """Return the sentence of a code."""
    template = CELL_TEXTS.get(code) or FILE_TEXTS[code]
    shown = {name: _shown(name, value) for name, value in args.items()}
    return str(template % shown) if shown else str(template)


def _shown(name: str, value: str) -> str:
    """Return an argument as people read it: days and months are stored as ISO days."""
    write = formats.current()
    if name == "month_on":
        return write.month(date.fromisoformat(value))
    if name.endswith("_on"):
        return write.day(date.fromisoformat(value))
    texts = {"order": ORDER_TEXTS, "digit": DIGIT_TEXTS}.get(name, {})
    return str(texts.get(value, value))


def rows(count: int) -> str:
    """Return a number of rows in words."""
    return ngettext("%(n)s row", "%(n)s rows", count) % {"n": formats.current().number(count)}
