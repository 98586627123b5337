"""Entries and valuations: /api/v1/entries/, /api/v1/valuations/."""

from typing import Final
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.strict import read
from finance.api.base import PersonView, put_responses, put_status
from finance.api.serializers import (
    EntryInput,
    EntryOutput,
    EntryQuery,
    PageOutput,
    PageQuery,
    ValuationInput,
    ValuationOutput,
    ValuationPageOutput,
)
from finance.rules import Draft
from finance.selectors import entries as lists
from finance.services import entries, quick_add, valuations

LONGEST_KEY: Final = 255  # characters
ONCE: Final = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    OpenApiParameter.HEADER,
    description="A word of your own, another for each entry: sent again with it, after an answer "
    "that was lost, the entry is not added a second time. One deleted since is added anew.",
)


class EntryListView(PersonView):
    """One's own entries."""

    @extend_schema(parameters=[EntryQuery], responses=PageOutput, operation_id="entries_list")
    def get(self, request: Request) -> Response:
        """Return a page of entries, the latest day first."""
        asked = read(EntryQuery(data=request.query_params.dict()))
        page = lists.page(
            user=self.person,
            currency=self.currency(asked),
            today=self.today,
            query=lists.Query(
                category=asked.get("category"),
                subcategory=asked.get("subcategory", ""),
                is_liquid=asked["is_liquid"],
                search=asked.get("search", ""),
                recurring=asked["recurring"],
            ),
            after=asked.get("cursor"),
            size=asked["size"],
        )
        return Response(PageOutput(page).data)

    @extend_schema(
        parameters=[ONCE], request=EntryInput, responses={201: EntryOutput, 200: EntryOutput}
    )
    def post(self, request: Request) -> Response:
        """Add an entry; 200 with the entry as it is now where its key has added it before."""
        draft = Draft(**read(EntryInput(data=request.data)))
        key = _key(request) or str(uuid4())
        entry, is_new = quick_add.add(user=self.person, draft=draft, today=self.today, key=key)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(EntryOutput(entry).data, status=code)


def _key(request: Request) -> str:
    key = request.headers.get(ONCE.name, "")
    if len(key) > LONGEST_KEY:
        raise ValidationError(
            {ONCE.name: [_("At most %(limit)s characters.") % {"limit": LONGEST_KEY}]}
        )
    return key


class EntryView(PersonView):
    """One entry."""

    @extend_schema(responses=EntryOutput)
    def get(self, request: Request, entry_id: UUID) -> Response:
        """Return an entry."""
        return Response(EntryOutput(entries.get(user=self.person, entry_id=entry_id)).data)

    @extend_schema(request=EntryInput, responses=EntryOutput)
    def patch(self, request: Request, entry_id: UUID) -> Response:
        """Change the fields that are sent."""
        changes = read(EntryInput(data=request.data, partial=True))
        entry = entries.update(
            user=self.person, entry_id=entry_id, changes=changes, today=self.today
        )
        return Response(EntryOutput(entry).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, entry_id: UUID) -> Response:
        """Delete an entry; for a month it can be brought back."""
        entries.delete(user=self.person, entry_id=entry_id, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class EntryRestoreView(PersonView):
    """The way back of a deleted entry."""

    @extend_schema(request=None, responses=EntryOutput)
    def post(self, request: Request, entry_id: UUID) -> Response:
        """Bring a deleted entry back."""
        entry = entries.restore(user=self.person, entry_id=entry_id, today=self.today)
        return Response(EntryOutput(entry).data)


class ValuationListView(PersonView):
    """The values of a balance."""

    @extend_schema(
        parameters=[PageQuery], responses=ValuationPageOutput, operation_id="valuations_list"
    )
    def get(self, request: Request, entry_id: UUID) -> Response:
        """Return a page of the values, newest first."""
        asked = read(PageQuery(data=request.query_params.dict()))
        page = lists.history(
            user=self.person, entry_id=entry_id, after=asked.get("cursor"), size=asked["size"]
        )
        return Response(ValuationPageOutput(page).data)

    @extend_schema(request=ValuationInput, responses=put_responses(ValuationOutput))
    def post(self, request: Request, entry_id: UUID) -> Response:
        """Set the value of a day; a day has one."""
        sent = read(ValuationInput(data=request.data))
        valuation, is_new = valuations.put(
            user=self.person, entry_id=entry_id, today=self.today, **sent
        )
        valuation.refresh_from_db()
        return Response(ValuationOutput(valuation).data, status=put_status(is_new=is_new))


class ValuationView(PersonView):
    """One value of a balance."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, valuation_id: UUID) -> Response:
        """Remove a value; the last one stays."""
        valuations.remove(user=self.person, valuation_id=valuation_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
