"""Shops with money coming, and payouts in any state."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.ids import random_token
from core.users.models import User
from marketplace.purchases.services import confirm_payment
from marketplace.sellers.models import Seller
from marketplace.settlement.models import Payout, PayoutAccount
from marketplace.settlement.services import book_facts, settle_orders
from marketplace.settlement.services.payout_accounts import set_account
from marketplace.settlement.services.payout_sending import send_payouts
from marketplace.settlement.services.payouts import approve_payout, request_payout
from tests.factories.checkout import make_bank_account
from tests.factories.operator import make_operator, make_transfer
from tests.factories.people import NOON, owner_of
from tests.factories.settlement import goods_at, make_completed_order

LATER = NOON + timedelta(days=3)  # a bank account entered at noon can be used long since


def make_owed_seller(*, price: int = 45_000, orders: int = 1) -> Seller:
    """A shop whose completed orders are shared out, with a bank account; money is in the operator's bank."""
    offer = goods_at(price, stock=50)
    for _ in range(orders):
        make_completed_order(offer=offer, pieces=2)
    book_facts(now=NOON)
    settle_orders(now=NOON)
    seller = offer.partner.seller
    make_payout_account(seller)
    return seller


def fill_the_bank(amount: int = 1_000_000) -> None:
    """A buyer's transfer in the operator's account, so that it can pay by the books."""
    make_bank_account()
    payment = make_transfer(price=amount)
    confirm_payment(payment=payment, amount=payment.amount_due, reference=random_token(), now=NOON)
    book_facts(now=NOON)


def make_payout_account(seller: Seller, *, number: str = "0123456789", **kw) -> PayoutAccount:
    return set_account(
        seller=seller,
        bank=kw.pop("bank", "BRI"),
        number=number,
        holder=kw.pop("holder", "Pemilik Contoh"),
        actor=kw.pop("actor", None) or owner_of(seller),
        now=kw.pop("now", NOON),
    )


def make_draft_payout(seller: Seller | None = None, *, way: str = "bank", now: datetime = LATER) -> Payout:
    seller = seller or make_owed_seller()
    return request_payout(seller=seller, way=way, actor=owner_of(seller), key=random_token(), now=now)


def make_approved_payout(
    seller: Seller | None = None, *, way: str = "bank", by: User | None = None, now: datetime = LATER
) -> Payout:
    payout = make_draft_payout(seller, way=way, now=now)
    return approve_payout(payout=payout, actor=by or make_operator(), now=now)


def make_ready_cash(seller: Seller | None = None, *, now: datetime = LATER) -> Payout:
    """Cash that lies ready at the shop's BUMDes."""
    payout = make_approved_payout(seller, way="cash", now=now)
    send_payouts(now=now)
    payout.refresh_from_db()
    return payout
