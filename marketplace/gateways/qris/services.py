"""Paying into a BUMDes's or shop's own QRIS. No bank tells us: a person says that the money came."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from bumdes.organisations.models import Organisation
from core.audit.services import record
from core.locks import lock
from core.users.models import User
from marketplace.gateways.provider.services import NotOffered
from marketplace.gateways.qris.models import QrisRequest, StaticQris
from marketplace.gateways.qris.payload import read_static, with_amount
from marketplace.gateways.wanted import Wanted
from marketplace.payment.models import Method, Payment
from marketplace.sellers.models import Seller


class OwnQrisGateway:
    method = Method.QRIS_OWN

    @property
    def time_to_pay(self) -> timedelta:
        return timedelta(hours=settings.PAY_QRIS_OWN_WITHIN_HOURS)

    @property
    def grace(self) -> timedelta:
        return timedelta(hours=settings.PAY_QRIS_OWN_GRACE_HOURS)

    def is_offered(self, wanted: Wanted) -> bool:
        return wanted.total <= settings.PAY_QRIS_MOST and code_for(wanted.seller_ids) is not None

    def create(self, *, payment: Payment, now: datetime) -> None:
        """Write amount and reference into the code of whoever all goods come from. Raises NotOffered."""
        sellers = frozenset(payment.splits.values_list("order__seller_id", flat=True))
        source = code_for(sellers)
        if source is None or payment.amount > settings.PAY_QRIS_MOST:
            raise NotOffered
        payload = with_amount(source.payload, amount=payment.amount, reference=payment.purchase.reference)
        QrisRequest.objects.create(payment=payment, source=source, payload=payload)

    def close(self, *, payment: Payment) -> None:
        """Nothing to free: the code cannot be taken back, so late money comes to a person's eyes."""


def code_for(seller_ids: frozenset[int]) -> StaticQris | None:
    """The code that may take the money of all these shops: their one hub's, else the one shop's. One query.

    The hub's comes first, because what it holds is shared out as any other money of the market.
    """
    shops = Seller.objects.filter(pk__in=seller_ids)
    of_others = shops.exclude(hub=OuterRef("hub"))
    takes_all = Q(~Exists(of_others), hub__in=shops.values("hub"))
    if len(seller_ids) == 1:
        takes_all |= Q(seller__in=seller_ids)
    codes = StaticQris.objects.filter(takes_all, is_active=True)
    return codes.order_by(F("hub").asc(nulls_last=True)).first()


def save_static(
    *, hub: Organisation | None, seller: Seller | None, payload: str, actor: User, now: datetime
) -> StaticQris:
    """Take over a static QRIS in place of the one before. The same code again changes nothing.

    Exactly one of hub and seller is given. Raises what read_static raises.
    """
    payload = "".join(payload.splitlines()).strip()
    merchant = read_static(payload)
    owner = hub or seller
    if owner is None or (hub and seller):
        raise ValueError("a QRIS has one owner")
    with transaction.atomic(durable=True):
        lock(owner)
        active = StaticQris.objects.filter(hub=hub, seller=seller, is_active=True)
        if same := active.filter(payload=payload).first():
            return same
        active.update(is_active=False)
        code = StaticQris.objects.create(
            hub=hub,
            seller=seller,
            payload=payload,
            merchant=merchant.name[:25],
            city=merchant.city[:15],
            national_id=merchant.national_id[:20],
            added_by=actor,
            added_at=now,
        )
        record(action="qris.added", subject=code, actor=actor, at=now, national_id=code.national_id)
    return code


def end_static(*, code: StaticQris, actor: User, now: datetime) -> None:
    """Offer this code no more; payments that were opened with it stay as they are."""
    with transaction.atomic(durable=True):
        lock(code)
        if code.is_active:
            code.is_active = False
            code.save(update_fields=["is_active"])
            record(action="qris.ended", subject=code, actor=actor, at=now)
