import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from structlog.contextvars import get_contextvars

from core.middleware import ClientAddressMiddleware, RequestIdMiddleware


def _answer(request):
    response = HttpResponse()
    response.seen = get_contextvars().get("request_id")
    return response


def test_request_gets_an_id_that_its_log_lines_carry(rf):
    response = RequestIdMiddleware(_answer)(rf.get("/"))

    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])
    assert response.seen == response["X-Request-ID"]


@pytest.mark.parametrize(
    ("hops", "given", "kept"),
    [
        (1, "from-proxy-1", True),
        (0, "from-visitor", False),
        (1, "bad\nid-with-break", False),
        (1, "short", False),
    ],
)
def test_only_our_proxy_may_name_a_request(rf, settings, hops, given, kept):
    settings.PROXY_HOPS = hops

    response = RequestIdMiddleware(_answer)(rf.get("/", headers={"X-Request-ID": given}))

    assert (response["X-Request-ID"] == given) is kept


def test_page_cached_for_everyone_carries_no_id(rf):
    cached = HttpResponse(headers={"Cache-Control": "public, s-maxage=60"})

    assert "X-Request-ID" not in RequestIdMiddleware(lambda request: cached)(rf.get("/"))


@pytest.mark.parametrize(
    ("hops", "header", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_visitors_address_is_counted_from_the_end(settings, hops, header, address):
    settings.PROXY_HOPS = hops
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get("/", headers={"X-Forwarded-For": header})

    ClientAddressMiddleware(_answer)(request)

    assert request.META["REMOTE_ADDR"] == address
