"""Shops that are their members': what waits for a BUMDes, what is in force, and who it may be."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from bumdes.members.models import Member
from bumdes.organisations.models import Organisation
from marketplace.sellers.models import Seller
from marketplace.settlement.models import MemberLink


def link_of(seller: Seller) -> MemberLink | None:
    """What the shop asked for or what is in force. One query."""
    return MemberLink.objects.open().filter(seller=seller).select_related("hub", "member").first()


def links_of(hub: Organisation) -> QuerySet[MemberLink]:
    """What waits first, the oldest on top; then what is in force."""
    return (
        MemberLink.objects.open()
        .filter(hub=hub)
        .select_related("seller", "member")
        .order_by("-agreed_at", "asked_at", "pk")
    )


def count_asked(hub: Organisation) -> int:
    """One query."""
    return MemberLink.objects.asked().filter(hub=hub).count()


def likely_members(link: MemberLink, *, limit: int = 5) -> list[Member]:
    """Members who may be the shop's owner: the number as written, the same telephone or sign-in."""
    likely = Q(user__shops__seller=link.seller, user__shops__role="owner", user__shops__ended_at=None)
    if link.seller.phone:
        likely |= Q(phone=link.seller.phone)
    if link.number:
        likely |= Q(number__iexact=link.number)
    found = Member.objects.of(link.hub).active().filter(likely).distinct()
    return list(found.select_related("village").order_by("name", "pk")[:limit])
