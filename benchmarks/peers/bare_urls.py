"""Two pages over our own table of cards: one query as plain text, and a lean list of 24."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

_ROWS = """
    SELECT title, slug, price_from, seller_name, village_name, picture FROM search_productcard
     WHERE is_public ORDER BY product_id DESC LIMIT 24
"""


def one_query(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS)
        return HttpResponse(repr(cursor.fetchall()))


def lean(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return render(request, "lean.html", {"rows": rows})


urlpatterns = [
    path("healthz", lambda request: HttpResponse("ok")),
    path("one/", one_query),
    path("lean/", lean),
]
