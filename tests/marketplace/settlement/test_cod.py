"""Cash at doors in the books: on the road, at the counter, with the shop; short deposits; races."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from bumdes.organisations.models import Organisation
from bumdes.units.models import CashReceipt
from bumdes.units.services import NotACashier
from bumdes.units.services.drawer import expected_cash
from core.ids import random_token
from core.invariants import violations
from core.refusals import Conflict, Refusal
from marketplace.gateways.cod.models import Deposit, Door
from marketplace.gateways.cod.services import (
    ListChanged,
    NothingCarried,
    NotTheSum,
    NotThisDrawer,
    ShortWithoutReason,
    deposit,
)
from marketplace.gateways.qris.services import save_static
from marketplace.hub_desk.services import deliver_to_door, refuse_at_door
from marketplace.order import services as moves
from marketplace.order.models import Order
from marketplace.payment.models import Payment
from marketplace.purchases.at_door import receive_by_shop
from marketplace.purchases.own_qris import confirm_own_qris
from marketplace.settlement.models import OperatorBook, SellerCharge, Settlement
from marketplace.settlement.queries.payouts import balance_of
from marketplace.settlement.queries.shops import money_of
from marketplace.settlement.queries.statements import statement_of
from marketplace.settlement.services import book_facts, settle_orders
from marketplace.settlement.services.deposits import book_deposits
from marketplace.settlement.services.payouts import NothingDue, request_payout
from marketplace.settlement.services.shop_money import collect_shop_debts, shop_debts
from tests.factories.books import make_organisation_with_book
from tests.factories.cod import make_cod_offer, make_cod_shop, make_order_on_its_way, make_service
from tests.factories.hub_desk import make_drawer
from tests.factories.people import NOON, make_officer, make_user, owner_of
from tests.factories.purchases import make_purchase
from tests.factories.qris import static_qris
from tests.factories.settlement import make_completed_order, make_rule
from tests.threads import at_once

LATER = NOON + timedelta(hours=1)
db = pytest.mark.django_db


def held(role: str) -> int:
    return balance(accounts_of(OperatorBook.objects.get().book)[role])


def receive(order: Order, courier) -> None:
    deliver_to_door(
        order=order,
        organisation=order.hub,
        recipient="Bu Ani",
        cash=order.total,
        actor=courier,
        key=random_token(),
        now=NOON,
    )


def put_down(shift, courier, *, expected: int, counted: int | None = None, reason: str = "", **kw) -> Deposit:
    values = {"actor": shift.cashier, "key": random_token(), "now": NOON} | kw
    return deposit(
        shift=shift,
        courier=courier,
        expected=expected,
        counted=expected if counted is None else counted,
        reason=reason,
        **values,
    )


def carry(hub: Organisation, courier, *, orders: int = 1) -> None:
    """Deliver so many orders of Rp50.000 for cash."""
    offer = make_cod_offer(make_cod_shop(hub))
    for _ in range(orders):
        receive(make_order_on_its_way(offer), courier)


@pytest.fixture
def hub():
    return make_organisation_with_book()


@pytest.fixture
def courier(hub):
    return make_officer(hub, name="Pak Jon")


@db
def test_cash_is_on_the_road_then_at_the_counter(hub, courier):
    carry(hub, courier, orders=2)

    book_facts(now=LATER)
    assert (held("clearing_cod"), held("escrow"), held("clearing_counter")) == (100_000, 100_000, 0)
    shift = make_drawer(hub)
    put_down(shift, courier, expected=100_000)
    assert book_deposits(now=LATER) == 1
    assert book_deposits(now=LATER) == 0

    accounts = accounts_of(hub.book)
    assert (held("clearing_cod"), held("clearing_counter")) == (0, 100_000)
    assert (balance(accounts["cash"]), balance(accounts["seller_payable"])) == (100_000, 100_000)
    assert expected_cash(shift) == 100_000
    assert list(violations()) == []


@db
def test_what_is_missing_is_the_couriers_debt_by_name(hub, courier):
    carry(hub, courier)
    book_facts(now=LATER)

    put_down(make_drawer(hub), courier, expected=50_000, counted=42_000, reason="Jatuh di sungai.")
    book_deposits(now=LATER)

    accounts = accounts_of(hub.book)
    assert balance(accounts["receivable_staff"]) == 8_000
    assert balance(accounts["cash"]) == 42_000
    assert (balance(accounts["seller_payable"]), held("clearing_counter")) == (50_000, 50_000)
    with opened(hub.book):
        entry = Deposit.objects.get().hub_entry
        assert entry.postings.filter(memo="Pak Jon", debit=8_000).exists()
    assert list(violations()) == []


@db
def test_a_courier_who_lost_everything_owes_everything(hub, courier):
    carry(hub, courier)
    book_facts(now=LATER)

    put_down(make_drawer(hub), courier, expected=50_000, counted=0, reason="Dirampas.")
    book_deposits(now=LATER)

    assert balance(accounts_of(hub.book)["receivable_staff"]) == 50_000
    assert not CashReceipt.objects.exists()
    assert list(violations()) == []


@db
@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({"expected": 40_000}, ListChanged),
        ({"counted": 50_001}, NotTheSum),
        ({"counted": 49_000}, ShortWithoutReason),
        ({"counted": 49_000, "reason": "  "}, ShortWithoutReason),
    ],
)
def test_a_deposit_that_cannot_be_right_is_not_taken(hub, courier, wish, refusal):
    carry(hub, courier)

    with pytest.raises(refusal):
        put_down(make_drawer(hub), courier, **{"expected": 50_000} | wish)

    assert not Deposit.objects.exists()


@db
def test_a_deposit_goes_into_the_cashiers_own_drawer(hub, courier):
    carry(hub, courier)
    shift = make_drawer(hub)

    with pytest.raises(NotThisDrawer):
        put_down(shift, courier, expected=50_000, actor=make_officer(hub))
    with pytest.raises(NothingCarried):
        put_down(make_drawer(), courier, expected=50_000)
    shift.cashier.offices.update(ended_at=NOON)
    with pytest.raises(NotACashier):
        put_down(shift, courier, expected=50_000)


@db
def test_one_key_deposits_once(hub, courier):
    carry(hub, courier)
    shift = make_drawer(hub)

    first = put_down(shift, courier, expected=50_000, key="k" * 20)
    again = put_down(shift, courier, expected=50_000, key="k" * 20)

    assert first == again == Deposit.objects.get()
    with pytest.raises(Conflict):
        put_down(shift, courier, expected=50_000, counted=1, reason="x", key="k" * 20)


@db
def test_the_database_takes_no_deposit_that_is_not_its_doors(hub, courier):
    carry(hub, courier)
    made = put_down(make_drawer(hub), courier, expected=50_000)

    with pytest.raises(IntegrityError, match="stays as it was counted"), transaction.atomic():
        Deposit.objects.update(counted=1)
    with pytest.raises(IntegrityError, match="is not what its courier carried"), transaction.atomic():
        Deposit.objects.create(
            hub=hub,
            courier=courier,
            expected=7,
            counted=0,
            reason="x",
            key="other",
            taken_by=made.taken_by,
            at=NOON,
        )
        connection.check_constraints()


@db
def test_a_deposit_waits_for_its_payments_to_be_booked(hub, courier):
    make_completed_order()  # opens the operator's book
    book_facts(now=NOON)
    carry(hub, courier)
    put_down(make_drawer(hub), courier, expected=50_000)

    assert book_deposits(now=LATER) == 0
    book_facts(now=LATER)
    assert book_deposits(now=LATER) == 1


def finish(order: Order) -> None:
    moves.complete(order=order, actor=None, now=NOON)
    book_facts(now=LATER)
    settle_orders(now=LATER)


@db
def test_an_order_paid_at_the_door_is_shared_as_any_other(hub, courier):
    make_rule()
    order = make_order_on_its_way(make_cod_offer(make_cod_shop(hub)))
    receive(order, courier)

    finish(order)

    settled = Settlement.objects.get()
    assert (settled.to_seller, settled.commission, settled.to_hub) == (38_800, 1_200, 10_000)
    assert not SellerCharge.objects.exists()
    assert balance_of(order.seller).free == 38_800
    assert list(violations()) == []


@pytest.fixture
def served(hub):
    """A shop that took Rp40.000 at the buyer's itself, and owes Rp1.200 of it as commission."""
    make_rule()
    offer = make_service(make_cod_shop(hub))
    order = make_order_on_its_way(offer)
    receive_by_shop(order=order, seller=order.seller, amount=40_000, actor=owner_of(order.seller), now=NOON)
    finish(order)
    return order.seller


@db
def test_a_shop_that_has_the_cash_is_not_paid_again(served):
    assert (held("seller_debt"), held("seller_payable"), held("clearing_cod")) == (1_200, 0, 0)
    assert shop_debts() == {served.pk: 1_200}
    assert balance_of(served).free == 0
    with pytest.raises(NothingDue):
        request_payout(seller=served, way="cash", actor=owner_of(served), key=random_token(), now=LATER)
    assert list(violations()) == []


@db
def test_commission_of_cash_the_shop_has_comes_out_of_its_next_money(served):
    assert collect_shop_debts(now=LATER) == 0  # nothing there yet
    offer = make_cod_offer(served, price=60_000)
    make_completed_order(offer=offer, pieces=1)
    book_facts(now=LATER)
    settle_orders(now=LATER)

    assert collect_shop_debts(now=LATER) == 1
    assert collect_shop_debts(now=LATER) == 0

    assert shop_debts() == {}
    assert held("seller_debt") == 0
    assert balance_of(served).free == 58_200 - 1_200
    assert list(violations()) == []


@db
def test_a_large_debt_is_taken_piece_by_piece(served):
    make_completed_order(offer=make_cod_offer(served, price=1_000), pieces=1)
    book_facts(now=LATER)
    settle_orders(now=LATER)

    collect_shop_debts(now=LATER)

    assert shop_debts() == {served.pk: 1_200 - 970}
    assert balance_of(served).free == 0
    assert list(violations()) == []


@db
def test_the_statement_says_what_the_shop_took_itself(served):
    page = statement_of(served, month=LATER.date().replace(day=1))

    assert (page.goods, page.commission, page.taken, page.closing) == (40_000, 1_200, -38_800, 0)
    assert sum(amount for _label, amount in page.parts) == page.closing


@db
def test_a_shops_own_qris_is_set_against_its_share_too(hub):
    offer = make_service(make_cod_shop(hub))
    seller = offer.partner.seller
    save_static(hub=None, seller=seller, payload=static_qris(), actor=owner_of(seller), now=NOON)
    purchase = make_purchase((make_cod_offer(seller), 1), method="qris_own")
    confirm_own_qris(request=purchase.payments.get().qris, actor=owner_of(seller), now=NOON)
    order = purchase.orders.get()
    for move in (moves.accept, moves.pack, moves.hand_over, moves.deliver):
        move(order=order, actor=None, now=NOON)

    finish(order)

    assert (held("seller_debt"), balance_of(seller).free) == (0, 0)
    assert list(violations()) == []


@db
def test_money_that_comes_at_the_door_is_not_held_before(hub, courier):
    order = make_order_on_its_way(make_cod_offer(make_cod_shop(hub)))
    assert money_of(order.seller).held == 0

    receive(order, courier)

    assert money_of(order.seller).held == 40_000


@pytest.mark.race
def test_at_one_door_one_thing_happens(committed_db):
    """Received twice, refused and cancelled at the same instant: exactly one of them is true."""
    ends = set()
    for turn in range(6):
        order = make_order_on_its_way()
        courier, other = make_officer(order.hub), make_officer(order.hub)

        def fresh(order=order) -> Order:
            return Order.objects.select_related("hub", "seller", "purchase", "user").get(pk=order.pk)

        def deliver(who, key, fresh=fresh):
            mine = fresh()
            return deliver_to_door(
                order=mine,
                organisation=mine.hub,
                recipient="Bu Ani",
                cash=mine.total,
                actor=who,
                key=key,
                now=NOON,
            )

        def refuse(fresh=fresh, other=other):
            mine = fresh()
            refuse_at_door(order=mine, organisation=mine.hub, reason="Tidak.", actor=other, now=NOON)

        def cancel(fresh=fresh):
            moves.cancel(order=fresh(), reason="Tidak jadi.", actor=None, now=NOON)

        answers = at_once(
            [
                partial(deliver, courier, f"first-{turn}"),
                partial(deliver, other, f"second-{turn}"),
                refuse,
                cancel,
            ]
        )

        # To cancel what the refusal has cancelled already changes nothing.
        done = [answer for answer in answers[:3] if not isinstance(answer, Exception)]
        assert len(done) == 1, answers
        assert all(isinstance(answer, Refusal) for answer in answers if isinstance(answer, Exception))
        order.refresh_from_db()
        ends.add(order.status)
    assert ends <= {"delivered", "cancelled"}
    received = Door.objects.filter(received_at__isnull=False).count()
    assert received == Payment.objects.filter(state="paid").count()
    assert list(violations()) == []


@pytest.mark.race
def test_two_cashiers_take_one_couriers_cash_once(committed_db):
    hub = make_organisation_with_book()
    courier = make_officer(hub)
    carry(hub, courier, orders=3)
    shifts = [make_drawer(hub), make_drawer(hub)]

    answers = at_once([partial(put_down, shift, courier, expected=150_000) for shift in shifts])

    assert sorted(type(answer).__name__ for answer in answers) == ["Deposit", "NothingCarried"]
    book_facts(now=LATER)
    outcomes = at_once([partial(book_deposits, now=LATER)] * 3)
    assert sorted(outcomes) == [0, 0, 1]
    assert list(violations()) == []


@db
def test_a_stranger_carries_nothing():
    with pytest.raises(NothingCarried):
        put_down(make_drawer(), make_user(), expected=1)
