"""The providers by which one signs in, on pages before and after it."""

from typing import Any

from django import template

from accounts.services import identities, providers
from accounts.sso import selectors
from cms import access

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


@register.inclusion_tag("accounts/_leave.html", takes_context=True)
def leave_it(context: dict[str, Any]) -> dict[str, Any]:
    """Return the way out of a page that adds a factor.

    Staff who have none that is enough would be led back to it at once: they sign out.
    """
    request = context["request"]
    is_forced = access.is_cms_request(request) and not access.assurance_is_enough(request)
    return {"is_forced": is_forced, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def organisations_sign_in() -> bool:
    """Return whether there is an organisation to continue with."""
    return selectors.has_any()
