"""Who is told what about a complaint. The texts are Indonesian whatever a reader's language is."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.messages.services import notify
from core.moments import format_moment
from core.money import format_rupiah
from core.users.models import User
from marketplace.aftersales.models import Complaint
from marketplace.order.notices import tell_buyer


def tell_shop(complaint: Complaint, *, at: datetime) -> None:
    """Everybody of the shop, with the day by which an answer is heard."""
    order = complaint.order
    values = {"number": order.number, "until": format_moment(complaint.answer_until)}
    with override("id"):
        for person in User.objects.filter(shops__seller_id=order.seller_id, shops__ended_at=None):
            notify(
                recipient=person,
                event="complaint.raised",
                subject=_("The buyer of order %(number)s has a problem") % values,
                body=_("Answer by %(until)s. Until it is decided, the money of this order stays here.")
                % values,
                link=reverse("seller:complaint", args=[order.seller.slug, order.number]),
                key=f"complaint:{complaint.pk}:raised:{person.pk}",
                at=at,
            )


def tell_buyer_of(complaint: Complaint, *, subject: str, body: str, step: str, at: datetime) -> None:
    tell_buyer(
        complaint.order,
        event=f"complaint.{step}",
        subject=subject,
        body=body,
        key=f"complaint:{complaint.pk}:{step}",
        at=at,
    )


def tell_decided(complaint: Complaint, *, amount: int, at: datetime) -> None:
    """Both sides read the decision in the words of who decided."""
    order = complaint.order
    values = {"number": order.number, "amount": format_rupiah(amount), "words": complaint.decision}
    with override("id"):
        if amount:
            subject = _("%(amount)s of order %(number)s goes back to the buyer") % values
        else:
            subject = _("The complaint about order %(number)s was not agreed to") % values
        tell_buyer_of(complaint, subject=subject, body=complaint.decision, step="decided", at=at)
        for person in User.objects.filter(shops__seller_id=order.seller_id, shops__ended_at=None):
            notify(
                recipient=person,
                event="complaint.decided",
                subject=subject,
                body=complaint.decision,
                link=reverse("seller:complaint", args=[order.seller.slug, order.number]),
                key=f"complaint:{complaint.pk}:decided:{person.pk}",
                at=at,
            )
