"""What the views of the API share: who asks, which day it is, and how refusals are told."""

from collections.abc import Mapping
from datetime import date
from decimal import Context, Decimal
from typing import Any, Final, cast

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from finance import days, errors, rules
from finance.selectors.cursors import BadCursor
from numoraq.lib import currencies
from numoraq.lib.money import Money

_TWELVE: Final = Context(prec=12)
_NOT_FOUND: Final = (
    errors.EntryNotFound,
    errors.ValuationNotFound,
    errors.OccurrenceNotFound,
    errors.RateNotFound,
)


class Conflict(APIException):
    """What was asked for goes against what is there."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class PersonView(APIView):
    """A view of one's own money. What belongs to somebody else is not found."""

    area = "entries"  # of the scopes of personal access tokens

    def handle_exception(self, exc: Exception) -> Response:
        """Tell a refusal of a use case in HTTP; problems name their fields."""
        if isinstance(exc, errors.InvalidEntry):
            exc = ValidationError({field: [str(text)] for field, text in exc.errors.items()})
        elif isinstance(exc, _NOT_FOUND):
            exc = NotFound()
        elif isinstance(exc, errors.LastValuation):
            exc = Conflict(_("A balance keeps at least one value: delete the entry instead."))
        elif isinstance(exc, BadCursor):
            exc = ValidationError({"cursor": [_("This is not a cursor of this list.")]})
        return super().handle_exception(exc)

    @cached_property
    def person(self) -> User:
        """Who asks."""
        return cast("User", self.request.user)  # nobody else gets past the permission

    @cached_property
    def today(self) -> date:
        """The day in the person's time zone."""
        return days.today(self.person)

    def currency(self, asked: Mapping[str, Any]) -> str:
        """Return the currency that was asked for, else the person's own."""
        return asked.get("currency") or self.person.profile.default_currency


class CurrencyField(serializers.CharField):
    """The code of a currency: ISO 4217, or BTC, ETH."""

    def to_internal_value(self, data: Any) -> str:
        """Return the code in capitals. Refuses what is no currency."""
        code = super().to_internal_value(data).strip().upper()
        if not currencies.is_known(code):
            raise ValidationError(_("This is not a currency we know."), code="unknown")
        return code


class DayField(serializers.DateField):
    """A day of the centuries that are counted in."""

    def to_internal_value(self, value: Any) -> date:
        """Return the day. Refuses those so far away that calendars end near them."""
        day = super().to_internal_value(value)
        if not rules.is_counted(day):
            raise ValidationError(rules.NOT_COUNTED)
        return day


class AmountField(serializers.DecimalField):
    """An amount as a string, with the decimals that its currency has, two at least."""

    def __init__(self, **kwargs: Any) -> None:
        # Wider than what can be stored: the rules of entries say why something is too much.
        super().__init__(max_digits=60, decimal_places=20, **kwargs)


class MoneySerializer(serializers.Serializer[Money]):
    """An amount in a currency."""

    amount = serializers.SerializerMethodField()
    currency = serializers.CharField()

    def get_amount(self, money: Money) -> str:
        """Return the amount in the decimals of its currency."""
        return text_of(money)


def put_status(*, is_new: bool) -> int:
    """Return the status of something that was set: created, or in the place of what was there."""
    return status.HTTP_201_CREATED if is_new else status.HTTP_200_OK


def put_responses(output: type[serializers.BaseSerializer[Any]]) -> dict[int, OpenApiResponse]:
    """Return what the document says of an answer with `put_status`."""
    return {
        status.HTTP_201_CREATED: OpenApiResponse(output, "It is new."),
        status.HTTP_200_OK: OpenApiResponse(output, "It takes the place of the one before."),
    }


def text_of(money: Money) -> str:
    """Return an amount as the API writes it: plain digits, a point, a minus."""
    return f"{money.amount:.{max(2, currencies.places(money.currency))}f}"


def text_of_rate(rate: Decimal) -> str:
    """Return a rate with twelve significant digits, written without an exponent."""
    return f"{_TWELVE.create_decimal(rate).normalize():f}"
