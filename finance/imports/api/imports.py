"""Files on their way into one's entries: /api/v1/imports/."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.strict import read
from finance.imports import files
from finance.imports.api.base import ImportView
from finance.imports.api.serializers import (
    ImportOutput,
    ImportsOutput,
    ListQuery,
    MappingFields,
    PreviewOutput,
    UndoInput,
    UploadInput,
    mapping_of,
)
from finance.imports.errors import ImportElsewhere
from finance.imports.selectors import columns, lists, previews
from finance.imports.services import applying, checks, dropping, holding, undoing, uploads


class ImportListView(ImportView):
    """One's own imports."""

    parser_classes = [MultiPartParser]

    @extend_schema(parameters=[ListQuery], responses=ImportsOutput, operation_id="imports_list")
    def get(self, request: Request) -> Response:
        """Return some imports, newest first."""
        asked = read(ListQuery(data=request.query_params.dict()))
        page = lists.history(user=self.person, before=asked["before"])
        return Response(ImportsOutput(page).data)

    @extend_schema(request=UploadInput, responses={201: ImportOutput})
    def post(self, request: Request) -> Response:
        """Take a file of at most 50 MB; the answer has a guess for each column."""
        files.refuse_too_long(request.headers.get("Content-Length", ""))
        sent = read(UploadInput(data=dict(cast("Mapping[str, Any]", request.data).items())))
        found = uploads.begin(user=self.person, file=sent["file"])
        return Response(ImportOutput(found).data, status=status.HTTP_201_CREATED)


class ImportDetailView(ImportView):
    """One import."""

    @extend_schema(responses=ImportOutput)
    def get(self, request: Request, import_id: UUID) -> Response:
        """Return an import and how far it has come."""
        return Response(ImportOutput(self.find(import_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, import_id: UUID) -> Response:
        """Give an import up before anything was written."""
        dropping.drop(user=self.person, import_id=import_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ImportMappingView(ImportView):
    """What the columns of a file become."""

    @extend_schema(request=MappingFields, responses=ImportOutput)
    def put(self, request: Request, import_id: UUID) -> Response:
        """Say what the columns become, and have every row checked."""
        mapping = mapping_of(read(MappingFields(data=request.data)))
        found = self.find(import_id)
        if found.status not in holding.CHANGEABLE:
            raise ImportElsewhere(found.status)
        mapping = mapping.fitted(len(found.layout["columns"]))
        words = columns.words(user=self.person, found=found, mapping=mapping)
        mapping = replace(mapping, kinds={**words, **mapping.kinds})
        checks.start(user=self.person, import_id=import_id, mapping=mapping, today=self.today)
        return Response(ImportOutput(self.find(import_id)).data)


class ImportPreviewView(ImportView):
    """What a checked import will do."""

    @extend_schema(responses=PreviewOutput)
    def get(self, request: Request, import_id: UUID) -> Response:
        """Return how many rows come in, and what they add."""
        found = self.find(import_id)
        return Response(PreviewOutput(previews.preview(user=self.person, found=found)).data)


class ImportApplyView(ImportView):
    """Writing the rows of a checked import."""

    @extend_schema(request=None, responses={202: ImportOutput})
    def post(self, request: Request, import_id: UUID) -> Response:
        """Write every row that is in order, all or none. Asking twice does it once."""
        found = applying.start(user=self.person, import_id=import_id, at=timezone.now())
        return Response(ImportOutput(found).data, status=status.HTTP_202_ACCEPTED)


class ImportUndoView(ImportView):
    """Taking an import back."""

    @extend_schema(request=UndoInput, responses={202: ImportOutput})
    def post(self, request: Request, import_id: UUID) -> Response:
        """Remove what came in; entries that were changed since stay unless asked for."""
        sent = read(UndoInput(data=request.data))
        found = undoing.start(user=self.person, import_id=import_id, **sent)
        return Response(ImportOutput(found).data, status=status.HTTP_202_ACCEPTED)
