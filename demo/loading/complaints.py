"""Complaints at each step, and a shop that its BUMDes knows as its member's. People are invented."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from bumdes.members.enums import Purpose
from bumdes.members.models import Member
from bumdes.members.services import give_consent, register_member
from bumdes.members.services.people import Facts
from bumdes.organisations.models import Office
from core.users.models import User
from marketplace.aftersales import services
from marketplace.aftersales.models import Complaint
from marketplace.order.enums import Status
from marketplace.order.models import Order
from marketplace.sellers.models import Seller, SellerStaff
from marketplace.settlement.models import MemberLink
from marketplace.settlement.services.members import agree_link, ask_link

LINKED = "dapur-cek-lina"
STORIES = (
    ("missing", "Contoh: pesan dua bungkus, yang datang satu."),
    ("damaged", "Contoh: bungkusnya robek dan isinya remuk."),
    ("wrong", "Contoh: yang datang rasa lain dari yang dipesan."),
)


def load_complaints(now: datetime) -> int:
    """One waits for the shop, one for the decision, one gave money back; nothing when there are some."""
    load_link(now)
    if Complaint.objects.exists():
        return 0
    operator = User.objects.filter(is_staff=True).order_by("pk").first()
    arrived = Order.objects.filter(status=Status.DELIVERED).select_related("seller", "user").order_by("pk")
    orders = [order for order in arrived if services.may_raise(order, now=now)][: len(STORIES)]
    for step, (order, (kind, story)) in enumerate(zip(orders, STORIES, strict=False)):
        line = order.lines.order_by("pk")[0]
        complaint = services.raise_complaint(
            order=order,
            kind=kind,
            story=story,
            pieces={line.pk: 1},
            photos=(),
            actor=order.user,
            now=now,
        )
        if step:
            services.answer(
                complaint=complaint,
                words="Contoh: maaf, kami salah mengemas.",
                agrees=True,
                actor=_owner(order.seller),
                now=now,
            )
        if step == len(STORIES) - 1 and operator is not None:
            services.decide(
                complaint=complaint,
                granted={line.pk: line.unit_price},
                delivery=0,
                liable="seller",
                target="bank",
                words="Contoh: toko mengakui, satu bungkus dikembalikan uangnya.",
                actor=operator,
                now=now,
            )
            services.carry_out(complaint=complaint, now=now)
    return len(orders)


def load_link(now: datetime) -> None:
    """The demo's seller is a member of the demo's BUMDes, and lets her sales speak for a loan."""
    seller = Seller.objects.select_related("hub", "village").get(slug=LINKED)
    officer = Office.objects.active().filter(organisation=seller.hub, role=Office.Role.CREDIT_OFFICER).first()
    if officer is None or MemberLink.objects.filter(seller=seller).exists():
        return
    owner = _owner(seller)
    member = Member.objects.filter(organisation=seller.hub, user=owner).first() or register_member(
        organisation=seller.hub,
        facts=Facts(name=owner.name, village=seller.village, phone=seller.phone),
        joined_on=timezone.localdate(now),
        key=f"demo-member-of-shop-{seller.pk:06d}",
        actor=officer.user,
        now=now,
        user=owner,
    )
    link = ask_link(seller=seller, number=member.number, actor=owner, now=now)
    agree_link(link=link, organisation=seller.hub, number=member.number, actor=officer.user, now=now)
    give_consent(member=member, purpose=Purpose.SALES, how="paper", actor=officer.user, now=now)


def _owner(shop: Seller) -> User:
    return shop.staff.filter(role=SellerStaff.Role.OWNER).order_by("pk")[0].user
