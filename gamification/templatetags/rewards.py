"""Pictures of points and tiers: `{% load rewards %}`."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gamification.selectors.rewards import Habit, Standing
from numoraq.lib import charts, formats

register = template.Library()


@register.simple_tag
def emblem(step: int, *, locked: bool = False, size: str = "") -> SafeString:
    """Return the emblem of a tier, counted from 1."""
    return charts.emblem(step, is_locked=locked, size=size)


@register.simple_tag
def tier_rule(standing: Standing) -> SafeString:
    """Return the slide rule on which a person stands."""
    write = formats.current()
    points = write.number(standing.points)
    label = _("%(points)s points, on a scale from the first tier to the last") % {"points": points}
    steps = [(rung.tier.threshold, write.number(rung.tier.threshold)) for rung in standing.ladder]
    return charts.slide_rule(label=label, value=standing.points, text=points, steps=steps)


@register.simple_tag
def days_kept(habit: Habit) -> SafeString:
    """Return the last thirty days, a tick each."""
    kept = sum(1 for mark in habit.marks if mark)
    label = ngettext(
        "Checked in on %(kept)s of the last 30 days",
        "Checked in on %(kept)s of the last 30 days",
        kept,
    ) % {"kept": kept}
    return charts.day_ticks(habit.marks, label=label)


@register.filter
def signed(points: int) -> str:
    """Return points with their sign."""
    return formats.current().number(points, sign=True)
