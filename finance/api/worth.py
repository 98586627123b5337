"""Net worth and flows: /api/v1/net-worth/, /api/v1/flows/."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.strict import read
from finance.api.base import PersonView, text_of
from finance.api.serializers import FlowQuery, MonthOutput, WorthOutput, WorthQuery
from finance.selectors import flows, worth_series
from finance.selectors.worth_series import Series
from numoraq.lib.money import Money


class NetWorthView(PersonView):
    """Net worth over time."""

    @extend_schema(parameters=[WorthQuery], responses=WorthOutput)
    def get(self, request: Request) -> Response:
        """Return net worth at days spread evenly, each by the rates of its day."""
        asked = read(WorthQuery(data=request.query_params.dict()))
        end = min(asked.get("end", self.today), self.today)
        start = asked.get("start", end - timedelta(days=365))
        if start > end:
            raise ValidationError({"start": [_("The start must not come after the end.")]})
        found = worth_series.series(
            user=self.person,
            currency=self.currency(asked),
            start=start,
            end=end,
            points=asked["points"],
        )
        return Response(WorthOutput(_written(found)).data)


class FlowView(PersonView):
    """Income and expenses by month."""

    @extend_schema(parameters=[FlowQuery], responses=MonthOutput(many=True))
    def get(self, request: Request) -> Response:
        """Return months up to the running one, oldest first."""
        asked = read(FlowQuery(data=request.query_params.dict()))
        months = flows.by_month(
            user=self.person,
            currency=self.currency(asked),
            today=self.today,
            months=asked["months"],
        )
        return Response(MonthOutput(months, many=True).data)


def _written(series: Series) -> dict[str, Any]:
    def text(amount: Decimal) -> str:
        return text_of(Money(amount, series.currency))

    return {
        "currency": series.currency,
        "points": [
            {
                "on": point.on,
                "total": text(point.total),
                "assets": text(point.assets),
                "liabilities": text(point.liabilities),
                "liquid": text(point.liquid),
            }
            for point in series.points
        ],
        "change": series.change,
        "percent": None if series.percent is None else f"{series.percent:.2f}",
        "kept": series.kept,
        "missing": series.missing,
    }
