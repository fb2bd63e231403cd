"""PPh 22: off without a designation, frozen when paid, taken at settlement, free with a letter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from bumdes.ledger.queries import accounts_of, balance
from core.invariants import violations
from marketplace.settlement.models import OperatorBook, OrderTax, TaxDesignation, Withheld
from marketplace.settlement.queries.payouts import balance_of
from marketplace.settlement.queries.statements import statement_of
from marketplace.settlement.queries.taxing import taxed_sellers, turnover_of
from marketplace.settlement.services import book_facts, settle_orders, taxing
from marketplace.settlement.services.reversing import reverse_sale
from tests.factories.links import make_borrower
from tests.factories.people import NOON, make_user, owner_of
from tests.factories.settlement import goods_at, make_completed_order

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
TODAY = date(2026, 11, 23)


def make_designation(*, from_date: date = TODAY) -> TaxDesignation:
    return taxing.designate(
        decree="KEP-12/PJ/2026", decree_date=TODAY, from_date=from_date, actor=make_user(), now=NOON
    )


def sell(offer, *, pieces: int = 2, now=NOON):
    order = make_completed_order(offer=offer, pieces=pieces, now=now)
    book_facts(now=now)
    settle_orders(now=now)
    return order


def give_letter(seller, *, year: int = 2026):
    return taxing.give_letter(
        seller=seller,
        year=year,
        tax_number="16.0712.000000-0001",
        file=ContentFile(b"x", "surat.pdf"),
        actor=owner_of(seller),
        now=NOON,
    )


def clean() -> bool:
    return not list(violations(only="settlement"))


def test_nothing_is_taken_before_a_designation_and_before_its_first_day():
    offer = goods_at(45_000)
    sell(offer)
    make_designation(from_date=TODAY + timedelta(days=1))
    sell(offer)

    assert not OrderTax.objects.exists()
    assert clean()


def test_half_a_percent_of_the_goods_is_taken_when_the_order_is_settled():
    make_designation()
    order = sell(goods_at(45_000))

    tax = OrderTax.objects.get(order=order)
    assert (tax.basis, tax.amount) == (90_000, 450)
    assert balance_of(order.seller).free == 90_000 - 450
    assert balance(accounts_of(OperatorBook.objects.get().book)["pph22_payable"]) == 450
    statement = statement_of(order.seller, month=date(2026, 11, 1))
    assert (statement.tax, statement.closing) == (-450, 89_550)
    assert clean()


def test_it_was_frozen_when_it_was_paid():
    designation = make_designation()
    order = make_completed_order(offer=goods_at(45_000))
    book_facts(now=NOON)
    taxing.end_designation(designation=designation, actor=make_user(), now=NOON)

    settle_orders(now=LATER)

    assert balance_of(order.seller).free == 89_550
    sell(goods_at(45_000), now=NOON + timedelta(days=1))
    assert OrderTax.objects.count() == 1


def test_a_letter_makes_free_until_the_month_after_the_limit(monkeypatch):
    monkeypatch.setattr(taxing, "FREE_UP_TO", 100_000)
    make_designation()
    offer = goods_at(45_000, stock=99)
    give_letter(offer.partner.seller)
    for _ in range(2):
        sell(offer)  # Rp180.000: over the limit in this month, but free until it ends
    assert not OrderTax.objects.exists()

    sell(offer, now=NOON + timedelta(days=10))

    assert OrderTax.objects.get().amount == 450
    assert clean()


def test_the_letter_of_another_year_frees_nothing():
    make_designation()
    offer = goods_at(45_000)
    give_letter(offer.partner.seller, year=2025)

    sell(offer)

    assert OrderTax.objects.count() == 1


def test_a_refund_gives_tax_back_in_proportion():
    make_designation()
    order = sell(goods_at(45_000))
    for amount in (33_333, 56_667):
        with transaction.atomic():
            refund = reverse_sale(
                order=order,
                goods={order.lines.get().pk: amount},
                delivery=0,
                liable="seller",
                target="bank",
                now=LATER,
            )
        assert refund.reversal.tax == {33_333: 167, 56_667: 283}[amount]

    assert balance_of(order.seller).free == 0
    assert balance(accounts_of(OperatorBook.objects.get().book)["pph22_payable"]) == 0
    assert turnover_of(order.seller, year=2026).turnover == 0
    assert clean()


def test_the_loan_takes_its_share_of_what_the_tax_leaves():
    make_designation()
    borrower = make_borrower(cap_percent=50)
    sell(borrower.offer)

    assert Withheld.objects.get().amount == (90_000 - 450) // 2
    assert clean()


def test_the_year_of_a_shop_and_the_months_return():
    make_designation()
    offer = goods_at(45_000)
    seller = offer.partner.seller
    sell(offer)
    sell(offer, pieces=1)

    year = turnover_of(seller, year=2026)
    (row,) = taxed_sellers(month=date(2026, 11, 1))

    assert [(m.month, m.orders, m.turnover, m.tax) for m in year.months] == [
        (date(2026, 11, 1), 2, 135_000, 675)
    ]
    assert (row.seller, row.turnover, row.tax, row.tax_number) == (seller.name, 135_000, 675, "")
    assert taxed_sellers(month=date(2026, 12, 1)) == []


class TestRules:
    @pytest.mark.parametrize(
        ("changed", "refusal"),
        [
            ({"decree": " "}, taxing.DecreeNeeded),
            ({"decree_date": TODAY + timedelta(days=1)}, taxing.BeforeItsDecree),
            (
                {"from_date": TODAY - timedelta(days=1), "decree_date": date(2026, 1, 1)},
                taxing.BeginsInThePast,
            ),
        ],
    )
    def test_a_designation_names_its_decree_and_begins_after_it(self, changed, refusal):
        facts = {"decree": "KEP-1", "decree_date": TODAY, "from_date": TODAY} | changed

        with pytest.raises(refusal):
            taxing.designate(**facts, actor=make_user(), now=NOON)

    def test_one_is_in_force_and_only_ends(self):
        designation = make_designation()
        with pytest.raises(taxing.DesignatedAlready):
            make_designation()
        with pytest.raises(DatabaseError, match="only end"), transaction.atomic():
            TaxDesignation.objects.update(decree="lain")

        for _ in range(2):
            taxing.end_designation(designation=designation, actor=make_user(), now=NOON)

        assert TaxDesignation.objects.get().until_date == TODAY + timedelta(days=1)

    def test_a_letter_is_the_owners_once_a_year_with_a_number(self):
        seller = goods_at(1_000).partner.seller
        facts = {"seller": seller, "year": 2026, "file": ContentFile(b"x", "a.pdf"), "now": NOON}
        for typed in ("123", "١" * 16, "²" * 15):
            with pytest.raises(taxing.NotANumber):
                taxing.give_letter(**facts, tax_number=typed, actor=owner_of(seller))
        with pytest.raises(taxing.NotTheOwner):
            taxing.give_letter(**facts, tax_number="1607120000000001", actor=make_user())

        assert give_letter(seller).tax_number == "1607120000000001"
        with pytest.raises(taxing.LetterThere):
            give_letter(seller)

    def test_the_database_knows_the_rate(self):
        designation = make_designation()
        order = make_completed_order()

        with pytest.raises(DatabaseError, match="not of its goods"), transaction.atomic():
            OrderTax.objects.create(
                order=order, designation=designation, basis=order.goods_total, amount=1, paid_at=NOON
            )
