"""The rows of an import that ask for a decision: /api/v1/imports/{id}/…"""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.strict import read
from finance.imports.api.base import ImportView
from finance.imports.api.serializers import (
    BadRowsOutput,
    CellsInput,
    DuplicatesOutput,
    KeepInput,
    PreviewOutput,
    RowsQuery,
)
from finance.imports.selectors import previews, rows
from finance.imports.services import choices


class BadRowListView(ImportView):
    """The rows that cannot be read."""

    @extend_schema(parameters=[RowsQuery], responses=BadRowsOutput, operation_id="bad_rows_list")
    def get(self, request: Request, import_id: UUID) -> Response:
        """Return some of them, in the order of the file."""
        asked = read(RowsQuery(data=request.query_params.dict()))
        page = rows.bad(user=self.person, found=self.find(import_id), **asked)
        return Response(BadRowsOutput(page).data)

    @extend_schema(responses={200: PreviewOutput}, operation_id="bad_rows_leave_out")
    def delete(self, request: Request, import_id: UUID) -> Response:
        """Leave all of them out for good."""
        choices.leave_bad_out(user=self.person, import_id=import_id)
        return _preview(self, import_id)


class BadRowView(ImportView):
    """A row that cannot be read."""

    @extend_schema(request=CellsInput, responses=PreviewOutput)
    def put(self, request: Request, import_id: UUID, line: int) -> Response:
        """Read it again with other cells; refused with the reasons while it is still bad."""
        cells = read(CellsInput(data=request.data))["cells"]
        row = choices.mend(
            user=self.person, import_id=import_id, line=line, cells=cells, today=self.today
        )
        if row.problems:
            raise ValidationError({"cells": [problem.text for problem in rows.problems_of(row)]})
        return _preview(self, import_id)


class DuplicateListView(ImportView):
    """The rows that are there already."""

    @extend_schema(
        parameters=[RowsQuery], responses=DuplicatesOutput, operation_id="duplicates_list"
    )
    def get(self, request: Request, import_id: UUID) -> Response:
        """Return some of them, each beside the entry that it seems to be."""
        asked = read(RowsQuery(data=request.query_params.dict()))
        page = rows.duplicates(user=self.person, found=self.find(import_id), **asked)
        return Response(DuplicatesOutput(page).data)

    @extend_schema(request=KeepInput, responses=PreviewOutput)
    def patch(self, request: Request, import_id: UUID) -> Response:
        """Keep duplicates: all, none, or those of the `lines` that are in `keep`."""
        sent = read(KeepInput(data=request.data))
        if "all" in sent:
            choices.keep_all(user=self.person, import_id=import_id, are_kept=sent["all"])
        else:
            shown = sent.get("lines", sent["keep"])
            choices.keep(user=self.person, import_id=import_id, shown=shown, kept=sent["keep"])
        return _preview(self, import_id)


def _preview(view: ImportView, import_id: UUID) -> Response:
    found = view.find(import_id)
    return Response(PreviewOutput(previews.preview(user=view.person, found=found)).data)
