"""Middleware for measured servers: how many SQL statements an answer took, as a header."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-SQL-Count"
# What only marks a place inside a transaction; BEGIN and COMMIT do not pass here at all.
_MARKS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


class SqlCountMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        count = 0

        def counting(execute: Callable[..., Any], statement: Any, *rest: Any) -> Any:
            nonlocal count
            if not str(statement).startswith(_MARKS):
                count += 1
            return execute(statement, *rest)

        with connection.execute_wrapper(counting):
            response = self.get_response(request)
        response.headers[HEADER] = str(count)
        return response
