"""Amounts as accountants write them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def bracketed(amount: int) -> str:
    """1.234.567; below zero in brackets, (1.234); nothing is a dash."""
    if not amount:
        return "–"
    whole = f"{abs(amount):,}".replace(",", ".")
    return f"({whole})" if amount < 0 else whole
