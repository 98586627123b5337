"""What the views of imports share: refusals told in HTTP."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response

from finance.api.base import Conflict, PersonView
from finance.imports import errors
from finance.imports.forms.columns import FAULTS
from finance.imports.parsing.problems import BadFile
from finance.imports.services import holding
from finance.models import Import


class ImportView(PersonView):
    """A view of one's own imports."""

    area = "imports"

    def find(self, import_id: UUID) -> Import:
        """Return an import of the person who asks. Raises ImportNotFound."""
        return holding.get(user=self.person, import_id=import_id)

    def handle_exception(self, exc: Exception) -> Response:
        """Tell a refusal of an import in HTTP."""
        if isinstance(exc, errors.ImportNotFound | errors.RowNotFound):
            exc = NotFound()
        elif isinstance(exc, errors.ImportElsewhere | errors.ImportBusy):
            exc = Conflict(_("The import has moved on, so that this cannot be done with it now."))
        elif isinstance(exc, errors.MappingIncomplete):
            exc = ValidationError({"columns": [str(FAULTS[fault]) for fault in exc.faults]})
        elif isinstance(exc, BadFile):
            exc = ValidationError({"file": [str(exc)]})
        return super().handle_exception(exc)
