"""What a person types into a search box."""

from __future__ import annotations

from django.http import HttpRequest


def words_of(request: HttpRequest, *, name: str = "cari", most: int = 80) -> str:
    """The words of an address, without blanks around them and what PostgreSQL cannot hold."""
    return request.GET.get(name, "").replace("\0", "").strip()[:most]
