"""The table of acts, and what recording one of them writes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bumdes.bookkeeping.acts import ACT, ACTS, COUNT, JOURNAL, MONEY_SIDES, ON_CREDIT, TWO_PEOPLE, Side
from bumdes.bookkeeping.models import ReceiptPhoto
from bumdes.bookkeeping.services import undo
from bumdes.bookkeeping.services.daily import NotOurs, ReasonMissing, SamePlace, TooLateToUndo
from bumdes.bookkeeping.services.sending import InTheFuture, UnknownAnswer
from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry, Proposal
from bumdes.ledger.queries import accounts_of, balance, trial_balance
from bumdes.ledger.services import close_period
from bumdes.ledger.services.books import newest_chart
from bumdes.ledger.services.refusals import AlreadyReversed, BeforeTheBook, KeyTaken, NotEnough, PeriodClosed
from media.fields import inspected
from tests.bumdes.ledger.attacks import DAILY
from tests.factories.bookkeeping import LONG_AGO, TODAY, make_act, make_hub
from tests.factories.books import make_entry, make_unit
from tests.factories.people import NOON, make_officer, make_user
from tests.factories.photos import make_upload

pytestmark = pytest.mark.django_db
CASH, BANK = "1.1.01.01", "1.1.01.02"


def roles(chart: str) -> set[str]:
    return set(newest_chart(chart).accounts.exclude(role=None).values_list("role", flat=True))


def test_every_answer_has_an_account_in_the_general_chart():
    known = roles("kepmendesa-136-2022")

    missing = {choice.role for act in ACTS for choice in act.choices if choice.role not in known}

    assert missing == set()


def test_every_question_keeps_answers_in_the_chart_of_a_bumdesma():
    known = roles("bumdesma-lkd")
    fixed = {side for act in ACTS for side in (act.debit, act.credit)} - MONEY_SIDES - {Side.WHAT}

    empty = [act.name for act in ACTS if act.groups and not {c.role for c in act.choices} & known]

    assert empty == []
    assert fixed <= known


def test_answers_have_one_name_each():
    doubled = [
        act.name for act in ACTS if len({c.name for c in act.choices}) != len([c.name for c in act.choices])
    ]

    assert doubled == []


@pytest.mark.parametrize(
    ("act", "answers", "debit", "credit"),
    [
        ("receive", {"what": "barang", "into": CASH}, "cash", "revenue_goods"),
        ("receive", {"what": "piutang", "into": BANK}, "bank_1", "receivable_trade"),
        ("pay", {"what": "listrik", "out_of": BANK}, "electricity", "bank_1"),
        ("buy", {"what": "barang", "out_of": CASH}, "inventory_merchandise", "cash"),
        ("buy", {"what": "bahan", "out_of": ON_CREDIT}, "inventory_raw", "payable_trade"),
        ("salary", {"what": "gaji", "out_of": CASH}, "salary", "cash"),
        ("deposit", {"into": BANK, "out_of": CASH}, "bank_1", "cash"),
        ("withdraw", {"into": CASH, "out_of": BANK}, "cash", "bank_1"),
        ("move", {"into": "1.1.01.98", "out_of": CASH}, "petty_cash", "cash"),
        ("sell", {"what": "air"}, "receivable_trade", "revenue_water"),
        ("collect", {"what": "piutang-pegawai", "into": CASH}, "cash", "receivable_staff"),
    ],
)
def test_an_act_chooses_both_accounts(act, answers, debit, credit):
    hub = make_hub(cash=1_000_000, bank=1_000_000)
    unit = make_unit(hub.book)

    entry = make_act(hub, act, amount=75_000, unit=unit.code, **answers)

    with opened(hub.book):
        lines = list(
            entry.postings.order_by("pk").values_list("account__role", "debit", "credit", "unit__code")
        )
    assert lines == [(debit, 75_000, 0, "TOKO"), (credit, 0, 75_000, "TOKO")]
    assert entry.source == f"daily.{act}"


def test_without_words_the_answer_is_the_description(hub):
    assert make_act(hub).description == "Electricity"
    assert make_act(hub, description="  Token listrik kios  ").description == "Token listrik kios"


def test_one_key_records_once(hub, book):
    actor = make_officer(hub, "treasurer")

    first, again = (make_act(hub, key="satu-kunci-saja-000", actor=actor) for _ in range(2))

    assert first.pk == again.pk
    assert balance(accounts_of(book)["electricity"]) == 50_000


def test_one_key_with_another_amount_is_refused(hub):
    make_act(hub, key="satu-kunci-saja-000")

    with pytest.raises(KeyTaken):
        make_act(hub, key="satu-kunci-saja-000", amount=60_000)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"what": "emas"}, "what"),
        ({"out_of": "9.9.99.99"}, "out_of"),
        ({"out_of": "1.1.03.01"}, "out_of"),  # receivables are no money
        ({"out_of": ON_CREDIT}, "out_of"),  # nothing is paid on credit
        ({"unit": "TOKO-TETANGGA"}, "unit"),
    ],
)
def test_an_answer_that_is_none_is_refused(hub, answers, field):
    with pytest.raises(UnknownAnswer) as refused:
        make_act(hub, **answers)

    assert refused.value.field == field


def test_money_moves_between_two_places(hub):
    with pytest.raises(SamePlace):
        make_act(hub, "move", into=CASH, out_of=CASH)


def test_days_that_cannot_be_are_refused(hub, book):
    with pytest.raises(InTheFuture):
        make_act(hub, date=TODAY + timedelta(days=1))
    with pytest.raises(BeforeTheBook):
        make_act(hub, date=LONG_AGO - timedelta(days=1))


def test_a_closed_day_is_refused_beside_the_date(hub, book):
    close_period(book=book, through=date(2020, 1, 31), made_by=None, now=NOON)

    with pytest.raises(PeriodClosed) as refused:
        make_act(hub, date=date(2020, 1, 15))

    assert refused.value.field == "date"


def test_no_more_leaves_the_box_than_it_holds(hub):
    with pytest.raises(NotEnough) as refused:
        make_act(hub, amount=1_000_001)

    assert "Rp1.000.000" in str(refused.value)


def test_a_payment_over_the_limit_waits_with_its_photo():
    hub = make_hub(limit=100_000)
    photo = inspected(make_upload())

    small, large = make_act(hub), make_act(hub, amount=100_001, photo=photo)

    assert (type(small), type(large)) == (Entry, Proposal)
    with opened(hub.book):
        assert ReceiptPhoto.objects.get().key == large.key


def test_money_that_came_in_never_waits():
    hub = make_hub(limit=0)

    assert isinstance(make_act(hub, "receive", what="barang", into=CASH), Entry)


def test_a_photo_sent_twice_is_kept_once(hub):
    photo = inspected(make_upload())
    actor = make_officer(hub, "treasurer")

    for _ in range(2):
        make_act(hub, key="satu-kunci-saja-000", photo=photo, actor=actor)

    with opened(hub.book):
        kept = ReceiptPhoto.objects.get()
        assert kept.file.read() == photo.inspected.content


def undoing(entry: Entry, **kw) -> Entry:
    kw = {
        "reason": "Salah ketik",
        "key": "kunci-pembatalan",
        "keeps_books": True,
        "now": NOON,
        "actor": make_user(),
    } | kw
    return undo(entry=entry, **kw)


def test_undoing_leaves_both_entries_and_no_balance(hub, book):
    entry = make_act(hub)

    mirror = undoing(entry)

    assert mirror.reversal_of_id == entry.pk
    assert mirror.description == "Salah ketik"
    assert balance(accounts_of(book)["cash"]) == 1_000_000
    with pytest.raises(AlreadyReversed):
        undoing(entry, key="kunci-lain-lagi-0001")


def test_undoing_needs_a_reason(hub):
    with pytest.raises(ReasonMissing):
        undoing(make_act(hub), reason="  ")


def test_who_records_undoes_the_same_day_and_the_treasurer_later(hub):
    entry = make_act(hub)
    tomorrow = NOON + timedelta(days=1)

    with pytest.raises(TooLateToUndo):
        undoing(entry, keeps_books=False, now=tomorrow)

    assert undoing(entry, keeps_books=True, now=tomorrow).date == tomorrow.date()
    assert undoing(make_act(hub), keeps_books=False, key="kunci-lain-lagi-0001").date == TODAY


def test_an_entry_of_another_room_is_not_undone_here(hub, book):
    with pytest.raises(NotOurs):
        undoing(make_entry(book, source="settlement.completed"))


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    days=st.lists(
        st.tuples(st.sampled_from(sorted(ACT)), st.integers(1, 5_000_000), st.booleans()), max_size=6
    )
)
def test_whatever_the_days_bring_the_books_balance(days):
    hub = make_hub(cash=50_000_000, bank=50_000_000)
    expected = {"cash": 50_000_000, "bank_1": 50_000_000}

    for name, amount, is_cash in days:
        act, answers = ACT[name], {}
        here, there = (CASH, BANK) if is_cash else (BANK, CASH)
        if act.groups:
            answers["what"] = next(act.choices).name
        places = {Side.CASH: CASH, Side.BANK: BANK, Side.MONEY: here, Side.MONEY_OR_DEBT: here}
        for field, side, sign in (("into", act.debit, 1), ("out_of", act.credit, -1)):
            code = there if side == Side.ANYWHERE and field == "into" else places.get(side, here)
            if side in MONEY_SIDES:
                answers[field] = code
                expected["cash" if code == CASH else "bank_1"] += sign * amount
        make_act(hub, name, amount=amount, **answers)

    rows = trial_balance(hub.book, until=TODAY)
    accounts = accounts_of(hub.book)
    assert sum(row.debit for row in rows) == sum(row.credit for row in rows)
    assert {role: balance(accounts[role]) for role in expected} == expected


def test_the_acts_that_need_two_people_are_those_the_database_knows():
    """Ledger migration 0005 and the attacks name them: a new act needs a new migration."""
    assert {*DAILY, JOURNAL} == TWO_PEOPLE | {COUNT}
