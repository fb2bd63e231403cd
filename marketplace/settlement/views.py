"""Where Xendit sends its notices. A notice makes us ask, and says nothing by itself."""

from __future__ import annotations

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.gateways.provider.protocol import Forged
from marketplace.settlement.services.rails import RAILS
from marketplace.settlement.services.rails.xendit import read_notice
from marketplace.settlement.tasks import look_at_payout

log = structlog.get_logger(__name__)

MOST_BYTES = 64 * 1024


@csrf_exempt
@require_POST
def xendit_notice(request: HttpRequest) -> HttpResponse:
    """2xx means that we shall ask. What is not from Xendit is refused."""
    if not RAILS["xendit"].is_on:
        raise Http404
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        reference = read_notice(body=request.body, headers=request.headers)
    except Forged as error:
        log.warning("payout_notice_forged", why=str(error))
        return HttpResponse(status=400)
    look_at_payout.defer(reference=reference)
    return HttpResponse(status=200)
