"""Beginning the books, the limit, the chart of accounts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from bumdes.bookkeeping.services import add_account_under, change_limit, edit_account
from bumdes.bookkeeping.services.settings import (
    HeadingFull,
    NeededByTheOffice,
    NoHeading,
    OnlyTheDirector,
    StillHolds,
)
from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import cr, dr
from bumdes.ledger.services.refusals import NotEnough
from core.audit.models import AuditLine
from tests.factories.bookkeeping import make_hub
from tests.factories.books import make_entry
from tests.factories.people import NOON, make_officer, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def bookless(client):
    """A BUMDes that keeps no books here yet, and its director."""
    hub = make_organisation()
    client.force_login(make_officer(hub, "director"))
    return hub


def begin(hub) -> str:
    return reverse("books:begin", args=[hub.code])


def test_without_a_book_every_page_leads_to_its_beginning(client, bookless):
    for name in ("home", "pay", "trial", "settings"):
        url = reverse(f"books:{name}", args=[bookless.code])
        answer = client.get(url)
        # A director records too; the supervisor below does not.
        assert (answer.status_code, answer.get("Location")) == (302, begin(bookless))


@pytest.mark.parametrize(
    ("chart", "role"), [("kepmendesa-136-2022", "revenue_attraction"), ("bumdesma-lkd", "receivable_trade")]
)
def test_the_books_begin_once(client, bookless, chart, role):
    form = {"chart": chart, "opened_on": "2026-01-01"}

    answers = [client.post(begin(bookless), form) for _ in range(2)]

    book = Book.objects.get(organisation=bookless)
    assert {answer.url for answer in answers} == {reverse("books:home", args=[bookless.code])}
    assert (book.chart.code, book.opened_on) == (chart, date(2026, 1, 1))
    assert role in accounts_of(book)
    assert client.get(answers[0].url).status_code == 200
    for act in ("receive", "pay", "buy", "salary", "deposit", "sell", "collect"):
        assert client.get(reverse(f"books:{act}", args=[bookless.code])).status_code == 200


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("chart", "sakti", "Select a valid choice"),
        ("opened_on", "", "Write the day."),
        ("opened_on", "kemarin", "Write a day, such as"),
        ("opened_on", "1999-12-31", "This day is too long ago."),
        ("opened_on", TOMORROW, "This date is still to come."),
    ],
)
def test_a_bad_beginning_is_told(client, bookless, field, typed, message):
    form = {"chart": "kepmendesa-136-2022", "opened_on": "2026-01-01"} | {field: typed}

    page = client.post(begin(bookless), form)

    assertContains(page, message, status_code=422)
    assert not Book.objects.filter(code=bookless.code).exists()


def test_a_supervisor_is_told_whose_work_it_is(client):
    hub = make_organisation()
    client.force_login(make_officer(hub, "supervisor"))

    page = client.get(reverse("books:home", args=[hub.code]), follow=True)

    assertContains(page, "Treasurer", status_code=403)


def test_the_treasurer_may_only_make_the_limit_stricter(client, book, at, treasurer):
    client.post(at("settings"), {"limit": "1jt"})
    client.post(at("settings"), {"limit": "500rb"})
    raised = client.post(at("settings"), {"limit": "2jt"})
    removed = client.post(at("settings"), {"limit": ""})

    book.refresh_from_db()
    assert book.approval_limit == 500_000
    for page in (raised, removed):
        assertContains(page, "Only the director may raise the limit", status_code=422)
    assert AuditLine.objects.filter(action="ledger.approval_limit_set").count() == 2


def test_the_director_may_raise_it_and_take_it_away(book, hub):
    director = make_officer(hub, "director")
    set_to = [500_000, 2_000_000, None, 0]

    for limit in set_to:
        change_limit(book=book, limit=limit, actor=director, is_director=True, now=NOON)
        book.refresh_from_db()
        assert book.approval_limit == limit

    with pytest.raises(OnlyTheDirector):
        change_limit(book=book, limit=1, actor=director, is_director=False, now=NOON)


@pytest.mark.parametrize("typed", ["-1", "1e9", "💰", "9" * 30, "x" * 10_000])
def test_a_bad_limit_is_told(client, book, at, treasurer, typed):
    page = client.post(at("settings"), {"limit": typed})

    assert "limit" in page.context["form"].errors
    book.refresh_from_db()
    assert book.approval_limit is None


def test_a_cashier_sets_nothing(client, hub, at):
    client.force_login(make_officer(hub, "cashier"))

    assert client.get(at("settings")).status_code == 403


def test_a_new_account_takes_the_next_code_and_the_nature_of_its_neighbours(book, treasurer):
    add = {"book": book, "actor": treasurer, "now": NOON}

    bank = add_account_under(heading="1.1.01", name="Bank Sumsel Babel", **add)
    again = add_account_under(heading="1.1.01", name="BRI", **add)

    assert [bank.code, again.code] == ["1.1.01.06", "1.1.01.07"]
    assert (bank.is_cash, bank.is_guarded, bank.line, bank.role) == (True, True, "kas", None)


@pytest.mark.parametrize("heading", ["1", "1.1", "9.9.99", "1.1.01.01", "", "%"])
def test_only_a_heading_with_accounts_takes_another(book, treasurer, heading):
    with pytest.raises(NoHeading):
        add_account_under(book=book, heading=heading, name="X", actor=treasurer, now=NOON)


def test_a_full_heading_says_so(book, treasurer):
    with opened(book):
        like = Account.objects.get(book=book, code="6.1.02.01")
        facts = {f: getattr(like, f) for f in ("type", "side", "line", "cash_in", "cash_out")}
        taken = set(Account.objects.filter(book=book).values_list("code", flat=True))
        codes = [f"6.1.02.{number:02d}" for number in range(1, 100)]
        Account.objects.bulk_create(
            Account(book=book, code=code, name=code, **facts) for code in codes if code not in taken
        )

    with pytest.raises(HeadingFull):
        add_account_under(book=book, heading="6.1.02", name="X", actor=treasurer, now=NOON)


def test_adding_an_account_on_the_page(client, book, at, treasurer):
    bad = client.post(at("new_account"), {"heading": "9.9.99", "name": "x" * 10_000})
    good = client.post(at("new_account"), {"heading": "6.1.04", "name": "Beban Air PDAM"}, follow=True)

    assertContains(bad, "Select a valid choice", status_code=422)
    assertContains(bad, "at most 120 characters", status_code=422)
    assertContains(good, "6.1.04.03 Beban Air PDAM")


def test_an_account_is_renamed_and_taken_out_of_use(client, book, at, treasurer):
    client.post(at("edit_account", "6.1.02.02"), {"name": "Fotokopi", "is_active": ""})

    found = accounts_of(book).by_code("6.1.02.02")
    assert (found.name, found.is_active) == ("Fotokopi", False)
    assertNotContains(client.get(at("pay")), "Photocopies")
    assertContains(client.get(at("accounts"), {"cari": "fotokopi"}), "out of use")


def change(account: Account, actor, **kw) -> Account:
    kw = {"name": account.name, "is_active": True, "is_guarded": account.is_guarded} | kw
    return edit_account(account=account, actor=actor, now=NOON, **kw)


def test_an_account_that_holds_money_stays_in_use(book, treasurer):
    accounts = accounts_of(book)
    make_entry(book, dr(accounts["bank_2"], 5), cr(accounts["village_capital"], 5))

    with pytest.raises(StillHolds):
        change(accounts["bank_2"], treasurer, is_active=False)
    for role in ("cash_over", "hub_fee_income", "marketplace_clearing"):
        with pytest.raises(NeededByTheOffice):
            change(accounts[role], treasurer, is_active=False)


def test_the_guard_can_be_lifted_and_not_be_set_on_a_debt(book, treasurer):
    accounts = accounts_of(book)

    change(accounts["bank_1"], treasurer, is_guarded=False)
    make_entry(book, dr(accounts["salary"], 5), cr(accounts["bank_1"], 5))

    with pytest.raises(NotEnough):
        change(accounts_of(book)["bank_1"], treasurer, is_guarded=True)


def test_the_chart_is_searched_by_code_and_name(client, at, treasurer):
    by_name = client.get(at("accounts"), {"cari": "listrik"})
    by_code = client.get(at("accounts"), {"cari": "1.3.0"})
    nothing = client.get(at("accounts"), {"cari": "💰" * 500})

    assertContains(by_name, "6.1.04.01 Beban Listrik")
    assertContains(by_name, "6.1.04 ")
    assertNotContains(by_name, "Kas Tunai")
    assertContains(by_code, "1.3.02.01 Kendaraan")
    assertContains(nothing, "No account fits")


@pytest.mark.parametrize("code", ["9.9.99.99", "1", "x" * 200])
def test_an_account_that_is_none_is_not_found(client, at, treasurer, code):
    assert client.get(at("card", code)).status_code == 404
    assert client.get(at("edit_account", code)).status_code == 404


def test_an_account_added_elsewhere_is_not_found(client, at, treasurer):
    other = make_hub().book
    theirs = add_account_under(book=other, heading="1.1.01", name="Bank lain", actor=treasurer, now=NOON)

    assert client.get(at("card", theirs.code)).status_code == 404
