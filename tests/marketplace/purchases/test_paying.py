"""Money that comes: in time, twice, late, of another amount; and money that does not."""

from datetime import timedelta

import pytest

from core.invariants import violations
from marketplace.gateways.transfer.models import BankAccount
from marketplace.order.enums import Status
from marketplace.payment.models import Payment, UnappliedReceipt
from marketplace.purchases.clocks import run_clocks
from marketplace.purchases.services import (
    NotPayable,
    cancel_unpaid,
    change_method,
    confirm_payment,
    payment_of,
)
from tests.factories.goods import make_product
from tests.factories.people import NOON
from tests.factories.purchases import make_purchase, pay_at_counter

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> BankAccount:
    return BankAccount.objects.create(bank="Bank Contoh", number="1234567890", holder="Sedulang")


@pytest.fixture
def offer():
    return make_product(stock=10, price=15_000).stockrecords.get()


def transfer(offer) -> Payment:
    return payment_of(make_purchase((offer, 2), method="transfer"))


def statuses(payment: Payment) -> set[str]:
    return set(payment.purchase.orders.values_list("status", flat=True))


def test_a_transfer_is_recognised_by_its_amount(account, offer):
    payment = transfer(offer)

    assert payment.amount == 30_000
    assert 1 <= payment.surplus <= 999
    assert payment.transfer.amount_due == payment.amount_due


def test_paid_places_every_order(account, offer):
    payment = transfer(offer)

    assert confirm_payment(payment=payment, amount=payment.amount_due, reference="line-1", now=NOON)

    assert statuses(payment) == {Status.PLACED}
    assert payment.transfer.__class__.objects.get().is_open is False
    assert list(violations()) == []


def test_the_same_money_told_twice_pays_once(account, offer):
    payment = transfer(offer)
    tell = {"payment": payment, "amount": payment.amount_due, "reference": "line-1", "now": NOON}

    assert confirm_payment(**tell) is True
    assert confirm_payment(**tell) is True

    assert UnappliedReceipt.objects.count() == 0


def test_other_money_for_a_paid_purchase_is_set_aside(account, offer):
    payment = transfer(offer)
    confirm_payment(payment=payment, amount=payment.amount_due, reference="line-1", now=NOON)

    assert not confirm_payment(payment=payment, amount=payment.amount_due, reference="line-2", now=NOON)

    assert UnappliedReceipt.objects.get().reason == "paid twice"


def test_another_amount_is_set_aside(account, offer):
    payment = transfer(offer)

    assert not confirm_payment(payment=payment, amount=payment.amount, reference="line-1", now=NOON)

    assert UnappliedReceipt.objects.get().reason == "other amount"
    assert statuses(payment) == {Status.AWAITING_PAYMENT}


def test_unpaid_expires_after_its_grace_and_gives_stock_back(account, offer):
    payment = transfer(offer)
    shown, grace = timedelta(hours=24), timedelta(hours=12)

    assert run_clocks(now=NOON + shown).expired == 0
    assert run_clocks(now=NOON + shown + grace).expired == 1
    assert run_clocks(now=NOON + shown + grace).expired == 0

    offer.refresh_from_db()
    assert statuses(payment) == {Status.EXPIRED}
    assert offer.num_allocated == 0
    assert list(violations()) == []


def test_late_money_is_kept_and_revives_nothing(account, offer):
    payment = transfer(offer)
    later = NOON + timedelta(days=3)
    run_clocks(now=later)

    assert not confirm_payment(payment=payment, amount=payment.amount_due, reference="late-1", now=later)

    assert statuses(payment) == {Status.EXPIRED}
    receipt = UnappliedReceipt.objects.get()
    assert (receipt.amount, receipt.reason) == (payment.amount_due, "late")


def test_changing_the_way_to_pay_wins_no_time(account, offer):
    purchase = make_purchase((offer, 1))

    payment = change_method(purchase=purchase, method="transfer", now=NOON + timedelta(hours=5))

    assert payment.expires_at == purchase.created_at + timedelta(hours=24)
    assert sorted(purchase.payments.values_list("method", "state")) == [
        ("counter", "cancelled"),
        ("transfer", "pending"),
    ]
    assert list(violations()) == []


def test_a_paid_purchase_cannot_change_its_way_to_pay(account, offer):
    purchase = make_purchase((offer, 1), paid=True)

    with pytest.raises(NotPayable):
        change_method(purchase=purchase, method="transfer", now=NOON)


def test_cancelling_before_payment_ends_every_order(offer):
    other = make_product(stock=4).stockrecords.get()
    purchase = make_purchase((offer, 1), (other, 1))

    cancel_unpaid(purchase=purchase, actor=purchase.user, now=NOON)

    assert set(purchase.orders.values_list("status", flat=True)) == {Status.CANCELLED}
    other.refresh_from_db()
    assert other.num_allocated == 0
    assert list(violations()) == []


def test_cash_at_the_counter_places_the_orders(offer):
    purchase = make_purchase((offer, 1))

    pay_at_counter(purchase)

    assert set(purchase.orders.values_list("status", flat=True)) == {Status.PLACED}
    assert list(violations()) == []


def test_two_open_transfers_never_share_an_amount(account, offer):
    payments = [transfer(offer) for _ in range(4)]

    assert len({payment.amount_due for payment in payments}) == 4
