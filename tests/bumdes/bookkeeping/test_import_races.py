"""Files of entries at one moment: sent in twice, recorded twice, two with one entry."""

from __future__ import annotations

from functools import partial

import pytest

from bumdes.bookkeeping.models import ImportDraft
from bumdes.bookkeeping.services import (
    send_import,
    upload_import,
)
from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from core.invariants import violations
from tests.factories.bookkeeping import make_file, make_hub, make_import_draft
from tests.factories.people import NOON, make_officer
from tests.threads import at_once

pytestmark = pytest.mark.race
ONE = make_file(("1", 50_000))
TWO = make_file(("1", 50_000), ("2", 70_000))
WRONG = TWO.replace(b"Listrik 2;6.1.04.01", b"Listrik 2;6.9.99.99")


def only(hub) -> ImportDraft:
    with opened(hub.book):
        return ImportDraft.objects.select_related("made_by", "approved_by").get()


def cash(hub) -> int:
    return balance(accounts_of(hub.book)["cash"])


def test_two_who_record_one_file_record_it_once(committed_db):
    hub = make_hub()
    maker = make_officer(hub, "treasurer")
    draft = make_import_draft(hub, maker, TWO)

    def sending() -> ImportDraft:
        with opened(hub.book):
            mine = ImportDraft.objects.get(pk=draft.pk)
        return send_import(draft=mine, actor=maker, now=NOON)

    answers = at_once([sending, sending, sending])

    assert [answer.state for answer in answers] == ["posted"] * 3
    assert cash(hub) == 880_000
    assert list(violations()) == []


def test_one_file_sent_in_twice_at_once_is_one(committed_db):
    hub = make_hub()
    maker = make_officer(hub, "treasurer")
    sending = partial(
        upload_import,
        book=hub.book,
        content=ONE,
        name="a.csv",
        is_opening=False,
        may_create_units=False,
        actor=maker,
        now=NOON,
    )

    answers = at_once([sending, sending])

    assert sorted(is_new for _draft, is_new in answers) == [False, True]
    assert only(hub).row_count == 2


def test_two_files_with_one_entry_record_it_once(committed_db):
    hub = make_hub()
    maker = make_officer(hub, "treasurer")
    drafts = [make_import_draft(hub, maker, content) for content in (ONE, TWO)]

    def sending(pk: int) -> ImportDraft:
        with opened(hub.book):
            mine = ImportDraft.objects.get(pk=pk)
        return send_import(draft=mine, actor=maker, now=NOON)

    at_once([partial(sending, draft.pk) for draft in drafts])

    assert cash(hub) == 880_000
    assert list(violations()) == []
