"""The page of rewards: where one stands, the check-in, what was earned, and the way out."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.middleware import PersonRequest
from accounts.views.guards import signed_in
from gamification import links
from gamification.forms import PreferenceForm
from gamification.models import LeaderboardRow
from gamification.selectors import achievements, board, history, rewards
from gamification.selectors import referrals as brought
from gamification.services import checkins, preferences, referrals
from gamification.services.checkins import CheckedIn, SwitchedOff, TooSoon
from numoraq.lib import formats
from numoraq.ui import toasts


@signed_in
@require_safe
def page(request: PersonRequest) -> HttpResponse:
    """Show points, tier, days in a row and ways to earn; to who switched it off, that it is."""
    chosen = rewards.preference(user=request.user)
    if not chosen.takes_part:
        return render(request, "gamification/off.html")
    own = achievements.feats(user=request.user)
    context = {
        "feats": own,
        "reached": sum(1 for feat in own if feat.at),
        **_friends(request),
        "chosen": chosen,
        "standing": rewards.standing(user=request.user),
        "habit": rewards.habit(user=request.user, at=timezone.now()),
        "recent": history.page(user=request.user, size=history.RECENT),
        "ways": rewards.ways_to_earn(),
        "board": board.page(user=request.user, board=LeaderboardRow.ALL_TIME, size=board.TOP),
    }
    return render(request, "gamification/rewards.html", context)


@signed_in
@require_safe
def points(request: PersonRequest) -> HttpResponse:
    """Show every entry, fifty at a time; nonsense in the address is the first page."""
    after = _key(request.GET.get("after", ""))
    found = history.page(user=request.user, after=after)
    return render(request, "gamification/points.html", {"page": found, "is_first": after is None})


@signed_in
@require_POST
def check_in(request: PersonRequest) -> HttpResponse:
    """Check in for today."""
    try:
        done = checkins.check_in(person_id=request.user.pk, at=timezone.now())
    except SwitchedOff:
        toasts.error(request, _("Rewards are switched off: switch them on first."))
    except TooSoon as refused:
        moment = formats.current().moment(refused.opens_at)
        toasts.error(request, _("The next day counts from %(moment)s on.") % {"moment": moment})
    else:
        toasts.success(request, _said(done))
    return redirect("rewards")


@signed_in
@require_POST
def choose(request: PersonRequest) -> HttpResponse:
    """Switch rewards, or the mails about them, off or on."""
    form = PreferenceForm(request.POST)
    if form.is_valid() and form.changes:
        preferences.change(user=request.user, **form.changes)
        toasts.success(request, _("Saved"))
    return redirect("rewards")


def _friends(request: PersonRequest) -> dict[str, Any]:
    """Return the person's link and its numbers; a demo account brings nobody."""
    if request.user.is_demo:
        return {}
    code = referrals.code_of(user=request.user, at=timezone.now())
    return {"link": links.of_code(code), "brought": brought.brought(user=request.user)}


def _said(done: CheckedIn) -> str:
    if not done.is_new:
        return _("You have checked in today.")
    row = ngettext("%(days)s day in a row", "%(days)s days in a row", done.days)
    told = {
        "earned": formats.current().number(done.points, sign=True),
        "row": row % {"days": done.days},
    }
    return _("Checked in: %(earned)s. %(row)s.") % told


def _key(word: str) -> UUID | None:
    try:
        return UUID(word)
    except ValueError:
        return None
