"""What the views of rewards share: who asks, and how refusals are told."""

from typing import Final, cast

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from gamification.services.checkins import SwitchedOff, TooSoon


class Conflict(APIException):
    """What was asked for goes against how things are."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


_REFUSALS: Final = {
    SwitchedOff: _("Rewards are switched off for this person."),
    TooSoon: _("Twenty hours have not passed since the check-in before, or the day is the same."),
}


class RewardView(APIView):
    """A view of one's own rewards."""

    area = "rewards"  # of the scopes of personal access tokens

    def handle_exception(self, exc: Exception) -> Response:
        """Tell a refusal of a use case in HTTP."""
        for kind, why in _REFUSALS.items():
            if isinstance(exc, kind):
                return super().handle_exception(Conflict(why))
        return super().handle_exception(exc)

    @property
    def person(self) -> User:
        """Who asks."""
        return cast("User", self.request.user)  # nobody else gets past the permission
