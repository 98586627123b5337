"""Exchange rates: /api/v1/rates/, and one's own under /api/v1/rates/own/."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.strict import read
from finance.api.base import PersonView, put_responses, put_status
from finance.api.serializers import (
    OwnRateInput,
    OwnRateOutput,
    OwnRatePageOutput,
    PageQuery,
    RateOutput,
    RateQuery,
)
from finance.selectors import rates as selected
from finance.services import rates
from numoraq.lib import currencies
from numoraq.lib.money import Money

MAX_CODES = 60


class RateListView(PersonView):
    """Rates in force."""

    area = "rates"

    @extend_schema(
        parameters=[RateQuery], responses=RateOutput(many=True), operation_id="rates_list"
    )
    def get(self, request: Request) -> Response:
        """Return rates against the euro; a currency without one is not in the list."""
        asked = read(RateQuery(data=request.query_params.dict()))
        codes = _codes(asked.get("currencies", ",".join(currencies.COMMON)))
        day = asked.get("on", self.today)
        table = selected.table(user=self.person, currencies=codes, days=[day])
        found = [rate for code in codes if (rate := table.rate(currency=code, on=day))]
        return Response(RateOutput(found, many=True).data)


class OwnRateListView(PersonView):
    """One's own rates."""

    area = "rates"

    @extend_schema(
        parameters=[PageQuery], responses=OwnRatePageOutput, operation_id="own_rates_list"
    )
    def get(self, request: Request) -> Response:
        """Return a page of one's own rates, newest first."""
        asked = read(PageQuery(data=request.query_params.dict()))
        page = selected.own_page(user=self.person, after=asked.get("cursor"), size=asked["size"])
        return Response(OwnRatePageOutput(page).data)

    @extend_schema(request=OwnRateInput, responses=put_responses(OwnRateOutput))
    def post(self, request: Request) -> Response:
        """Set what a currency is worth from a day on; a day has one rate."""
        sent = read(OwnRateInput(data=request.data))
        rate, is_new = rates.set_own(
            user=self.person,
            currency=sent["currency"],
            on=sent["on"],
            worth=Money(sent["worth"], sent["worth_currency"]),
            today=self.today,
        )
        return Response(OwnRateOutput(rate).data, status=put_status(is_new=is_new))


class OwnRateView(PersonView):
    """One of one's own rates."""

    area = "rates"

    @extend_schema(responses={204: None})
    def delete(self, request: Request, rate_id: UUID) -> Response:
        """Forget a rate; the published one is in force again."""
        rates.remove_own(user=self.person, rate_id=rate_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _codes(text: str) -> list[str]:
    codes = [code.strip().upper() for code in text.split(",") if code.strip()]
    if len(codes) > MAX_CODES or not all(currencies.is_code(code) for code in codes):
        raise ValidationError({"currencies": [_("Codes of currencies with commas between.")]})
    return codes
