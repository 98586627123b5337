"""What programs send, read strictly: an unknown field is a mistake they are told of."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError


class Strict(serializers.Serializer[Any]):
    """A serializer that says so when it is sent a field that it does not know."""

    default_error_messages = {
        "invalid": _("Send a JSON object here, not a value of the type {datatype}.")
    }

    def to_internal_value(self, data: Any) -> Any:
        """Refuse unknown fields, then read the others."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            raise ValidationError({field: [_("There is no such field.")] for field in unknown})
        return super().to_internal_value(data)


def read(serializer: serializers.Serializer[Any]) -> dict[str, Any]:
    """Return what was sent, checked. Raises ValidationError, naming the fields."""
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = serializer.validated_data
    return found
