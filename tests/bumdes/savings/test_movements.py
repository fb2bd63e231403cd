"""Deposits, withdrawals, holds, reversals and opening balances, each with its entry."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from bumdes.ledger.enums import EntryKind
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import balance
from bumdes.ledger.services import Draft, close_period, cr, dr, post
from bumdes.ledger.services.refusals import NeedsSecondPerson, NotEnough, OnePerson, PeriodClosed
from bumdes.savings import services
from bumdes.savings.enums import Kind, Move, RequestState
from bumdes.savings.models import Hold, Movement, WithdrawalRequest
from bumdes.savings.services import refusals
from core.invariants import violations
from core.locks import lock
from core.refusals import Conflict
from tests.factories.books import NEW_YEAR, account, make_entry
from tests.factories.people import NOON, make_user
from tests.factories.savings import make_account, make_product, put_in, take_out

DAY = date(2026, 2, 10)


@pytest.fixture
def saved(hub):
    return make_account(make_product(hub.book), hub)


def lines_of(movement: Movement) -> list[tuple[str, int, int, str]]:
    rows = movement.entry.postings.select_related("account", "unit").order_by("pk")
    return [(row.account.role, row.debit, row.credit, row.unit.code) for row in rows]


def sound() -> bool:
    return list(violations(only="savings.")) == []


def test_a_deposit_is_on_the_account_and_in_the_books(hub, saved):
    made = put_in(saved, 50_000, note="setoran pertama")

    saved.refresh_from_db()
    assert (saved.balance, saved.newest_on) == (50_000, DAY)
    assert (made.kind, made.amount, made.balance_after, made.note) == (
        Move.DEPOSIT,
        50_000,
        50_000,
        "setoran pertama",
    )
    assert lines_of(made) == [("cash", 50_000, 0, "SP"), ("savings_voluntary", 0, 50_000, "SP")]
    assert (made.entry.source, made.entry.date, made.entry.subject) == (
        "savings.deposit",
        DAY,
        f"savings:{saved.number}",
    )
    assert sound()


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (Kind.COMPULSORY, "savings_compulsory"),
        (Kind.TERM, "savings_term"),
        (Kind.GROUP, "joint_liability_fund"),
    ],
)
def test_each_kind_has_its_account_of_the_chart(hub, kind, role):
    put_in(make_account(make_product(hub.book, kind), hub), 25_000)

    assert balance(account(hub.book, role)) == 25_000
    assert sound()


def test_a_withdrawal_takes_money_from_the_box(hub, saved):
    put_in(saved, 50_000)

    made = take_out(saved, 20_000)

    assert (made.kind, made.amount, made.balance_after) == (Move.WITHDRAWAL, -20_000, 30_000)
    assert lines_of(made) == [("cash", 0, 20_000, "SP"), ("savings_voluntary", 20_000, 0, "SP")]
    assert balance(account(hub.book, "cash")) == 130_000
    assert sound()


def test_a_form_sent_twice_moves_once(hub, saved):
    actor = make_user()
    first, again = (put_in(saved, 50_000, key="k" * 16, actor=actor) for _n in range(2))
    out, out_again = (take_out(saved, 10_000, key="o" * 16, actor=actor) for _n in range(2))

    assert (first, out) == (again, out_again)
    saved.refresh_from_db()
    assert saved.balance == 40_000
    with pytest.raises(Conflict):
        put_in(saved, 60_000, key="k" * 16, actor=actor)
    with pytest.raises(Conflict):
        take_out(saved, 50_000, key="k" * 16, actor=actor)


def test_no_more_goes_out_than_is_free(hub, saved):
    put_in(saved, 50_000)
    services.place_hold(
        account=saved, amount=30_000, reason="Jaminan", key="h" * 16, actor=make_user(), now=NOON
    )

    with pytest.raises(refusals.NotCovered, match=r"Only Rp20\.000 of this account is free"):
        take_out(saved, 20_001)
    assert take_out(saved, 20_000).balance_after == 30_000
    assert sound()


def test_the_cash_box_may_lack_what_the_account_has(hub, saved):
    put_in(saved, 50_000, against=account(hub.book, "bank_1"))

    with pytest.raises(NotEnough), transaction.atomic():
        services.withdraw(
            account=saved,
            amount=50_000,
            against=account(hub.book, "bank_2"),
            on=DAY,
            key="w" * 16,
            actor=make_user(),
            now=NOON,
        )


def test_what_the_product_keeps_stays_until_all_is_taken(hub):
    saved = make_account(make_product(hub.book, smallest_balance=10_000), hub)
    put_in(saved, 50_000)

    with pytest.raises(refusals.NotCovered, match=r"Rp10\.000 stays"):
        take_out(saved, 45_000)
    assert take_out(saved, 40_000).balance_after == 10_000
    assert take_out(saved, 10_000).balance_after == 0


def test_money_comes_from_cash_or_a_bank_of_the_book(hub, saved):
    with pytest.raises(refusals.WrongAccount):
        put_in(saved, 50_000, against=account(hub.book, "village_capital"))


def test_days_are_kept_in_order(hub, saved):
    put_in(saved, 50_000, on=date(2026, 3, 5))
    assert put_in(saved, 10_000, on=date(2026, 3, 1)).balance_after == 60_000

    with pytest.raises(refusals.NotInOrder):
        take_out(saved, 1_000, on=date(2026, 3, 4))
    with pytest.raises(refusals.DayToCome):
        put_in(saved, 1_000, on=NOON.date() + timedelta(days=1))
    younger = make_account(saved.product, hub, opened_on=date(2026, 2, 1))
    with pytest.raises(refusals.BeforeOpening):
        put_in(younger, 1_000, on=date(2026, 1, 31))
    close_period(book=hub.book, through=date(2026, 1, 31), made_by=None, now=NOON)
    with pytest.raises(PeriodClosed):
        put_in(saved, 1_000, on=date(2026, 1, 31))


def test_term_savings_stay_until_they_are_due(hub):
    saved = make_account(make_product(hub.book, Kind.TERM, term_months=3), hub)
    put_in(saved, 1_000_000, on=NEW_YEAR)
    assert saved.due_on == date(2026, 4, 1)

    with pytest.raises(refusals.TermNotOver):
        take_out(saved, 1_000_000, on=date(2026, 3, 31))
    assert take_out(saved, 1_000_000, on=date(2026, 4, 1)).balance_after == 0


def test_compulsory_savings_are_paid_out_when_somebody_leaves(hub):
    saved = make_account(make_product(hub.book, Kind.COMPULSORY), hub)
    put_in(saved, 20_000)

    with pytest.raises(refusals.CompulsoryStays):
        take_out(saved, 20_000)
    saved.member.left_on = date(2026, 2, 15)
    saved.member.save()
    assert take_out(saved, 20_000).balance_after == 0


def test_a_hold_is_kept_once_and_let_go_once(hub, saved):
    put_in(saved, 50_000)
    actor = make_user()
    hold = {"account": saved, "amount": 30_000, "reason": "Jaminan", "key": "h" * 16, "actor": actor}

    made, again = (services.place_hold(**hold, now=NOON) for _n in range(2))
    assert made == again
    saved.refresh_from_db()
    assert (saved.held, saved.free) == (30_000, 20_000)
    with pytest.raises(Conflict):
        services.place_hold(**{**hold, "amount": 1_000}, now=NOON)
    with pytest.raises(refusals.NotCovered):
        services.place_hold(**{**hold, "amount": 20_001, "key": "i" * 16}, now=NOON)
    for _n in range(2):
        services.lift_hold(hold=made, actor=actor, now=NOON)
    saved.refresh_from_db()
    assert saved.held == 0
    assert sound()


def test_a_loans_hold_is_let_go_by_the_loan(hub, saved):
    put_in(saved, 50_000)
    with transaction.atomic():
        lock(saved)
        made = services.hold(
            account=saved,
            amount=50_000,
            reason="Jaminan",
            subject="loan:A",
            key="h" * 16,
            actor=None,
            now=NOON,
        )
    with pytest.raises(refusals.AlreadyReleased, match="secures a loan"):
        services.lift_hold(hold=made, actor=make_user(), now=NOON)
    with transaction.atomic():
        lock(saved)
        services.release(hold=Hold.objects.select_related("account").get(), actor=None, now=NOON)
    saved.refresh_from_db()
    assert saved.held == 0


def test_a_reversal_is_the_identity_and_comes_once(hub, saved):
    put_in(saved, 80_000)
    deposit = put_in(saved, 50_000)
    undo = {"on": date(2026, 2, 11), "reason": "Salah ketik", "actor": make_user(), "now": NOON}

    made, again = (services.undo(movement=deposit, key="u" * 16, **undo) for _n in range(2))

    assert made == again
    assert (made.kind, made.amount, made.reverses, made.balance_after) == (
        Move.REVERSAL,
        -50_000,
        deposit,
        80_000,
    )
    assert made.entry.reversal_of == deposit.entry
    for movement in (deposit, made):
        with pytest.raises(refusals.CannotReverse):
            services.undo(movement=movement, key="v" * 16, **undo)
    assert balance(account(hub.book, "savings_voluntary")) == 80_000
    assert sound()


def test_a_deposit_that_was_spent_is_not_reversed(hub, saved):
    deposit = put_in(saved, 50_000)
    take_out(saved, 30_000)

    with pytest.raises(refusals.NotCovered):
        services.undo(
            movement=deposit,
            on=date(2026, 2, 21),
            reason="Salah",
            key="u" * 16,
            actor=make_user(),
            now=NOON,
        )


def test_an_upper_room_moves_savings_within_its_own_entry(hub, saved):
    """A loan paid out to savings: one entry of the lending room, one movement here."""
    accounts = {role: account(hub.book, role) for role in ("loan_principal", "savings_voluntary")}
    with transaction.atomic():
        lock(saved)
        entry = post(
            Draft(
                book=hub.book,
                date=DAY,
                description="Pencairan",
                lines=[dr(accounts["loan_principal"], 75_000), cr(accounts["savings_voluntary"], 75_000)],
                source="lending.disbursed",
                key="loan-1",
                made_by=None,
            ),
            now=NOON,
        )
        made = services.deposit(
            account=saved, amount=75_000, entry=entry, on=DAY, key="m" * 16, actor=None, now=NOON
        )

    assert (made.kind, made.entry, made.balance_after) == (Move.TRANSFER, entry, 75_000)
    assert Entry.objects.filter(source__startswith="savings.").count() == 0
    assert sound()


def test_a_movement_that_its_entry_does_not_have_is_found(hub, saved):
    with transaction.atomic():
        lock(saved)
        services.deposit(
            account=saved,
            amount=75_000,
            entry=make_entry(hub.book, day=DAY),
            on=DAY,
            key="m" * 16,
            actor=None,
            now=NOON,
        )

    assert [found.invariant for found in violations(only="savings.")] == [
        "savings.accounts_are_what_the_ledger_says",
        "savings.entries_move_what_movements_say",
    ]


class TestOverTheLimit:
    @pytest.fixture(autouse=True)
    def limit(self, hub, saved):
        hub.book.approval_limit = 20_000
        hub.book.save()
        saved.book = hub.book
        put_in(saved, 90_000)

    def test_a_deposit_that_is_reversed_waits_for_a_second_person(self, hub, saved):
        maker, checker = make_user(), make_user()
        wrong = saved.movements.get()
        wrong.account, wrong.book = saved, hub.book

        def undo(key="u" * 16):
            return services.undo(
                movement=wrong, on=NOON.date(), reason="Salah orang", key=key, actor=maker, now=NOON
            )

        asked, again = undo(), undo()

        assert asked == again == WithdrawalRequest.objects.get()
        assert (asked.amount, asked.against.role) == (90_000, "cash")
        with pytest.raises(refusals.AlreadyAsked):
            undo(key="v" * 16)
        with pytest.raises(OnePerson):
            services.agree(request=asked, actor=maker, now=NOON)
        asked = WithdrawalRequest.objects.get()
        done, done_again = (services.agree(request=asked, actor=checker, now=NOON) for _n in range(2))

        assert done == done_again
        assert (done.reverses, done.made_by, done.approved_by) == (wrong, maker, checker)
        assert (done.entry.reversal_of, done.entry.approved_by) == (wrong.entry, checker)
        saved.refresh_from_db()
        assert saved.balance == 0
        assert list(violations(only="savings.")) == []

    def test_a_withdrawal_waits_for_a_second_person(self, hub, saved):
        maker, checker = make_user(), make_user()
        asked, again = (take_out(saved, 20_001, key="w" * 16, actor=maker) for _n in range(2))

        assert asked == again == WithdrawalRequest.objects.get()
        saved.refresh_from_db()
        assert saved.balance == 90_000
        with pytest.raises(OnePerson):
            services.agree(request=asked, actor=maker, now=NOON)
        asked = WithdrawalRequest.objects.get()
        paid, paid_again = (services.agree(request=asked, actor=checker, now=NOON) for _n in range(2))

        assert paid == paid_again
        assert (paid.made_by, paid.approved_by, paid.amount) == (maker, checker, -20_001)
        assert (paid.entry.made_by, paid.entry.approved_by) == (maker, checker)
        assert asked.state == RequestState.PAID
        with pytest.raises(refusals.AlreadyDecided):
            services.refuse(request=asked, reason="Tidak", actor=checker, now=NOON)
        assert sound()

    def test_a_deposit_over_it_is_not_reversed_by_one_person(self, saved):
        large = put_in(saved, 20_001)

        with pytest.raises(NeedsSecondPerson), transaction.atomic():
            services.reverse(
                movement=large, on=large.on, reason="Salah", key="l" * 16, actor=make_user(), now=NOON
            )

        saved.refresh_from_db()
        assert saved.balance == 110_001

    def test_one_at_the_limit_is_paid_at_once(self, saved):
        assert isinstance(take_out(saved, 20_000), Movement)

    def test_it_is_refused_with_a_reason_or_taken_back_by_its_maker(self, saved):
        maker, checker = make_user(), make_user()
        asked, other = (take_out(saved, 30_000, actor=maker) for _n in range(2))

        with pytest.raises(refusals.ReasonMissing):
            services.refuse(request=asked, reason=" ", actor=checker, now=NOON)
        services.refuse(request=asked, reason="Buku hilang", actor=checker, now=NOON)
        with pytest.raises(refusals.OnlyItsMaker):
            services.take_back(request=other, actor=checker, now=NOON)
        services.take_back(request=other, actor=maker, now=NOON)

        assert (asked.state, other.state) == (RequestState.REFUSED, RequestState.TAKEN_BACK)
        with pytest.raises(refusals.AlreadyDecided):
            services.agree(request=asked, actor=checker, now=NOON)

    def test_what_was_spent_meanwhile_is_not_paid(self, saved):
        asked = take_out(saved, 80_000, actor=make_user())
        take_out(saved, 20_000)

        with pytest.raises(refusals.NotCovered):
            services.agree(request=asked, actor=make_user(), now=NOON)

    def test_the_database_asks_for_the_second_person_too(self, saved):
        with pytest.raises(refusals.NeedsSecondPerson), transaction.atomic():
            services.withdraw(
                account=saved,
                amount=20_001,
                against=account(saved.book, "cash"),
                on=date(2026, 2, 20),
                key="w" * 16,
                actor=make_user(),
                now=NOON,
            )


class TestOpeningBalances:
    @pytest.fixture(autouse=True)
    def opening(self, hub):
        make_entry(
            hub.book,
            dr(account(hub.book, "cash"), 100_000),
            cr(account(hub.book, "savings_voluntary"), 100_000),
            day=NEW_YEAR,
            kind=EntryKind.OPENING,
        )

    def spread(self, saved, amount, key="s" * 16):
        return services.spread_opening(
            account=saved, amount=amount, on=NEW_YEAR, key=key, actor=make_user(), now=NOON
        )

    def test_accounts_share_what_the_books_began_with(self, hub, saved):
        other = make_account(saved.product, hub)

        made, again = (self.spread(saved, 60_000) for _n in range(2))
        assert made == again
        with pytest.raises(refusals.OpeningTooLarge):
            self.spread(other, 40_001, "t" * 16)
        assert self.spread(other, 40_000, "u" * 16).balance_after == 40_000
        put_in(saved, 5_000)
        assert sound()

    def test_a_wrong_one_is_taken_back(self, saved):
        wrong = self.spread(saved, 100_000)

        services.undo(movement=wrong, on=NEW_YEAR, reason="Salah", key="u" * 16, actor=make_user(), now=NOON)

        assert self.spread(saved, 90_000, "v" * 16).balance_after == 90_000
        assert sound()
