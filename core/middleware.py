"""What happens to every request first and last: who asked, under which id, how long it took."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from structlog.contextvars import bind_contextvars, clear_contextvars

Handler = Callable[[HttpRequest], HttpResponseBase]

log = logging.getLogger("sedulang.requests")
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Gives each request an id that stands in all its log lines, and writes its one line at the end.

    An id set by our proxy is kept. The line has the path without its query, where secrets may be.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "") if settings.PROXY_HOPS else ""
        request_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        start = time.monotonic()
        response = self.get_response(request)
        if "s-maxage" not in response.get("Cache-Control", ""):
            # On a page that is cached for everyone it would be somebody else's.
            response["X-Request-ID"] = request_id
        if log.isEnabledFor(logging.INFO):
            about = {
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((time.monotonic() - start) * 1000),
            }
            log.info("request", extra=about)
        clear_contextvars()
        return response


class ClientAddressMiddleware:
    """Behind PROXY_HOPS proxies of ours, the visitor's address is that many places from the end.

    What stands before it in X-Forwarded-For was written by the visitor. Limits on sign-in count by
    REMOTE_ADDR: left at the proxy's own, one person could lock everybody out.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if hops := settings.PROXY_HOPS:
            addresses = request.headers.get("X-Forwarded-For", "").split(",")
            if len(addresses) >= hops and (address := addresses[-hops].strip()):
                request.META["REMOTE_ADDR"] = address
        return self.get_response(request)
