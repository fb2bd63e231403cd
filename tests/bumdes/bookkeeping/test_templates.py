"""Templates: when they are due, and that each period is posted once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertContains, assertNotContains

from bumdes.bookkeeping.calculations import due_dates
from bumdes.bookkeeping.models import EntryTemplate
from bumdes.bookkeeping.queries.templates import due_in
from bumdes.bookkeeping.services import end_template, save_template, send_journal, use_template
from bumdes.bookkeeping.services.templates import AmountIsFixed, Ended, NameTaken, NotATemplate, NotDue
from bumdes.ledger.access import opened
from bumdes.ledger.models import Proposal
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import close_period, cr, dr
from bumdes.ledger.services.refusals import PeriodClosed
from core.ids import random_token
from tests.factories.bookkeeping import LONG_AGO, make_act, make_hub
from tests.factories.books import make_entry
from tests.factories.people import NOON, make_officer

pytestmark = pytest.mark.django_db
SEPTEMBER = date(2026, 9, 20)


@pytest.mark.parametrize(
    ("day", "starts_on", "until", "due"),
    [
        (25, date(2026, 9, 21), date(2026, 11, 23), [date(2026, 9, 25), date(2026, 10, 25)]),
        (31, date(2026, 1, 1), date(2026, 3, 31), [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]),
        (31, date(2028, 2, 1), date(2028, 3, 1), [date(2028, 2, 29)]),
        (1, date(2026, 11, 2), date(2026, 11, 30), []),
        (23, date(2026, 11, 23), date(2026, 11, 23), [date(2026, 11, 23)]),
        (5, date(2026, 12, 1), date(2026, 11, 1), []),
    ],
)
def test_due_dates_are_clamped_to_the_month(day, starts_on, until, due):
    assert due_dates(day=day, starts_on=starts_on, until=until) == due


@given(
    day=st.integers(1, 31),
    starts_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 900),
)
def test_due_dates_are_one_a_month_and_in_their_range(day, starts_on, length):
    until = starts_on + timedelta(days=length)

    found = due_dates(day=day, starts_on=starts_on, until=until)

    months = [(due.year, due.month) for due in found]
    assert all(starts_on <= due <= until for due in found)
    assert months == sorted(set(months))
    assert len(found) <= 12


@pytest.fixture
def actor(hub):
    return make_officer(hub, "treasurer")


@pytest.fixture
def template(hub, actor) -> EntryTemplate:
    """Electricity of Rp50.000, every month on the 25th, from September on."""
    entry = make_act(hub, date=SEPTEMBER, actor=actor)
    return save_template(entry=entry, name="Listrik", monthly_on=25, actor=actor, now=NOON)


def using(template: EntryTemplate, actor, **kw):
    kw = {"date": date(2026, 9, 25), "due": date(2026, 9, 25), "key": random_token(), "now": NOON} | kw
    return use_template(template=template, actor=actor, **kw)


def due_days(book) -> list[date]:
    with opened(book):
        found = list(EntryTemplate.objects.in_use().filter(book=book))
        return [due.on for due in due_in(book, found, until=NOON.date())]


def test_each_period_is_posted_once_whoever_taps(book, template, actor):
    assert due_days(book) == [date(2026, 9, 25), date(2026, 10, 25)]

    first = using(template, actor)
    again = using(template, actor, date=date(2026, 9, 30), amount=99_000)

    assert first.pk == again.pk
    assert due_days(book) == [date(2026, 10, 25)]
    assert balance(accounts_of(book)["electricity"]) == 100_000


def test_the_amount_of_two_lines_may_vary(book, template, actor):
    using(template, actor, amount=61_500)

    assert balance(accounts_of(book)["electricity"]) == 111_500


def test_more_lines_keep_their_amounts(book, actor):
    accounts = accounts_of(book)
    lines = [dr(accounts["salary"], 3), cr(accounts["cash"], 2), cr(accounts["pph21_payable"], 1)]
    entry = send_journal(
        book=book, date=SEPTEMBER, description="Gaji", lines=lines, key="gaji", actor=actor, now=NOON
    )
    template = save_template(entry=entry, name="Gaji", monthly_on=None, actor=actor, now=NOON)

    with pytest.raises(AmountIsFixed):
        using(template, actor, due=None, amount=4)
    assert using(template, actor, due=None).source == "journal"


def test_by_hand_it_is_posted_as_often_as_the_page_is_opened(book, template, actor):
    one, two = (using(template, actor, due=None) for _ in range(2))
    same = [using(template, actor, due=None, key="kunci-yang-sama-00") for _ in range(2)]

    assert one.pk != two.pk
    assert same[0].pk == same[1].pk


@pytest.mark.parametrize("due", [date(2026, 9, 24), date(2026, 8, 25)])
def test_a_day_on_which_nothing_is_due_is_refused(template, actor, due):
    with pytest.raises(NotDue):
        using(template, actor, due=due)


def test_an_ended_template_posts_nothing(template, actor):
    end_template(template=template, actor=actor, now=NOON)

    with pytest.raises(Ended):
        using(template, actor)


def test_a_name_is_used_once(hub, template, actor):
    with pytest.raises(NameTaken):
        save_template(
            entry=make_act(hub, actor=actor), name="Listrik", monthly_on=None, actor=actor, now=NOON
        )


def test_what_another_room_posted_is_no_template(book, actor):
    with pytest.raises(NotATemplate):
        save_template(entry=make_entry(book), name="Modal", monthly_on=1, actor=actor, now=NOON)


def test_a_closed_period_is_refused(book, template, actor):
    close_period(book=book, through=date(2020, 1, 31), made_by=None, now=NOON)

    with pytest.raises(PeriodClosed):
        using(template, actor, date=LONG_AGO)


def test_over_the_limit_it_waits_and_is_due_no_more(book, template, actor):
    connection.check_constraints()  # what was posted before the limit is judged before it
    book.approval_limit = 10_000
    book.save()

    with opened(book):
        template.refresh_from_db()
    waits = using(template, actor)

    assert isinstance(waits, Proposal)
    assert due_days(book) == [date(2026, 10, 25)]


def test_one_tap_on_the_due_list_posts_it(client, book, at, treasurer, template):
    assertContains(client.get(at("templates")), "?jatuh=2026-09-25")
    page = client.get(at("template", template.pk), {"jatuh": "2026-09-25"})
    assert page.context["form"]["date"].value() == date(2026, 9, 25)

    url = f"{at('template', template.pk)}?jatuh=2026-09-25"
    form = {"key": random_token(), "date": "2026-09-25", "amount": "50.000"}
    first, again = (client.post(url, form) for _ in range(2))

    assert first.url == again.url
    assertNotContains(client.get(at("templates")), "?jatuh=2026-09-25")


@pytest.mark.parametrize("typed", ["besok", "2026-13-01", "9" * 5000, "", "20260925"])
def test_a_due_day_that_is_none_is_by_hand(client, at, treasurer, template, typed):
    page = client.get(at("template", template.pk), {"jatuh": typed})

    assert page.context["due"] is None


def test_a_cashier_posts_acts_but_no_journals(*, client, hub, book, at, template, actor):
    accounts = accounts_of(book)
    entry = send_journal(
        book=book,
        date=SEPTEMBER,
        description="Koreksi",
        lines=[dr(accounts["salary"], 3), cr(accounts["cash"], 3)],
        key="koreksi",
        actor=actor,
        now=NOON,
    )
    journal = save_template(entry=entry, name="Koreksi", monthly_on=None, actor=actor, now=NOON)
    client.force_login(make_officer(hub, "cashier"))

    assert client.get(at("template", template.pk)).status_code == 200
    assert client.get(at("template", journal.pk)).status_code == 403
    assert client.post(at("end_template", template.pk)).status_code == 403


def test_saving_from_an_entry_asks_name_and_day(client, hub, book, at, treasurer):
    entry = make_act(hub, date=timezone.localdate(), now=timezone.now(), actor=treasurer)
    url = at("new_template", entry.pk)

    bad = client.post(url, {"name": "", "day": "32"})
    client.post(url, {"name": "Listrik kios", "day": "10"})

    assertContains(bad, "Write a name.", status_code=422)
    assertContains(bad, "less than or equal to 31", status_code=422)
    with opened(book):
        assert EntryTemplate.objects.get().day == 10


def test_a_template_of_another_bumdes_is_not_found(client, at, treasurer):
    other = make_hub()
    theirs = save_template(entry=make_act(other), name="Listrik", monthly_on=1, actor=treasurer, now=NOON)

    assert client.get(at("template", theirs.pk)).status_code == 404
    assert client.post(at("end_template", theirs.pk)).status_code == 404
