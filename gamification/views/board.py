"""The page of the leaderboard, and the ways onto and off it."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.middleware import PersonRequest
from accounts.views.guards import not_for_demo, signed_in
from gamification.forms import PseudonymForm
from gamification.models import LeaderboardRow
from gamification.selectors import board as selected
from gamification.selectors import rewards
from gamification.services import board
from numoraq.ui import toasts


@signed_in
@require_safe
def page(request: PersonRequest) -> HttpResponse:
    """Show a hundred places, of all time or of this month."""
    return _page(request, PseudonymForm(initial=_name(request)))


@signed_in
@not_for_demo
@require_POST
def join(request: PersonRequest) -> HttpResponse:
    """Join under a pseudonym, or change it."""
    form = PseudonymForm(request.POST)
    if form.is_valid():
        try:
            board.join(
                user=request.user, pseudonym=form.cleaned_data["pseudonym"], at=timezone.now()
            )
        except ValidationError as error:
            form.add_error("pseudonym", error)
        else:
            toasts.success(request, _("You are on the leaderboard."))
            return redirect("rewards-leaderboard")
    return _page(request, form, status=422)


@signed_in
@require_POST
def leave(request: PersonRequest) -> HttpResponse:
    """Leave; nothing of it stays."""
    if board.leave(user=request.user):
        toasts.success(request, _("You have left the leaderboard."))
    return redirect("rewards-leaderboard")


def _page(request: PersonRequest, form: PseudonymForm, status: int = 200) -> HttpResponse:
    if not rewards.preference(user=request.user).takes_part:
        return render(request, "gamification/off.html", status=status)
    is_month = request.GET.get("board") == "month"
    name = board.month_of(timezone.now()) if is_month else LeaderboardRow.ALL_TIME
    shown = selected.page(
        user=request.user,
        board=name,
        after=request.GET.get("after", ""),
    )
    context = {
        "board": shown,
        "is_month": is_month,
        "form": form,
        "member": selected.member(user=request.user),
    }
    return render(request, "gamification/leaderboard.html", context, status=status)


def _name(request: PersonRequest) -> dict[str, str]:
    member = selected.member(user=request.user)
    return {"pseudonym": member.pseudonym} if member else {}
