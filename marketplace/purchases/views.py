"""Where payment providers send their events. Stored and answered at once; a job does the rest."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.gateways.port import PROVIDERS
from marketplace.gateways.provider.protocol import Forged
from marketplace.purchases.remote import store
from marketplace.purchases.tasks import handle_event

log = structlog.get_logger(__name__)

MOST_BYTES = 256 * 1024
# What a later look needs; the rest says more about the way than about the event.
KEPT_HEADERS = ("Stripe-Signature", "Content-Type", "User-Agent", "X-Request-Id")


@csrf_exempt
@require_POST
def provider_event(request: HttpRequest, provider: str) -> HttpResponse:
    """2xx means stored. What is not from the provider is refused and leaves no row."""
    asked = PROVIDERS.get(provider)
    if asked is None or not asked.is_on:
        raise Http404
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        return HttpResponse(status=413)
    body, now = request.body, timezone.now()
    try:
        notice = asked.read_event(body=body, headers=request.headers)
    except Forged as error:
        log.warning("event_forged", provider=provider, why=str(error))
        return HttpResponse(status=400)
    kept = {name: request.headers[name][:1000] for name in KEPT_HEADERS if name in request.headers}
    with transaction.atomic(durable=True):
        event = store(provider=provider, notice=notice, body=body, headers=kept, now=now)
        if event is not None:
            handle_event.defer(event_pk=event.pk)
    return HttpResponse(status=200)
