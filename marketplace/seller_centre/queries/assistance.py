"""What the BUMDes did in a shop's name, as its owner reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.audit.models import AuditLine
from marketplace.sellers.assistance import STEP
from marketplace.sellers.models import Seller

LATEST = 30
# The names of addresses under /jual/, in words for the owner.
STEPS = {
    "accept": _("accepted an order"),
    "decline": _("declined an order"),
    "pack": _("packed an order"),
    "hand_over": _("handed an order over"),
    "product_new": _("listed a product"),
    "product": _("changed a product"),
    "product_public": _("put a product on sale or took it off"),
    "offers": _("changed prices or stock"),
    "sell_too": _("offered a product of another shop"),
    "profile": _("changed the shop's profile"),
    "holiday": _("changed the holiday"),
    "hours": _("changed the opening hours"),
    "certificates": _("added a certificate"),
    "certificate": _("removed a certificate"),
    "climb": _("went up a step"),
}


@dataclass(frozen=True)
class AssistedStep:
    """One press of a button in the shop's name. `of` is the number of an order, or ""."""

    who: str
    what: str
    of: str
    at: datetime


def assisted_steps(seller: Seller) -> list[AssistedStep]:
    """The latest steps, the newest first. One query."""
    subject = f"{seller._meta.label_lower}:{seller.pk}"
    lines = AuditLine.objects.filter(subject=subject, action=STEP).select_related("actor")
    return [
        AssistedStep(
            who=line.actor.name if line.actor else "",
            what=str(STEPS.get(line.data["step"], _("opened a form"))),
            of=line.data["of"].get("number", ""),
            at=line.at,
        )
        for line in lines.order_by("-at", "-pk")[:LATEST]
    ]
