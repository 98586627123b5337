"""The tape of a checked file: how much of it comes in, is there already, needs somebody."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from finance.imports.selectors.previews import Preview
from numoraq.lib import charts, formats

_STEPS = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000)
_MOST_MARKS = 5


def tape(preview: Preview) -> SafeString:
    """Return the rows of a file laid end to end, by what becomes of them."""
    write = formats.current()
    sizes = [
        (preview.ready, "p2"),
        (preview.here + preview.left, "p3"),
        (preview.need, "p4"),
    ]
    label = _("%(ready)s new, %(here)s already here, %(need)s need you") % {
        "ready": write.number(preview.ready),
        "here": write.number(preview.here),
        "need": write.number(preview.need),
    }
    total = sum(size for size, _kind in sizes)
    step = next((step for step in _STEPS if total / step <= _MOST_MARKS), _STEPS[-1])
    marks = [(float(at), write.number(at)) for at in range(step, total, step)]
    return charts.tape(label=label, segments=[s for s in sizes if s[0]], ticks=marks)
