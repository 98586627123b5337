"""The table behind a chart: the same facts, for those who read rather than look."""

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from numoraq.lib.charts.svg import escape


def data_table(
    *, caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], summary: str = ""
) -> SafeString:
    """Return a closed table with the facts of a chart. The first column names the row."""
    first, *others = head
    titles = f'<th scope="col">{escape(first)}</th>' + "".join(
        f'<th scope="col" class="n">{escape(title)}</th>' for title in others
    )
    summary = summary or _("Show as a table")
    return mark_safe(  # noqa: S308 every text is escaped
        f'<details class="data"><summary>{escape(summary)}</summary>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="tb"><thead><tr>{titles}</tr></thead><tbody>'
        f"{''.join(map(_row, rows))}</tbody></table></div></details>"
    )


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    rest = "".join(f'<td class="n">{escape(cell)}</td>' for cell in others)
    return f'<tr><th scope="row">{escape(first)}</th>{rest}</tr>'
