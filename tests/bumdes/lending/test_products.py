"""Loan products: terms as loan_schedule reads them, versions, and what the database refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from bumdes.ledger.access import opened
from bumdes.lending.calculations.schedule import schedule
from bumdes.lending.calculations.terms import Method
from bumdes.lending.models import Product
from bumdes.lending.services.products import change_product, close_product
from bumdes.lending.services.refusals import (
    CodeTaken,
    ForNobody,
    NoSchedule,
    PeriodsDisordered,
    ProductClosed,
)
from core.refusals import Conflict, broken_rule
from tests.factories.books import make_book
from tests.factories.lending import make_product
from tests.factories.people import NOON, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 10)


def test_product_gives_the_terms_of_a_loan():
    product = make_product(make_book(), fee_per_instalment=1_000)

    terms = product.terms_for(1_200_000, 12, disbursed=DAY)

    rows = schedule(terms)
    assert (rows[0].principal, rows[0].interest, rows[0].fee) == (100_000, 18_000, 1_000)
    assert (rows[-1].due, rows[-1].balance) == (date(2027, 1, 10), 0)


@pytest.mark.parametrize("method", list(Method))
def test_product_of_every_method_makes_a_schedule(method):
    plain = {} if method in (Method.MURABAHAH, Method.QARDH) else {"rate_percent": Decimal(1)}
    if method == Method.MURABAHAH:
        plain = {"margin_percent": Decimal("1.25")}
    product = make_product(make_book(), method=method.value, rounding_unit=1, **plain)
    instalment = 200_000 if method == Method.FIXED_INSTALMENT else None

    rows = schedule(product.terms_for(1_000_000, 6, disbursed=DAY, instalment=instalment))

    assert sum(row.principal for row in rows) == 1_000_000
    if method == Method.MURABAHAH:
        assert sum(row.interest for row in rows) == 75_000


def test_fee_and_margin_are_rounded_up_to_the_rupiah():
    product = make_product(
        make_book(),
        method="murabahah",
        margin_percent=Decimal("1.25"),
        fee_percent=Decimal("0.333"),
        fee_amount=5_000,
    )

    assert product.fee_of(1_000_001) == 5_000 + 3_331
    assert product.margin_of(1_000_001, 3) == 37_501


def test_change_makes_a_version_and_leaves_the_one_before():
    book, treasurer = make_book(), make_user()
    first = make_product(book)

    second = change_product(
        product=first, conditions={"rate_percent": Decimal(2)}, key="k" * 16, actor=treasurer, now=NOON
    )

    with opened(book):
        first.refresh_from_db()
        assert (first.rate_percent, first.closed_at, first.closed_by) == (Decimal("1.5"), NOON, treasurer)
        assert (second.code, second.version, second.rate_percent) == (first.code, 2, Decimal(2))
        assert list(Product.objects.of(book).offered()) == [second]


def test_change_sent_twice_makes_one_version():
    book = make_book()
    first = make_product(book)

    def change(rate):
        return change_product(
            product=first, conditions={"rate_percent": rate}, key="k" * 16, actor=None, now=NOON
        )

    assert change(Decimal(2)) == change(Decimal(2))
    with pytest.raises(Conflict):
        change(Decimal(3))


def test_closed_version_is_not_changed():
    product = make_product(make_book())
    close_product(product=product, actor=None, now=NOON)

    with pytest.raises(ProductClosed):
        change_product(product=product, conditions={"name": "Lain"}, key="k" * 16, actor=None, now=NOON)


@pytest.mark.parametrize(
    ("wrong", "refusal", "field"),
    [
        ({"periods_min": 6, "periods_max": 3}, PeriodsDisordered, "periods_max"),
        ({"member_max": None, "group_max": None}, ForNobody, "member_max"),
        ({"member_max": 50_000}, ForNobody, "member_max"),
        ({"frequency": "monthly", "day_count": "7/364"}, NoSchedule, "day_count"),
        ({"rounding_unit": 100_000, "periods_max": 12}, NoSchedule, "rounding_unit"),
    ],
)
def test_conditions_that_make_no_loan_are_refused_by_field(wrong, refusal, field):
    with pytest.raises(refusal) as refused:
        make_product(make_book(), **wrong)

    assert refused.value.field == field


def test_code_is_given_once_a_book():
    book = make_book()
    make_product(book, code="spp")
    make_product(make_book(), code="spp")

    with pytest.raises(CodeTaken):
        make_product(book, code="spp")


def test_database_lets_a_version_only_be_closed():
    book = make_book()
    product = make_product(book)

    for sql in (
        "UPDATE lending_product SET rate_percent = 9 WHERE id = %s",
        "DELETE FROM lending_product WHERE id = %s",
    ):
        with (
            opened(book),
            pytest.raises(IntegrityError) as broken,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, [product.pk])
        assert broken_rule(broken.value) == "loan_product_only_ever_closed"


def test_products_of_a_closed_book_are_out_of_sight():
    make_product(make_book())

    assert Product.objects.count() == 0
