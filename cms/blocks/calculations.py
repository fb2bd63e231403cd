"""Large amounts in few signs, and addresses read out of what an editor pastes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.money import format_rupiah

_STEPS = ((10**12, "T"), (10**9, "B"), (10**6, "M"))


def compact_rupiah(amount: int) -> str:
    """An amount for a figure on a page: Rp1,94 M, Rp212 jt, Rp450.000.

    Three significant digits at most, cut and not rounded: a figure never promises more than
    was sold. Below a million every rupiah is shown.
    """
    units = {
        "T": _("%(number)s trillion"),
        "B": _("%(number)s billion"),
        "M": _("%(number)s million"),
    }
    for size, unit in _STEPS:
        if amount >= size:
            whole, rest = divmod(amount, size)
            decimals = max(3 - len(str(whole)), 0)
            fraction = str(rest * 10**decimals // size).rjust(decimals, "0").rstrip("0") if decimals else ""
            number = f"{whole:,}".replace(",", ".") + (f",{fraction}" if fraction else "")
            return "Rp" + units[unit] % {"number": number}
    return format_rupiah(amount)


_NUMBER = re.compile(r"(?:^|[-/])(?P<pk>\d{1,18})/?$")
_SHOP = re.compile(r"^(?:https?://[^/]+)?(?:/?toko/)?(?P<slug>[a-z0-9-]{1,60})/?$")


def product_ids(typed: str) -> list[int]:
    """Product numbers from pasted addresses, one in a line, in order and once each.

    A line is a number or a product's address, which ends in it. Raises ValueError with the
    first line that is neither.
    """
    ids: list[int] = []
    for line in _lines(typed):
        match = _NUMBER.search(line)
        if match is None:
            raise ValueError(line)
        if (pk := int(match["pk"])) not in ids:
            ids.append(pk)
    return ids


def shop_slugs(typed: str) -> list[str]:
    """Shop names in addresses (/toko/<slug>/) or bare, one in a line, in order and once each.

    Raises ValueError with the first line that is neither.
    """
    slugs: list[str] = []
    for line in _lines(typed):
        match = _SHOP.match(line)
        if match is None:
            raise ValueError(line)
        if match["slug"] not in slugs:
            slugs.append(match["slug"])
    return slugs


def _lines(typed: str) -> Sequence[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]
