"""Files of entries under the pages: who may do what, what the database keeps, two at one moment."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from bumdes.bookkeeping.imports import corrected, read_rows
from bumdes.bookkeeping.imports.posting import EntryRefused, NotReady
from bumdes.bookkeeping.imports.reading import TooManyRows
from bumdes.bookkeeping.models import ImportDraft
from bumdes.bookkeeping.services import (
    approve_import,
    discard_import,
    fix_import,
    return_import,
    send_import,
)
from bumdes.bookkeeping.services.imports import ItsMakerMends, NothingNew, NotOpenAnyMore
from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import close_period
from bumdes.ledger.services.refusals import OnePerson
from core.users.models import User
from tests.factories.bookkeeping import make_file, make_hub, make_import_draft
from tests.factories.people import NOON, make_officer

pytestmark = pytest.mark.django_db
ONE = make_file(("1", 50_000))
TWO = make_file(("1", 50_000), ("2", 70_000))
WRONG = TWO.replace(b"Listrik 2;6.1.04.01", b"Listrik 2;6.9.99.99")


def only(hub) -> ImportDraft:
    with opened(hub.book):
        return ImportDraft.objects.select_related("made_by", "approved_by").get()


def cash(hub) -> int:
    return balance(accounts_of(hub.book)["cash"])


def test_rows_are_mended_with_their_likes():
    rows = read_rows(make_file(("1", 1), ("2", 2), ("3", 3), day="2026-13-01"))

    day = corrected(rows, {(2, "date"): "2026-03-02"})
    all_days = corrected(rows, {(2, "date"): "2026-03-02"}, everywhere=True)
    left = corrected(rows, {}, leave={4})

    assert [row.date for row in day] == ["2026-03-02"] * 2 + ["2026-13-01"] * 4
    assert {row.date for row in all_days} == {"2026-03-02"}
    assert [row.entry for row in left] == ["1", "1", "3", "3"]


def test_rows_are_limited():
    assert len(read_rows(TWO, at_most=4)) == 4
    with pytest.raises(TooManyRows):
        read_rows(TWO, at_most=3)


def test_only_its_maker_changes_and_records_it(hub):
    maker, other = make_officer(hub, "treasurer"), make_officer(hub, "treasurer")
    draft = make_import_draft(hub, maker)

    with pytest.raises(ItsMakerMends):
        fix_import(draft=draft, cells={(2, "debit"): "1"}, actor=other)
    with pytest.raises(ItsMakerMends):
        send_import(draft=draft, actor=other, now=NOON)


def test_wrong_rows_and_nothing_new_are_not_recorded(hub):
    maker = make_officer(hub, "treasurer")
    with pytest.raises(NotReady):
        send_import(draft=make_import_draft(hub, maker, WRONG), actor=maker, now=NOON)
    send_import(draft=make_import_draft(hub, maker, ONE), actor=maker, now=NOON)

    with pytest.raises(NothingNew):
        send_import(draft=make_import_draft(hub, maker, ONE + b"\n"), actor=maker, now=NOON)


def test_the_sum_of_all_counts_against_the_limit(hub):
    hub.book.approval_limit = 119_999
    hub.book.save()
    maker = make_officer(hub, "treasurer")

    over = send_import(draft=make_import_draft(hub, maker, TWO), actor=maker, now=NOON)
    under = send_import(draft=make_import_draft(hub, maker, ONE), actor=maker, now=NOON)

    assert (over.state, under.state) == ("waiting", "posted")


def test_what_waits_is_frozen_until_it_comes_back(hub):
    hub.book.approval_limit = 0
    hub.book.save()
    maker = make_officer(hub, "treasurer")
    draft = send_import(draft=make_import_draft(hub, maker), actor=maker, now=NOON)

    with pytest.raises(NotOpenAnyMore):
        fix_import(draft=draft, cells={(2, "debit"): "1"}, actor=maker)
    with pytest.raises(NotOpenAnyMore):
        discard_import(draft=draft, actor=maker, now=NOON)
    with pytest.raises(OnePerson):
        approve_import(draft=draft, actor=maker, now=NOON)
    return_import(draft=draft, actor=maker, now=NOON)

    assert discard_import(draft=draft, actor=maker, now=NOON).state == "discarded"


def test_one_person_with_two_sign_ins_is_one(hub):
    hub.book.approval_limit = 0
    hub.book.save()
    maker = make_officer(hub, "treasurer")
    twin = make_officer(hub, "director")
    User.objects.filter(pk=maker.pk).update(email="endah@contoh.test")
    User.objects.filter(pk=twin.pk).update(email="Endah+dua@contoh.test")
    draft = send_import(draft=make_import_draft(hub, maker), actor=maker, now=NOON)

    with pytest.raises(OnePerson):
        approve_import(draft=draft, actor=twin, now=NOON)

    assert only(hub).state == "waiting"


def test_a_book_that_moved_on_is_asked_again(hub):
    hub.book.approval_limit = 0
    hub.book.save()
    maker = make_officer(hub, "treasurer")
    file = make_file(("1", 50_000), day="2020-01-15")
    draft = send_import(draft=make_import_draft(hub, maker, file), actor=maker, now=NOON)
    close_period(book=hub.book, through=date(2020, 1, 31), made_by=None, now=NOON)

    with pytest.raises(NotReady):
        approve_import(draft=draft, actor=make_officer(hub, "director"), now=NOON)

    assert only(hub).state == "waiting"


def test_a_refused_entry_leaves_the_draft_as_it_was(hub):
    maker = make_officer(hub, "treasurer")
    draft = make_import_draft(hub, maker, make_file(("1", 50_000), ("2", 5_000_000)))

    with pytest.raises(EntryRefused):
        send_import(draft=draft, actor=maker, now=NOON)

    assert (only(hub).state, cash(hub)) == ("draft", 1_000_000)


@pytest.mark.parametrize(
    "change",
    [
        {"rows": []},
        {"name": "lain.csv"},
        {"state": "draft"},
        {"total": 1, "rows": [[2, "", "", "", "", "", "", "", ""]]},
    ],
)
def test_the_database_keeps_what_was_recorded(hub, change):
    maker = make_officer(hub, "treasurer")
    draft = send_import(draft=make_import_draft(hub, maker), actor=maker, now=NOON)

    with opened(hub.book), pytest.raises(IntegrityError), transaction.atomic():
        ImportDraft.objects.filter(pk=draft.pk).update(**change)


def test_the_database_asks_for_the_second_person(hub):
    hub.book.approval_limit = 100
    hub.book.save()
    draft = make_import_draft(hub, make_officer(hub, "treasurer"))

    with opened(hub.book), pytest.raises(IntegrityError, match="second person"), transaction.atomic():
        ImportDraft.objects.filter(pk=draft.pk).update(state="posted", posted_at=NOON, total=101)


def test_rows_are_out_of_sight_of_other_books(hub):
    make_import_draft(hub, make_officer(hub, "treasurer"))

    with opened(make_hub().book):
        assert ImportDraft.objects.count() == 0
