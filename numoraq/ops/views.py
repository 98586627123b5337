"""The mailbox: mail that would have been sent, shown to whoever sits at this machine."""

from itertools import islice

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from numoraq.ops import mailbox, probes

_SHOWN = 100
_REFRESH = 5  # seconds
# A message's own styles are inline. It is shown in a sandbox: no script, no form, no origin.
_MAIL_CSP = {
    "default-src": ["'none'"],
    "img-src": ["data:"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@require_safe
@never_cache
def messages(request: HttpRequest) -> HttpResponse:
    """List what was sent, newest first, to one recipient or to all."""
    _guard(request)
    to = request.GET.get("to", "").strip()
    refresh = request.GET.get("refresh") == "1"
    found = list(islice(mailbox.messages(to=to), _SHOWN))
    response = render(request, "ops/mailbox.html", {"mails": found, "to": to, "refresh": refresh})
    if refresh:
        response["Refresh"] = str(_REFRESH)
    return response


@require_safe
@never_cache
def message(request: HttpRequest, key: str) -> HttpResponse:
    """Show one message."""
    return render(request, "ops/mail.html", {"mail": _find(request, key)})


@require_safe
@never_cache
@xframe_options_sameorigin
@csp_override(_MAIL_CSP)
def message_html(request: HttpRequest, key: str) -> HttpResponse:
    """Show the designed form of a message, for the frame on its page."""
    mail = _find(request, key)
    if not mail.html:
        raise Http404
    return HttpResponse(mail.html)


def _find(request: HttpRequest, key: str) -> mailbox.Mail:
    _guard(request)
    mail = mailbox.find(key=key)
    if mail is None:
        raise Http404
    return mail


def _guard(request: HttpRequest) -> None:
    """Let nobody but this machine read other people's mail."""
    if not (settings.MAILBOX and probes.is_local(request)):
        raise Http404
