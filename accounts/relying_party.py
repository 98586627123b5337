"""Which domain passkeys belong to, and from which pages they may be used."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from fido2.rpid import verify_rp_id


def domain(request: HttpRequest) -> str:
    """Return the domain of the passkeys that the host of a request makes and takes.

    It is NUMORAQ_PASSKEY_DOMAIN, or else the main host, wherever a browser lets the host speak
    for that: on the main host and below it, so that one passkey opens the CMS as well. A name
    of a single label such as localhost speaks for itself alone.
    """
    host, _port = split_domain_port(request.get_host())
    shared = str(settings.PASSKEY_DOMAIN or urlsplit(settings.WEB_URL).hostname or "")
    return shared if "." in shared and verify_rp_id(shared, f"https://{host}") else host


def is_origin(request: HttpRequest, origin: str) -> bool:
    """Return whether what a browser signed was asked for on the very host of a request.

    A page on another host below the domain could ask for the same passkey.
    """
    return urlsplit(origin).netloc == request.get_host() and verify_rp_id(domain(request), origin)
