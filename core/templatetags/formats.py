"""One filter each for rupiah, moments, days, weights and ratings; the icon tag."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import moments
from core.money import format_rupiah

register = template.Library()


@register.filter
def rupiah(amount: int | Decimal | None) -> str:
    """15000 -> Rp15.000; nothing for None."""
    return "" if amount is None or amount == "" else format_rupiah(amount)


@register.filter
def moment(value: datetime | None) -> str:
    """Senin, 23 November 2026, 08.05 WIB."""
    return moments.format_moment(value) if value else ""


@register.filter
def short_moment(value: datetime | None) -> str:
    """23 Nov 08.05."""
    return moments.format_short(value) if value else ""


@register.filter
def day(value: date | None) -> str:
    """Senin, 23 November 2026."""
    return moments.format_day(value) if value else ""


@register.filter
def month(value: date | None) -> str:
    """November 2026."""
    return moments.format_month(value) if value else ""


@register.filter
def weight(grams: int | None) -> str:
    """250 g under a kilogram, else kilograms with at most two decimals: 1,5 kg."""
    if grams is None:
        return ""
    if grams < 1000:
        return f"{grams} g"
    return f"{grams / 1000:.2f}".rstrip("0").rstrip(".").replace(".", ",") + " kg"


@register.filter
def rating(value: float | Decimal | None) -> str:
    """4.85 -> 4,9 (half up, one decimal)."""
    if value is None:
        return ""
    return str(Decimal(str(value)).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")).replace(".", ",")


@register.filter
def grouped(number: int | None) -> str:
    """A count with dot groups: 4.812."""
    return "" if number is None else f"{number:,}".replace(",", ".")


@register.simple_tag(takes_context=True)
def icon(context: template.Context, name: str) -> SafeString | str:
    """One icon of the sprite, hidden from screen readers: words stand beside it.

    Nothing in text mode, where the sprite would cost a second request.
    """
    request = getattr(context, "request", None)
    if context.get("text_mode") or getattr(request, "text_mode", False):
        return ""
    return _drawn_icon(name)


@cache
def _drawn_icon(name: str) -> SafeString:
    """Remembered: a page shows some twenty icons of the same few dozen."""
    return format_html(
        '<svg class="icon" aria-hidden="true" width="24" height="24"><use href="{}#{}"/></svg>',
        static("icons.svg"),
        name,
    )
