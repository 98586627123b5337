"""The second step by a code that is sent: in signing in, and before what matters."""

from typing import Any

from allauth.account.stages import LoginStage
from allauth.mfa.base import views as base
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import TemplateView

from accounts import allauth_compat
from accounts.forms.codes import SentCodeForm
from accounts.models import Factor, User
from accounts.services import challenges, enrolment, factors
from accounts.views import sending


@method_decorator(
    allauth_compat.at_the_second_step,
    name="dispatch",
)
class AuthenticateView(base.AuthenticateView):  # type: ignore[misc]
    """allauth's second step, with codes that are sent beside what it knows."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show it to who has any factor; allauth sends those away whom it gave none."""
        self.stage = request._login_stage  # type: ignore[attr-defined]  # noqa: SLF001
        self.form = self._build_forms()
        return TemplateView.dispatch(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the ways of this person."""
        user: User = self.stage.login.user
        challenges.begin(request=self.request, user=user, at=timezone.now())
        return {**super().get_context_data(**kwargs), **_ways(user)}


class ReauthenticateView(base.ReauthenticateView):  # type: ignore[misc]
    """allauth's proof before what matters, with codes that are sent beside what it knows."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the ways of this person."""
        challenges.begin(request=self.request, user=self.request.user, at=timezone.now())
        return {**super().get_context_data(**kwargs), **_ways(self.request.user)}


authenticate = AuthenticateView.as_view()
reauthenticate = ReauthenticateView.as_view()


@never_cache
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send a code to one of the person's phones or mailboxes; the page for it comes next."""
    user = sending.who(request)
    if user is None:
        return redirect("account_login")
    factor = sending.wanted(user=user, factor_id=request.POST.get("factor", ""))
    if factor is None:
        raise Http404
    try:
        sending.send(request, user=user, factor=factor, at=timezone.now())
    except sending.TooManyCodes:
        return allauth_compat.too_many(request)
    except challenges.CooldownPending:
        # Each page says when the next one can be sent; this browser may not be where it went.
        before = sending.pending(request, user=user)
        if before is None or before.factor_id != factor.uuid:
            return redirect(_with_next(request, _choice(request)))
    return redirect(_with_next(request, reverse("mfa_code")))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code that was sent."""
    user = sending.who(request)
    if user is None:
        return redirect("account_login")
    challenge = sending.pending(request, user=user)
    factor = enrolment.find(user=user, factor_id=challenge.factor_id) if challenge else None
    if challenge is None or factor is None:
        return redirect(_with_next(request, _choice(request)))
    form = SentCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        at, sent = timezone.now(), form.cleaned_data["code"]
        try:
            stage = sending.take(request, user=user, challenge=challenge, code=sent, at=at)
        except challenges.CodeRefused as refusal:
            form.add_error("code", sending.told(refusal, at=at))
        else:
            return _go_on(request, stage)
    return _ask(request, form, factor)


def _go_on(request: HttpRequest, stage: LoginStage | None) -> HttpResponse:
    """Go on with what the code was asked for."""
    if stage is not None:
        response: HttpResponse = stage.exit()
        return response
    resumed = allauth_compat.resumed(request)
    return resumed or redirect(resolve_url(settings.LOGIN_REDIRECT_URL))


def _ask(request: HttpRequest, form: SentCodeForm, factor: Factor) -> HttpResponse:
    at = timezone.now()
    context = {
        "form": form,
        "factor": factor,
        "wait": sending.seconds(factor.next_code_at(), at),
        "query": urlencode({"next": _next(request)}) if _next(request) else "",
        "others": _choice(request),
    }
    status = 422 if form.is_bound else 200
    return render(request, "mfa/code.html", context, status=status)


def _ways(user: User) -> dict[str, Any]:
    kinds = factors.kinds(user)
    return {
        "ways": sending.ways(user, at=timezone.now()),
        "has_app": Factor.Type.TOTP in kinds,
        "has_passkey": Factor.Type.PASSKEY in kinds,
        "has_code": not kinds.isdisjoint({Factor.Type.TOTP, Factor.Type.RECOVERY}),
    }


def _choice(request: HttpRequest) -> str:
    """Return the page on which one chooses how to prove oneself."""
    return reverse("mfa_reauthenticate" if request.user.is_authenticated else "mfa_authenticate")


def _next(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next", "")


def _with_next(request: HttpRequest, path: str) -> str:
    wanted = _next(request)
    return f"{path}?{urlencode({'next': wanted})}" if wanted else path
