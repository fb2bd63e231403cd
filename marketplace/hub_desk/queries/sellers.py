"""The shops that a hub serves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.desk import Desk
from core.audit.models import AuditLine
from marketplace.catalogue.models import Product
from marketplace.sellers.models import Seller

TABS = {
    "": _("All"),
    Seller.Status.REGISTERED: _("To verify"),
    Seller.Status.VERIFIED: _("Verified"),
    Seller.Status.SUSPENDED: _("Suspended"),
}


@dataclass(frozen=True)
class Counts:
    """Shops of one hub."""

    served: int
    to_verify: int


@dataclass(frozen=True)
class Turn:
    """One change of a shop's status."""

    label: str
    at: datetime
    who: str
    reason: str


def counts(desk: Desk) -> Counts:
    """One query."""
    found = Seller.objects.filter(hub=desk.organisation).aggregate(
        served=Count("pk", filter=~Q(status=Seller.Status.SUSPENDED)),
        to_verify=Count("pk", filter=Q(status=Seller.Status.REGISTERED)),
    )
    return Counts(**found)


def sellers(desk: Desk) -> QuerySet[Seller]:
    """The shops of this hub by name, each with `shown`, its goods on sale."""
    return (
        Seller.objects.filter(hub=desk.organisation)
        .select_related("village__district")
        .annotate(shown=Count("products", filter=Q(products__is_public=True, products__parent=None)))
        .order_by("name", "pk")
    )


def goods_of(seller: Seller, *, limit: int = 12) -> list[Product]:
    """The newest goods a shop shows, to be looked at. One query."""
    goods = Product.objects.filter(seller=seller, is_public=True, parent=None)
    return list(goods.order_by("-date_created", "-pk")[:limit])


def history_of(seller: Seller) -> list[Turn]:
    """Who changed the status of a shop, when and why; the newest first. One query."""
    subject = f"{seller._meta.label_lower}:{seller.pk}"
    lines = AuditLine.objects.filter(subject=subject, action="seller.status").select_related("actor")
    return [
        Turn(
            label=str(Seller.Status(line.data["new"]).label),
            at=line.at,
            who=line.actor.name if line.actor else "",
            reason=line.data.get("reason", ""),
        )
        for line in lines.order_by("-at", "-pk")[:10]
    ]
