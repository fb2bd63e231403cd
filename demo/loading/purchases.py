"""Two years of purchases, in every state, made by the services at the moments they happened."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from bumdes.organisations.models import Office
from bumdes.units.models import DrawerShift
from bumdes.units.services import close_shift, expected_cash, open_shift
from core.ids import random_token
from core.users.models import User
from demo.loading.people import OPENED
from marketplace.basket.models import Basket
from marketplace.basket.queries import grouped
from marketplace.basket.services import add_offer
from marketplace.fulfilment.network import load_network
from marketplace.fulfilment.queries import options_for
from marketplace.gateways.provider.protocol import Seen, Stands
from marketplace.gateways.provider.services import latest_attempt
from marketplace.gateways.transfer.models import BankAccount
from marketplace.hub_desk.services import collect
from marketplace.order import services as moves
from marketplace.order.enums import Status
from marketplace.order.models import Order, Purchase
from marketplace.partner.models import StockRecord
from marketplace.partner.stock import set_stock
from marketplace.payment.models import Payment, Refund
from marketplace.payment.refunds import return_money
from marketplace.purchases.paying import expire
from marketplace.purchases.remote import apply_seen
from marketplace.purchases.services import (
    Choice,
    PlaceRequest,
    cancel_unpaid,
    confirm_payment,
    payment_of,
    place,
)
from marketplace.purchases.services import quote as price

HISTORY = 90  # purchases that ended long ago
# How the recent ones stand: every state is somewhere to be seen.
RECENT = [
    "awaiting_payment",
    "awaiting_payment",
    "placed",
    "placed",
    "placed",
    "accepted",
    "accepted",
    "packed",
    "packed",
    "handed_over",
    "handed_over",
    "delivered",
    "delivered",
    "expired",
    "declined",
    "cancelled",
    "cancelled_unpaid",
]
WAY = [moves.accept, moves.pack, moves.hand_over, moves.deliver, moves.complete]
STEPS = {"placed": 0, "accepted": 1, "packed": 2, "handed_over": 3, "delivered": 4, "completed": 5}


def load_purchases(buyers: list[User], now: datetime) -> int:
    """Make the demo's purchases unless there are some; gives how many were made."""
    BankAccount.objects.get_or_create(
        number="0000-01-607000-50-7", defaults={"bank": "Bank Contoh", "holder": "Sedulang (contoh)"}
    )
    if Purchase.objects.exists():
        return 0
    chance = random.Random(1607)
    span = (now - OPENED - timedelta(days=20)) / HISTORY
    plan = [("completed", OPENED + span * n + timedelta(hours=chance.randrange(10))) for n in range(HISTORY)]
    plan += [(state, now - timedelta(hours=20 - n)) for n, state in enumerate(RECENT)]
    made = 0
    for state, at in plan:
        # The demo buyer and the demo shop get their fair part, so that their pages are alive.
        buyer = buyers[0] if made % 6 == 0 else chance.choice(buyers)
        if make_one(buyer, state, at, chance, for_demo_shop=made % 4 == 0):
            made += 1
    return made


def make_one(
    buyer: User, state: str, at: datetime, chance: random.Random, *, for_demo_shop: bool, method: str = ""
) -> bool:
    """One purchase brought to a state; False when the buyer or the shelves cannot make it."""
    basket = Basket.objects.filter(owner=buyer, status=Basket.OPEN).first() or Basket.objects.create(
        owner=buyer
    )
    for offer in _offers(chance, for_demo_shop=for_demo_shop):
        add_offer(basket=basket, stockrecord=offer, quantity=chance.choice([1, 1, 1, 2, 2, 3]))
    address = buyer.addresses.select_related("village__district").first()
    view = grouped(basket, today=at.date())
    if address is None or not view.groups or view.has_problem:
        basket.lines.all().delete()
        return False
    network = load_network(
        hub_ids=[group.seller.hub_id for group in view.groups], district_id=address.village.district_id
    )
    choices = {}
    for group in view.groups:
        options = options_for(
            network,
            seller=group.seller,
            village=address.village,
            grams=group.weight_grams,
            requires_delivery=group.requires_delivery,
            now=at,
        )
        choices[group.seller.pk] = Choice(option=chance.choice(options).code)
    method = method or chance.choice(["counter", "transfer"])
    fields = ("dusun", "rt", "rw", "street", "river", "channel", "side", "dock", "landmark")
    purchase = place(
        basket=basket,
        request=PlaceRequest(
            name=buyer.name,
            phone=buyer.phone or "+6281200009999",
            email=buyer.email or "",
            method=method,
            quoted_total=price(view=view, choices=choices, village=address.village, now=at).total,
            choices=choices,
            address={"village_id": address.village_id} | {name: getattr(address, name) for name in fields},
        ),
        user=buyer,
        key=random_token(),
        now=at,
    )
    _bring_to(purchase, state, at)
    return True


def _offers(chance: random.Random, *, for_demo_shop: bool) -> list[StockRecord]:
    """One to three offers with enough stock, the first of the demo shop's when asked."""
    good = StockRecord.objects.filter(
        is_active=True, num_in_stock__gt=6, partner__seller__closed_from=None
    ).select_related("product")
    if for_demo_shop:
        mine = list(good.filter(partner__seller__slug="dapur-cek-lina").order_by("pk"))
        first = [chance.choice(mine)] if mine else []
    else:
        first = []
    rest = chance.sample(list(good.order_by("pk")), chance.choice([1, 1, 2, 3]))
    return list({offer.pk: offer for offer in first + rest}.values())


def _bring_to(purchase: Purchase, state: str, at: datetime) -> None:
    payment = payment_of(purchase)
    if payment is None or state == "awaiting_payment":
        return
    if state == "cancelled_unpaid":
        cancel_unpaid(purchase=purchase, actor=purchase.user, now=at + timedelta(minutes=9))
    elif state == "expired":
        expire(payment_pk=payment.pk, now=payment.expires_at + timedelta(days=1))
    else:
        _pay(payment, at + timedelta(minutes=25))
        for order in purchase.orders.select_related("seller").order_by("pk"):
            _walk(order, state, at + timedelta(hours=2))


def _walk(order: Order, state: str, at: datetime) -> None:
    owner = User.objects.filter(shops__seller=order.seller, shops__role="owner").first()
    if state == "declined":
        moves.decline(order=order, reason="Bahan sedang kosong karena musim angin.", actor=owner, now=at)
        _give_back(order, at + timedelta(days=1))
        return
    for number, move in enumerate(WAY[: STEPS.get(state, 1)]):
        move(order=order, actor=owner, now=at + timedelta(hours=3 * number))
    if state == "cancelled":
        moves.cancel(order=order, reason="Pembeli salah pilih ukuran.", actor=owner, now=at)
        _give_back(order, at + timedelta(days=1))
    if order.status == Status.COMPLETED:
        _restock(order, at + timedelta(days=1))


def _give_back(order: Order, at: datetime) -> None:
    """Every second refund is settled; the others wait in the operator's queue."""
    refund, operator = order.refunds.get(), User.objects.filter(is_staff=True).order_by("pk").first()
    if refund.target == Refund.Target.BANK and refund.pk % 2 and operator is not None:
        return_money(
            refund=refund, method="transfer", reference=f"CONTOH-{refund.pk}", actor=operator, now=at
        )


def _restock(order: Order, at: datetime) -> None:
    """What was sold is made again, so that two years of sales do not empty the shelves."""
    for line in order.lines.filter(is_tracked=True).select_related("stockrecord"):
        offer = line.stockrecord
        if offer is not None:
            set_stock(
                stockrecord=offer,
                on_hand=offer.num_in_stock + line.quantity,
                key=f"demo-restock:{line.pk}",
                actor=None,
                now=at,
            )


def _pay(payment: Payment, at: datetime) -> None:
    if payment.method == "transfer":
        confirm_payment(payment=payment, amount=payment.amount_due, reference=f"contoh:{payment.pk}", now=at)
        return
    if attempt := latest_attempt(payment):
        seen = Seen(Stands.PAID, attempt.amount, reference=f"contoh-{attempt.pk}")
        apply_seen(attempt=attempt, seen=seen, now=at)
        return
    order = payment.purchase.orders.order_by("pk").first()
    office = Office.objects.filter(organisation=order.hub, role="cashier").first()
    shift = open_shift(organisation=order.hub, cashier=office.user, opening_cash=200_000, now=at)
    collect(
        shift=shift,
        code=payment.counter_code.code,
        tendered=payment.amount,
        actor=office.user,
        key=random_token(),
        now=at,
    )
    close_shift(
        shift=DrawerShift.objects.get(pk=shift.pk),
        counted_cash=expected_cash(shift),
        gap_reason="",
        actor=office.user,
        now=at + timedelta(hours=1),
    )
