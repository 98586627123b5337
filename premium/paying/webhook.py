"""The address Stripe posts its events to."""

from uuid import UUID

import stripe
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from djstripe.models import WebhookEndpoint
from djstripe.views import ProcessWebhookView

from numoraq.rls.identity import as_login_role
from premium.trouble import Trouble

_OVERRIDE = "HTTP_X_DJSTRIPE_WEBHOOK_SECRET"


@csrf_exempt
@never_cache
@transaction.non_atomic_requests
@require_POST
def receive(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an event that Stripe signed; what others send is refused, and nothing kept of it.

    An event that cannot be worked on now is answered with 503, and Stripe sends it again.
    """
    if not settings.PAYMENTS_ENABLED:
        raise Http404
    # dj-stripe would let a request choose its own secret where DEBUG is on.
    request.META.pop(_OVERRIDE, None)
    with as_login_role():
        endpoint = WebhookEndpoint.objects.filter(djstripe_uuid=uuid).first()
        if endpoint is None or not _is_signed(request, endpoint):
            return HttpResponse(status=400 if endpoint else 404)
        try:
            answer: HttpResponse = ProcessWebhookView.as_view()(request, uuid=uuid)
        except (Trouble, stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError):
            return HttpResponse(status=503)
        return answer


def _is_signed(request: HttpRequest, endpoint: WebhookEndpoint) -> bool:
    signature = request.headers.get("Stripe-Signature", "")
    body = request.body.decode(errors="replace")
    try:
        stripe.WebhookSignature.verify_header(
            body, signature, endpoint.secret, endpoint.djstripe_tolerance
        )
    except (stripe.SignatureVerificationError, ValueError):
        return False
    return bool(endpoint.secret)
