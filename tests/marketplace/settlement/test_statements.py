"""A month's statement adds up, whatever happened in it, on screen, on paper and in a sheet."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from marketplace.settlement.documents import as_pdf, as_workbook
from marketplace.settlement.models import FeeKind, Settlement
from marketplace.settlement.queries.statements import month_named, statement_of
from marketplace.settlement.services import payouts as services
from tests.factories.payouts import LATER, make_owed_seller, make_ready_cash
from tests.factories.people import make_officer, owner_of
from tests.factories.settlement import make_rule

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def seller():
    """Two orders: one paid out, one settled since."""
    make_rule(basis_points=300)
    make_rule(FeeKind.HUB, basis_points=200)
    seller = make_owed_seller(orders=2)
    held = Settlement.objects.of_seller(seller).order_by("pk")[0]
    services.place_hold(settlement=held, reason="Aduan", until=date(2026, 12, 5), actor=None, now=LATER)
    payout = make_ready_cash(seller)
    services.hand_over_cash(
        payout=payout,
        hub=seller.hub,
        code=payout.code,
        receiver="Siti",
        actor=make_officer(seller.hub),
        now=LATER,
    )
    return seller


def test_the_parts_add_up_to_what_is_left(seller):
    statement = statement_of(seller, month=NOVEMBER)

    assert (statement.goods, statement.commission, statement.hub_fee) == (180_000, 5_400, 3_600)
    assert (statement.opening, statement.paid, statement.closing) == (0, 85_500, 85_500)
    assert sum(amount for _label, amount in statement.parts) == statement.closing
    assert statement.lines[-1].balance == statement.closing
    assert [(row.amount, row.until) for row in statement.held] == [(85_500, date(2026, 12, 5))]


def test_the_next_month_begins_where_this_one_ended(seller):
    statement = statement_of(seller, month=DECEMBER)

    assert (statement.opening, statement.lines, statement.closing) == (85_500, [], 85_500)


def test_screen_paper_and_sheet_say_the_same(seller):
    statement = statement_of(seller, month=NOVEMBER)
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(owner_of(seller))

    page = client.get(reverse("seller:statement", args=[seller.slug]), {"bulan": "2026-11"})
    sheet = openpyxl.load_workbook(io.BytesIO(as_workbook(statement))).active

    assert "Rp85.500" in page.content.decode()
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[6], int)]
    assert [row[5] for row in rows] == [line.amount for line in statement.lines]
    assert as_pdf(statement, printed_at=LATER).startswith(b"%PDF")


@pytest.mark.parametrize("kind", ["statement_pdf", "statement_xlsx"])
def test_files_have_the_shops_name_and_month(seller, kind):
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(owner_of(seller))

    answer = client.get(reverse(f"seller:{kind}", args=[seller.slug]), {"bulan": "2026-11"})

    assert f"uang-{seller.slug}-2026-11" in answer["Content-Disposition"]


@pytest.mark.parametrize("typed", ["", "2026-13", "x", "9999-12", "1900-01"])
def test_a_month_that_cannot_be_is_this_one(typed):
    assert month_named(typed, today=LATER.date()) == NOVEMBER
