"""From captured to shared: each fact stands in the books once, whatever is repeated or fails."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Entry
from bumdes.ledger.queries import accounts_of, balance
from core.invariants import violations
from marketplace.order.services import decline
from marketplace.payment.models import Payment, Refund, UnappliedReceipt
from marketplace.payment.refunds import return_money
from marketplace.purchases.services import confirm_payment
from marketplace.settlement.models import Booking, FeeKind, LineFee, OperatorBook, Settlement
from marketplace.settlement.services import book_facts, end_rule, settle_orders
from tests.factories.books import account, make_book, make_organisation_with_book
from tests.factories.checkout import make_bank_account
from tests.factories.goods import make_category, make_product
from tests.factories.people import NOON, make_seller, make_user
from tests.factories.purchases import make_purchase
from tests.factories.settlement import goods_at, make_completed_order, make_rule

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def account_for_transfers() -> None:
    make_bank_account()


def held(role: str) -> int:
    book = OperatorBook.objects.get().book
    return balance(accounts_of(book)[role])


def test_money_of_a_paid_order_is_held_until_it_is_completed():
    purchase = make_purchase((goods_at(45_000), 2), paid=True)

    assert book_facts(now=NOON) == 1
    assert settle_orders(now=NOON) == 0
    assert (held("clearing_counter"), held("escrow")) == (purchase.total, purchase.total)


def test_a_completed_order_is_shared_by_the_rules_of_its_sale():
    make_rule(basis_points=300)
    make_rule(FeeKind.HUB, basis_points=200)
    order = make_completed_order(price=45_000, pieces=2)

    book_facts(now=LATER)
    assert settle_orders(now=LATER) == 1

    shared = Settlement.objects.get(order=order)
    assert (shared.goods, shared.commission, shared.hub_fee, shared.to_seller) == (
        90_000,
        2_700,
        1_800,
        85_500,
    )
    assert (held("escrow"), held("seller_payable"), held("hub_payable")) == (0, 85_500, 1_800)
    assert held("commission_income") == 2_700


def test_repeating_changes_nothing():
    make_rule()
    make_completed_order()

    first = (book_facts(now=LATER), settle_orders(now=LATER))
    again = (book_facts(now=LATER), settle_orders(now=LATER))

    assert (first, again) == ((1, 1), (0, 0))
    with opened(OperatorBook.objects.get().book):
        assert Entry.objects.count() == 2


def test_small_batches_end_in_the_same_place():
    for _ in range(5):
        make_completed_order()

    assert book_facts(now=LATER, batch=2) == 5
    assert settle_orders(now=LATER, batch=2) == 5
    assert Settlement.objects.count() == 5


def test_a_rule_that_ended_before_the_sale_takes_nothing_and_one_after_it_changes_nothing():
    ended = make_rule(basis_points=1_000)
    end_rule(rule=ended, actor=None, now=NOON - timedelta(days=1))
    order = make_completed_order()
    make_rule(basis_points=500, now=LATER)

    book_facts(now=LATER + timedelta(hours=1))

    assert not LineFee.objects.filter(order=order).exists()


def test_a_rule_for_a_category_holds_for_what_stands_below_it():
    top = make_category("Makanan")
    below = make_category("Kerupuk", parent=top)
    make_rule(category=top, basis_points=700)
    offer = goods_at(10_000, category=below)
    make_completed_order(offer=offer, pieces=1)

    book_facts(now=LATER)

    assert LineFee.objects.get().amount == 700


def test_a_declined_order_is_owed_back_and_paid_out_of_the_bank_when_it_can():
    order = make_purchase((goods_at(45_000), 1), paid=True).orders.get()
    decline(order=order, reason="Habis", actor=None, now=NOON)
    refund = Refund.objects.get(order=order)
    return_money(refund=refund, method="transfer", reference="BRI-1", actor=make_user(), now=NOON)

    book_facts(now=LATER)

    assert (held("escrow"), held("refund_payable")) == (0, refund.amount)
    # The cash lies at the counter still; the bank account cannot have paid by the books.
    assert not Booking.objects.filter(fact="refunded").exists()
    payment = make_purchase((goods_at(90_000), 1), method="transfer").payments.get()
    confirm_payment(payment=payment, amount=payment.amount_due, reference="line:1", now=LATER)

    book_facts(now=LATER)

    assert held("refund_payable") == 0
    assert held("bank_1") == payment.amount_due - refund.amount


def test_money_that_pays_nothing_is_kept_apart():
    payment = make_purchase((goods_at(90_000), 1), method="transfer").payments.get()
    confirm_payment(payment=payment, amount=70_000, reference="line:9", now=NOON)

    book_facts(now=LATER)

    assert UnappliedReceipt.objects.count() == 1
    assert (held("unapplied_receipts"), held("bank_1"), held("escrow")) == (70_000, 70_000, 0)


def test_the_code_on_top_of_a_transfer_is_income():
    payment = make_purchase((goods_at(90_000), 1), method="transfer").payments.get()
    confirm_payment(payment=payment, amount=payment.amount_due, reference="line:2", now=NOON)

    book_facts(now=LATER)

    assert payment.surplus > 0
    assert (held("unique_code_income"), held("escrow")) == (payment.surplus, payment.amount)


def test_a_bumdes_sees_its_cash_and_its_share_in_its_own_book():
    make_rule(FeeKind.HUB, basis_points=1_000)
    offer = goods_at(50_000)
    hub = offer.partner.seller.hub
    hub.book = make_book(code=hub.code, opened_on=date(2026, 1, 1))
    hub.save(update_fields=["book"])
    order = make_completed_order(offer=offer, pieces=1)

    book_facts(now=LATER)
    settle_orders(now=LATER)

    accounts = accounts_of(hub.book)
    assert balance(accounts["cash"]) == balance(accounts["seller_payable"]) == order.total
    assert balance(accounts["marketplace_clearing"]) == balance(accounts["hub_fee_income"]) == 5_000
    assert Settlement.objects.get().hub_entry_id is not None


def test_rows_stay_as_they_were_written():
    rule = make_rule()
    make_completed_order()
    book_facts(now=LATER)
    settle_orders(now=LATER)

    for statement in (
        "UPDATE settlement_settlement SET to_seller = to_seller",
        "DELETE FROM settlement_booking",
        "UPDATE settlement_linefee SET amount = 0",
        f"UPDATE settlement_feerule SET basis_points = 1 WHERE id = {rule.pk}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_verify_is_clean_and_names_what_is_missing():
    make_rule()
    make_completed_order()
    book_facts(now=LATER)
    settle_orders(now=LATER)
    assert list(violations(only="settlement")) == []

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET ROLE NONE")
        cursor.execute("ALTER TABLE settlement_settlement DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM settlement_settlement")
        cursor.execute("ALTER TABLE settlement_settlement ENABLE TRIGGER USER")

    assert {found.invariant for found in violations(only="settlement")} == {
        "settlement.escrow_is_what_was_captured_and_neither_shared_nor_owed_back",
        "settlement.sellers_are_owed_what_was_settled_and_not_paid_out",
        "settlement.commission_is_what_was_settled_less_what_went_back",
        "settlement.no_completed_order_waits_to_be_shared",
    }


def test_a_payment_left_behind_is_named():
    make_purchase((goods_at(45_000), 1), paid=True)
    book_facts(now=NOON)
    make_purchase((goods_at(45_000), 1), paid=True)

    names = [found.invariant for found in violations(only="settlement")]

    assert names == ["settlement.no_payment_waits_for_the_books"]
    assert Payment.objects.filter(state="paid").count() == 2


def test_a_bumdes_whose_book_says_no_keeps_only_its_own_orders_waiting():
    stuck, well = make_organisation_with_book(), make_organisation_with_book()
    make_rule(FeeKind.HUB, basis_points=200)
    orders = []
    for hub in (stuck, well):
        offer = make_product(seller=make_seller(hub=hub), price=45_000, stock=9).stockrecords.get()
        orders.append(make_completed_order(offer=offer))
    book_facts(now=NOON)
    fees = account(stuck.book, "hub_fee_income")
    with opened(stuck.book):
        Account.objects.filter(pk=fees.pk).update(is_active=False)

    assert settle_orders(now=LATER) == 1
    assert Settlement.objects.get().order == orders[1]

    with opened(stuck.book):
        Account.objects.filter(pk=fees.pk).update(is_active=True)
    assert settle_orders(now=LATER) == 1
    assert not [*violations(only="settlement")]
