"""The address book of a buyer."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.locks import lock_name
from core.refusals import Refusal
from core.users.models import User
from marketplace.address.models import UserAddress

MOST = 20


class BookFull(Refusal):
    message = _("The address book holds at most %(most)s addresses. Delete one first.")


def save_address(
    *, user: User, fields: dict[str, Any], make_default: bool, address: UserAddress | None = None
) -> UserAddress:
    """Add an address, or change the given one. The first is the default. Raises BookFull.

    An address that is there already with the same fields is given back, not doubled, so the
    same form sent twice makes one row.
    """
    with transaction.atomic(durable=True):
        lock_name(f"addresses:{user.pk}")
        mine = UserAddress.objects.filter(user=user)
        if address is None:
            if twin := mine.filter(**fields).first():
                address = twin
            elif mine.count() >= MOST:
                raise BookFull(most=MOST)
            else:
                address = UserAddress(user=user, **fields)
        for name, value in fields.items():
            setattr(address, name, value)
        first = not mine.filter(is_default=True).exclude(pk=address.pk).exists()
        if make_default:
            mine.filter(is_default=True).exclude(pk=address.pk).update(is_default=False)
        address.is_default = address.is_default or make_default or first
        address.save()
    return address


def delete_address(*, address: UserAddress) -> None:
    """Take an address out of the book; another becomes the default. Orders keep their own copy."""
    with transaction.atomic(durable=True):
        lock_name(f"addresses:{address.user_id}")
        user_id, was_default = address.user_id, address.is_default
        address.delete()
        if was_default:
            heir = UserAddress.objects.filter(user_id=user_id).order_by("-created_at", "-pk").first()
            if heir is not None:
                UserAddress.objects.filter(pk=heir.pk).update(is_default=True)
