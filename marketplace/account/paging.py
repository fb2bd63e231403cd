"""Pages without a count: is there one before, is there one after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

MOST = 500


@dataclass(frozen=True)
class PageView:
    """The fields of components/pagination.html."""

    number: int
    previous_url: str
    next_url: str

    @property
    def has_previous(self) -> bool:
        return bool(self.previous_url)

    @property
    def has_next(self) -> bool:
        return bool(self.next_url)


def page_number(request: HttpRequest) -> int:
    """The page asked for; the first for anything that is not a page."""
    typed = request.GET.get("page", "")
    return min(max(int(typed), 1), MOST) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1


def page_view(number: int, *, has_next: bool, query: str = "") -> PageView:
    """Links to the neighbours; `query` is kept in front of the page's number."""
    link: Any = (f"?{query}&page={{}}" if query else "?page={}").format
    return PageView(
        number=number,
        previous_url=link(number - 1) if number > 1 else "",
        next_url=link(number + 1) if has_next and number < MOST else "",
    )
