"""The pages: who sees them, what they say, what they cost."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from bumdes.bookkeeping.acts import ACTS
from bumdes.bookkeeping.services import save_template
from bumdes.ledger.access import opened
from bumdes.ledger.services import seal
from tests.factories.bookkeeping import make_act, make_hub
from tests.factories.books import make_unit
from tests.factories.people import NOON, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db

READING = ["home", "journal", "trial", "accounts", "approvals", "templates", "counts"]
RECORDING = [act.name for act in ACTS]
KEEPING = ["write", "new_account"]


@pytest.mark.parametrize("name", READING)
def test_a_supervisor_reads_every_page(client, hub, at, name):
    client.force_login(make_officer(hub, "supervisor"))

    assert client.get(at(name)).status_code == 200


@pytest.mark.parametrize("name", [*RECORDING, *KEEPING])
def test_a_supervisor_changes_nothing(client, hub, at, name):
    client.force_login(make_officer(hub, "supervisor"))

    assert client.get(at(name)).status_code == client.post(at(name)).status_code == 403


def test_a_supervisor_is_shown_no_act(client, hub, at):
    client.force_login(make_officer(hub, "supervisor"))
    make_act(hub)

    page = client.get(at("home"))

    assertNotContains(page, at("pay"))
    assertContains(page, at("trial"))


@pytest.mark.parametrize("name", RECORDING)
def test_a_cashier_records_the_day(client, hub, at, name):
    client.force_login(make_officer(hub, "cashier"))

    assert client.get(at(name)).status_code == 200


@pytest.mark.parametrize("name", KEEPING)
def test_a_cashier_writes_no_journal(client, hub, at, name):
    client.force_login(make_officer(hub, "cashier"))

    assert client.get(at(name)).status_code == 403


def test_a_stranger_finds_nothing(client, at):
    make_officer(make_organisation(), "treasurer")
    client.force_login(make_user())

    assert {client.get(at(name)).status_code for name in READING} == {404}


def test_the_first_page_shows_money_the_day_and_what_waits(client, hub, at, treasurer):
    hub.book.approval_limit = 100_000
    hub.book.save()
    now = timezone.now()
    make_act(hub, description="Token listrik", date=timezone.localdate(), now=now)
    make_act(hub, amount=200_000, date=timezone.localdate(), now=now)

    page = client.get(at("home"))

    assertContains(page, "Rp950.000")
    assertContains(page, "Token listrik")
    assertContains(page, "Waiting for approval")
    assertContains(page, at("receive"))


def test_unused_banks_stay_out_of_sight_until_they_have_a_name(client, hub, at, treasurer):
    from bumdes.bookkeeping.services import edit_account
    from bumdes.ledger.queries import accounts_of

    bank = accounts_of(hub.book)["bank_2"]
    assertNotContains(client.get(at("receive")), "Kas di Bank 2")

    edit_account(
        account=bank, name="Bank Sumsel Babel", is_active=True, is_guarded=True, actor=treasurer, now=NOON
    )

    assertContains(client.get(at("receive")), "Bank Sumsel Babel (Rp0)")


def fill(hub, count: int) -> None:
    """So many entries of today, each by somebody of their own, and a template due today."""
    now = timezone.now()
    for number in range(count):
        actor = make_officer(hub, "treasurer")
        entry = make_act(hub, date=timezone.localdate(), now=now, actor=actor, amount=1_000 + number)
        template = save_template(entry=entry, name=f"Listrik {number}", monthly_on=1, actor=actor, now=now)
        with opened(hub.book):
            template.starts_on = timezone.localdate().replace(day=1)
            template.save()


# Session, user, organisation, offices: four of each page's queries. Opening the book and closing it: two.
@pytest.mark.parametrize(
    ("name", "queries"),
    [("home", 13), ("journal", 9), ("trial", 8), ("accounts", 9), ("templates", 10), ("counts", 8)],
)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_however_long(
    *, client, hub, at, treasurer, django_assert_num_queries, name, queries, rows
):
    fill(hub, rows)

    with django_assert_num_queries(queries):
        client.get(at(name))


@pytest.mark.parametrize("rows", [1, 3])
def test_an_entry_and_a_card_cost_the_same(*, client, hub, at, treasurer, django_assert_num_queries, rows):
    fill(hub, rows)
    entry = make_act(hub, actor=treasurer)

    with django_assert_num_queries(10):
        client.get(at("entry", entry.pk))
    with django_assert_num_queries(11):
        client.get(at("card", "1.1.01.01"))


def test_an_entry_shows_where_it_comes_from_and_its_seal(client, hub, book, at, treasurer):
    make_unit(book)
    entry = make_act(hub, unit="TOKO", actor=treasurer)
    seal(book)

    page = client.get(at("entry", entry.pk))

    with opened(book):
        entry.refresh_from_db()
        assertContains(page, str(entry))
        assertContains(page, bytes(entry.hash).hex())
    assertContains(page, "Bu Endah")
    assertContains(page, at("card", "6.1.04.01"))
    assertContains(page, "TOKO")


def test_an_entry_of_another_bumdes_is_not_found(client, at, treasurer):
    other = make_hub()
    entry = make_act(other)

    for name in ("entry", "undo", "add_photo", "new_template"):
        assert client.get(at(name, entry.pk)).status_code == 404
    theirs = reverse("books:entry", args=[other.code, entry.pk])
    assert client.get(theirs).status_code == 404
