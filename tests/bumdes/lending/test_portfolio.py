"""The portfolio of a book: its figures of an evening, its trend, who is late, and the page with them."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from bumdes.ledger.access import opened
from bumdes.lending.models import Loan
from bumdes.lending.queries import portfolio
from bumdes.lending.services.evening import accrue_loans
from bumdes.lending.services.repaying import repay, reverse_payment
from tests.bumdes.lending.test_pages import client_of
from tests.factories.books import make_organisation_with_book
from tests.factories.lending import make_product
from tests.factories.loans import make_running_loan
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
MARCH, JULY = date(2026, 3, 10), date(2026, 7, 10)


def night(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC)


@pytest.fixture
def hub():
    organisation = make_organisation_with_book()
    with opened(organisation.book):
        yield organisation


@pytest.fixture
def at_july(monkeypatch):
    """The page's own today."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: night(JULY) + timedelta(hours=2))


def paid_until(loan: Loan, day: date) -> Loan:
    """All that is due by a day, on that day."""
    with opened(loan.book):
        due = sum(row.total for row in loan.unpaid.filter(due__lte=day))
    repay(
        loan=loan,
        amount=due,
        channel="cash",
        date=day,
        key=f"pay-{loan.pk}-{day}",
        actor=make_user(),
        now=night(day),
    )
    return loan


def make_two(hub) -> tuple[Loan, Loan]:
    """Lent Rp1,2 million each on 5 January: one that paid until July, one that never did."""
    good, bad = make_running_loan(hub.book), make_running_loan(hub.book, collateral=200_000)
    for day in (MARCH, JULY):
        paid_until(good, day)
        accrue_loans(book=hub.book, on=day, now=night(day))
    return good, bad


def test_figures_are_those_of_the_evening(hub):
    make_two(hub)

    july = portfolio.evening_of(hub.book, until=date(2026, 8, 1))

    # Five months late: "doubtful" needs 121 to 180 days; half of what no collateral covers is set aside.
    assert july.on == JULY
    assert [(row.collectability, row.loans, row.principal, row.allowance) for row in july.classes] == [
        ("current", 1, 600_000, 0),
        ("watched", 0, 0, 0),
        ("substandard", 0, 0, 0),
        ("doubtful", 1, 1_200_000, 500_000),
        ("loss", 0, 0, 0),
    ]
    assert (july.par30, july.npl_gross) == pytest.approx((66.667, 66.667), abs=0.001)
    assert july.npl_net == pytest.approx(100 * 500_000 / 1_800_000)
    assert july.overdue == 6 * 124_000


def test_an_earlier_evening_is_shown_as_it_was(hub):
    make_two(hub)

    march = portfolio.evening_of(hub.book, until=date(2026, 6, 30))

    assert (march.on, march.principal, march.par30) == (MARCH, 1_000_000 + 1_200_000, 100 * 12 / 22)
    assert portfolio.evening_of(hub.book, until=date(2026, 3, 9)) is None
    assert [each.on for each in portfolio.trend(hub.book, until=JULY)] == [MARCH, JULY]


def test_collected_leaves_out_what_was_taken_back(hub):
    _good, bad = make_two(hub)
    wrong = repay(
        loan=bad,
        amount=50_000,
        channel="cash",
        date=JULY,
        key="wrong",
        actor=make_user(),
        now=night(JULY),
    )
    reverse_payment(event=wrong, date=JULY, reason="Salah", key="back", actor=make_user(), now=night(JULY))

    july, january = portfolio.flow(hub.book, until=JULY), portfolio.flow(hub.book, until=date(2026, 1, 31))

    assert (july.collected, july.disbursed) == (4 * 124_000, 0)
    assert (january.disbursed, january.disbursements, january.collected) == (2_400_000, 2, 0)


@pytest.mark.parametrize("by", portfolio.BY)
def test_parts_sum_to_the_whole(hub, by):
    make_two(hub)

    parts = portfolio.parts(hub.book, by=by)

    assert sum(part.principal for part in parts) == 1_800_000
    assert sum(part.late_30 for part in parts) == 1_200_000


def test_page_costs_as_many_queries_for_one_late_loan_as_for_three(hub, at_july, django_assert_num_queries):
    client, product = client_of(hub, "director"), make_product(hub.book)
    address = reverse("lending:portfolio", args=[hub.code])
    for loans in (1, 2):
        for _ in range(loans):
            make_running_loan(hub.book, product=product)
        accrue_loans(book=hub.book, on=JULY - timedelta(days=1), now=night(JULY))

        # Four for who reads it, then six of the page.
        with django_assert_num_queries(10):
            page = client.get(address)
        assert len(page.context["late"]) == (1 if loans == 1 else 3)
    assert len(gzip.compress(page.content, 6)) < 4 * 1024


def test_page_shows_another_evening_and_says_a_wrong_day_beside_its_field(hub, at_july):
    make_two(hub)
    client, address = client_of(hub, "supervisor"), reverse("lending:portfolio", args=[hub.code])

    march = client.get(address, {"tanggal": "2026-03-31"})
    wrong = client.get(address, {"tanggal": "31 Maret"})
    before = client.get(address, {"tanggal": "2026-01-31"})

    assert march.context["figures"].on == MARCH
    assert "late" not in march.context
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["tanggal"])
    assert before.context["figures"] is None
    assert before.context["first"] == MARCH


def test_arrears_come_as_a_spreadsheet(hub, at_july):
    _good, bad = make_two(hub)

    answer = client_of(hub, "director").get(reverse("lending:portfolio", args=[hub.code]), {"unduh": "xlsx"})

    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    assert rows[-2][0] == bad.reference
    assert rows[-2][6:9] == (155, 1_200_000, 6 * 124_000)


def test_a_book_without_loans_says_so(hub):
    page = client_of(hub, "director").get(reverse("lending:portfolio", args=[hub.code]))

    assert (page.status_code, page.context["figures"]) == (200, None)
