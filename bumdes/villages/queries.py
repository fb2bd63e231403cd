"""Lists of places for forms and pages."""

from __future__ import annotations

from collections.abc import Iterable

from bumdes.villages.models import District, Village


def villages_by_district() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every village under its district, for a select that needs no script: one query.

    Shape: [(district name, [(village code, village name), …]), …], both in name order.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    rows: Iterable[tuple[str, str, str]] = Village.objects.order_by(
        "district__name", "name", "code"
    ).values_list("district__name", "code", "name")
    for district, code, name in rows:
        groups.setdefault(district, []).append((code, name))
    return list(groups.items())


def districts() -> list[District]:
    """The 21 districts in name order."""
    return list(District.objects.order_by("name", "code"))
