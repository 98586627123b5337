"""Phones and mailboxes as second factors of programs: a code is sent, and given."""

from typing import Any, ClassVar, Final

from allauth.headless.base.response import (
    AuthenticationResponse,
    ConflictResponse,
    UnauthorizedResponse,
)
from allauth.headless.base.views import APIView
from allauth.headless.constants import Flow
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import allauth_compat
from accounts.forms.codes import SentCodeForm
from accounts.models import Challenge, User
from accounts.services import challenges
from accounts.views import sending

_CODES: Final = {
    challenges.WrongCode: "incorrect_code",
    challenges.ChallengeClosed: "expired",
    challenges.TryLater: "try_later",
}
# Whose addresses are not served to programs: accounts elsewhere are for browsers.
_ON_PAGES_ALONE: Final = {Flow.PROVIDER_REDIRECT, Flow.PROVIDER_TOKEN, Flow.PROVIDER_SIGNUP}


def offered(request: HttpRequest, user: Any, flows: allauth_compat.Flows) -> allauth_compat.Flows:
    """Return the flows of a program with the factors a code can be sent to, without providers.

    `user` is who is signed in; who is signing in is known by the step they are at.
    """
    flows = [flow for flow in flows if flow["id"] not in _ON_PAGES_ALONE]
    is_again = bool(user and user.is_authenticated)
    who = user if is_again else _at_the_second_step(request)
    ways = sending.ways(who, at=timezone.now()) if who else []
    if not ways:
        return flows
    flow_id = "mfa_reauthenticate" if is_again else "mfa_authenticate"
    flow = next((flow for flow in flows if flow["id"] == flow_id), {"id": flow_id, "types": []})
    kinds = dict.fromkeys(way.factor.type for way in ways)
    more = {"types": [*flow["types"], *kinds], "factors": [_told(way) for way in ways]}
    return [*(other for other in flows if other is not flow), {**flow, **more}]


class SendForm(forms.Form):
    """The factor a code is to be sent to."""

    factor = forms.UUIDField()


class _SecondStepView(APIView):  # type: ignore[misc]
    user: User

    def handle(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer who is at the second step of signing in, or signed in and proves it again."""
        who = sending.who(request)
        if who is None:
            nobody: HttpResponse = UnauthorizedResponse(request)
            return nobody
        self.user = who
        answer: HttpResponseBase = super().handle(request, *args, **kwargs)
        return answer

    def refuse(self, field: str, error: ValidationError) -> HttpResponse:
        """Answer that something that was sent does not do."""
        self.input.add_error(field, error)
        answer: HttpResponse = self.handle_invalid_input(self.input)
        return answer


class SendView(_SecondStepView):
    """Sends codes."""

    input_class: ClassVar = {"POST": SendForm}

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Send a code to a phone or a mailbox of the person's."""
        wanted = str(self.input.cleaned_data["factor"])
        factor = sending.wanted(user=self.user, factor_id=wanted)
        if factor is None:
            told = _("You have no such phone or mailbox.")
            return self.refuse("factor", ValidationError(told, code="unknown_factor"))
        at = timezone.now()
        try:
            challenge = sending.send(request, user=self.user, factor=factor, at=at)
        except sending.TooManyCodes:
            return allauth_compat.too_many(request)
        except challenges.CooldownPending as pending:
            answer = allauth_compat.too_many(request)
            answer["Retry-After"] = str(sending.seconds(pending.until, at))
            return answer
        data = {
            "factor": str(factor.uuid),
            "expires_in": sending.seconds(challenge.expires_at, at),
        }
        return allauth_compat.told(request, data=data)


class CodeView(_SecondStepView):
    """Takes codes that were sent."""

    input_class: ClassVar = {"POST": SentCodeForm}
    challenge: Challenge

    def handle_input(self, data: Any) -> HttpResponse | None:
        """Refuse any code while none was sent: there is a conflict, not a mistake."""
        found = sending.pending(self.request, user=self.user)
        if found is None:
            conflict: HttpResponse = ConflictResponse(self.request)
            return conflict
        self.challenge = found
        refused: HttpResponse | None = super().handle_input(data)
        return refused

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Complete signing in, or prove who is signed in, by the code that was sent."""
        at, code = timezone.now(), self.input.cleaned_data["code"]
        try:
            stage = sending.take(
                request, user=self.user, challenge=self.challenge, code=code, at=at
            )
        except challenges.CodeRefused as refusal:
            told = sending.told(refusal, at=at)
            return self.refuse("code", ValidationError(told, code=_CODES[type(refusal)]))
        if stage is not None:
            stage.exit()
        done: HttpResponse = AuthenticationResponse(request)
        return done


def _at_the_second_step(request: HttpRequest) -> User | None:
    stage = allauth_compat.second_step(request)
    return stage.login.user if stage else None


def _told(way: sending.Way) -> dict[str, Any]:
    factor = way.factor
    return {
        "id": str(factor.uuid),
        "type": factor.type,
        "name": str(factor),
        "address": factor.masked,
        "wait": way.wait,
    }
