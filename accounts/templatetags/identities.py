"""The providers by which one signs in, on pages before and after it."""

from typing import Any

from django import template

from accounts.services import identities, providers

register = template.Library()


@register.inclusion_tag("accounts/_providers.html", takes_context=True)
def provider_buttons(context: dict[str, Any]) -> dict[str, Any]:
    """Return a button for each provider, and the line above them; nothing when there is none."""
    request = context["request"]
    return {
        "ways": providers.ways(request),
        "process": identities.LOGIN,
        "next": context.get("redirect_field_value") or "",
        "csrf_token": context.get("csrf_token"),
        "has_line": True,
    }
