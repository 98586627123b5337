"""The second step of signing in, for who has an app, a key, a phone or a mailbox."""

from allauth.mfa import stages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.services import challenges, factors


class AuthenticateStage(stages.AuthenticateStage):  # type: ignore[misc]
    """allauth's, under its own key, for factors it does not know of, too."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Ask for a second factor who has one; note that it was asked for."""
        response, goes_on = super().handle()
        user = self.login.user
        if response is None and user is not None and self._has_codes_alone():
            self.state["authentication_required"] = True
            response = redirect("mfa_authenticate")
        if response is not None:
            challenges.begin(request=self.request, user=user, at=timezone.now())
        return response, goes_on

    def _has_codes_alone(self) -> bool:
        # Who came in by a passkey, or a browser they trust, is not asked by allauth on purpose.
        return not factors.in_allauth(self.login.user) and bool(factors.by_code(self.login.user))
