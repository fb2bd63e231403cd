"""What each role in a shop may do."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from core.users.models import User
from marketplace.sellers.models import SellerStaff

Role = SellerStaff.Role

SELL = frozenset(Role)  # goods, prices, stock and orders
MANAGE = frozenset({Role.OWNER})  # the shop's face, its closure and who works there


def role_in(user: User | AnonymousUser, seller_id: int) -> str | None:
    """The role of this person in that shop today, None for a stranger. One query."""
    if not user.is_authenticated:
        return None
    return (
        SellerStaff.objects.active()
        .filter(user=user, seller_id=seller_id)
        .values_list("role", flat=True)
        .first()
    )
