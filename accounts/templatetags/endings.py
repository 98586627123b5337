"""Why somebody has to sign in again."""

from typing import Any

from django import template
from django.utils.functional import Promise

from accounts import endings

register = template.Library()


@register.simple_tag(takes_context=True)
def why_signed_out(context: dict[str, Any]) -> Promise | str:
    """Return the sentence about the session that has ended in this browser, if one has."""
    why = endings.of(context["request"])
    return endings.SENTENCES[why] if why else ""
