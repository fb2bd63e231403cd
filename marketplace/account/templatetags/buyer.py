"""Addresses of what a buyer can do with an order."""

from django import template
from django.urls import reverse

from marketplace.account.queries import OrderCard

register = template.Library()


@register.simple_tag
def act(name: str, card: OrderCard, token: str) -> str:
    """Where the form of an act goes: by the guest's link, or by the owner's reference."""
    if token:
        return reverse(f"account:track_{name}", args=[token, card.number])
    return reverse(f"account:{name}", args=[card.reference, card.number])
