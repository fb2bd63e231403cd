"""Joint liability in a group: covering from another's money or the fund, giving back, collecting, IPTW."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from bumdes.lending.calculations.liability import Covered, share_out
from bumdes.lending.loan_kinds import EventKind, LoanState
from bumdes.lending.models import LiabilityFact, LoanEvent
from bumdes.lending.queries.liability import FUND, debts_of
from bumdes.lending.queries.sheets import sheet_of
from bumdes.lending.services.collecting import RowRefused, collect
from bumdes.lending.services.evening import accrue_loans
from bumdes.lending.services.incentives import IncentivePaid, NotPaidOff, WasLate, pay_incentive
from bumdes.lending.services.liability import (
    NoFund,
    NotOfTheGroup,
    cover,
    cover_from_fund,
    give_back,
)
from bumdes.lending.services.loan_refusals import CoverStays, OtherBorrower, TooMuch
from bumdes.lending.services.repaying import repay, reverse_payment
from bumdes.members.services import join_group
from bumdes.savings.enums import Kind
from core.invariants import violations
from core.refusals import Conflict, broken_rule
from tests.factories.books import make_organisation_with_book
from tests.factories.lending import make_product
from tests.factories.loans import make_running_loan
from tests.factories.members import make_group, make_member
from tests.factories.people import NOON, make_officer, make_user
from tests.factories.savings import make_account, put_in
from tests.factories.savings import make_product as make_savings_product

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 5)
DAY = datetime(2026, 2, 5, 4, tzinfo=UTC)


class Circle:
    """A group of three, two of whom have a loan of Rp1,2 million with Rp124.000 due on 5 February."""

    def __init__(self):
        self.hub = make_organisation_with_book()
        self.book = self.hub.book
        self.officer = make_officer(self.hub, "cashier")
        self.group = make_group(self.hub, actor=self.officer)
        self.ani, self.beti, self.cici = (make_member(self.hub, actor=self.officer) for _ in range(3))
        for member in (self.ani, self.beti, self.cici):
            join_group(group=self.group, member=member, on=self.group.formed_on, actor=self.officer, now=NOON)
        product = make_product(self.book, rate_percent=2, rounding_unit=1, rounding_mode="HALF_UP")
        self.of_ani = make_running_loan(self.book, member=self.ani, product=product)
        self.of_beti = make_running_loan(self.book, member=self.beti, product=product)

    def cover(self, *payers: Covered, key: str = "cover", **other):
        facts = {
            "group": self.group,
            "loan": self.of_ani,
            "debtor": self.ani,
            "payers": payers,
            "channel": "cash",
            "date": FEBRUARY,
        }
        return cover(**facts | other, key=key, actor=self.officer, now=DAY)

    def give(self, debtor, creditor, amount: int, *, key: str):
        return give_back(
            group=self.group,
            book=self.book,
            debtor=debtor,
            creditor=creditor,
            amount=amount,
            date=FEBRUARY,
            key=key,
            actor=self.officer,
            now=DAY,
        )

    def fund(self, amount: int):
        product = make_savings_product(self.book, kind=Kind.GROUP)
        saved = make_account(product, self.hub, owner=self.group, actor=self.officer)
        put_in(saved, amount, against=accounts_of(self.book)["cash"], on=FEBRUARY)
        return saved


@pytest.fixture
def circle():
    made = Circle()
    with opened(made.book):
        yield made


def test_another_member_pays_and_is_owed(circle):
    facts = circle.cover(Covered(circle.beti.pk, circle.ani.pk, 24_000))

    circle.of_ani.refresh_from_db()
    assert [fact.amount for fact in facts] == [24_000]
    assert debts_of(circle.group) == {(circle.ani.pk, circle.beti.pk): 24_000}
    assert LoanEvent.objects.get(loan=circle.of_ani, kind=EventKind.PAID).amount == 24_000
    assert list(violations()) == []


def test_shortage_that_all_bear_is_one_payment(circle):
    shares = share_out(
        24_001, of=circle.ani.pk, members={circle.ani.pk: 1, circle.beti.pk: 1, circle.cici.pk: 1}
    )

    facts = circle.cover(*shares)

    assert sorted(debts_of(circle.group).values()) == [12_000, 12_001]
    assert len({fact.event_id for fact in facts}) == 1
    assert list(violations()) == []


def test_the_same_key_covers_once_and_refuses_other_content(circle):
    first = circle.cover(Covered(circle.beti.pk, circle.ani.pk, 24_000))
    again = circle.cover(Covered(circle.beti.pk, circle.ani.pk, 24_000))

    assert first == again
    assert LiabilityFact.objects.count() == 1
    with pytest.raises(Conflict):
        circle.cover(Covered(circle.cici.pk, circle.ani.pk, 24_000))


def test_no_more_is_covered_than_is_due(circle):
    with pytest.raises(TooMuch, match=r"124\.000"):
        circle.cover(Covered(circle.beti.pk, circle.ani.pk, 124_001))


def test_strangers_neither_pay_nor_are_paid_for(circle):
    stranger = make_member(circle.hub, actor=circle.officer)

    with pytest.raises(NotOfTheGroup):
        circle.cover(Covered(stranger.pk, circle.ani.pk, 1_000))
    with pytest.raises(OtherBorrower):
        circle.cover(Covered(circle.ani.pk, circle.beti.pk, 1_000), debtor=circle.cici)
    assert not LoanEvent.objects.filter(kind=EventKind.PAID).exists()


def test_what_is_covered_is_not_taken_back(circle):
    fact = circle.cover(Covered(circle.beti.pk, circle.ani.pk, 24_000))[0]

    with pytest.raises(CoverStays):
        reverse_payment(
            event=fact.event, date=FEBRUARY, reason="Salah", key="back", actor=circle.officer, now=DAY
        )


def test_giving_back_ends_the_debt_and_no_more(circle):
    circle.cover(Covered(circle.beti.pk, circle.ani.pk, 24_000))

    with pytest.raises(TooMuch, match=r"24\.000"):
        circle.give(circle.ani, circle.beti, 24_001, key="too-much")
    circle.give(circle.ani, circle.beti, 10_000, key="part")
    circle.give(circle.ani, circle.beti, 10_000, key="part")
    assert debts_of(circle.group) == {(circle.ani.pk, circle.beti.pk): 14_000}
    circle.give(circle.ani, circle.beti, 14_000, key="rest")
    assert debts_of(circle.group) == {}
    assert list(violations()) == []


def test_database_refuses_more_than_is_owed(circle):
    circle.cover(Covered(circle.beti.pk, circle.ani.pk, 24_000))

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        LiabilityFact.objects.create(
            book=circle.book,
            group=circle.group,
            kind="given_back",
            debtor=circle.ani,
            creditor=circle.beti,
            amount=24_001,
            date=FEBRUARY,
            made_by=circle.officer,
            made_at=DAY,
        )
    assert broken_rule(refused.value) == "liability_gives_back_what_is_owed"


def test_fund_pays_and_is_paid_back(circle):
    saved = circle.fund(50_000)
    fund = accounts_of(circle.book)["joint_liability_fund"]

    fact = cover_from_fund(
        group=circle.group,
        loan=circle.of_ani,
        debtor=circle.ani,
        amount=30_000,
        date=FEBRUARY,
        key="from-fund",
        actor=circle.officer,
        now=DAY,
    )

    saved.refresh_from_db()
    assert (saved.balance, balance(fund)) == (20_000, 20_000)
    assert fact.event.entry.source == "lending.fund_used"
    assert debts_of(circle.group) == {(circle.ani.pk, FUND): 30_000}
    circle.give(circle.ani, None, 30_000, key="to-fund")
    saved.refresh_from_db()
    assert (saved.balance, balance(fund), debts_of(circle.group)) == (50_000, 50_000, {})
    assert list(violations()) == []


@pytest.mark.parametrize("amount", [5_000, 7_000, 129_000])
def test_fund_pays_tazir_by_an_entry_of_its_own(circle, amount):
    late = datetime(2026, 2, 20, 9, tzinfo=UTC)
    priced = {"method": "murabahah", "rate_percent": 0, "margin_percent": 2, "penalty_amount": 5_000}
    loan = make_running_loan(circle.book, member=circle.cici, **priced)
    accrue_loans(book=circle.book, on=late.date(), now=late)
    saved = circle.fund(200_000)

    cover_from_fund(
        group=circle.group,
        loan=loan,
        debtor=circle.cici,
        amount=amount,
        date=late.date(),
        key="k" * 64,
        actor=circle.officer,
        now=late,
    )

    saved.refresh_from_db()
    fund = accounts_of(circle.book)["joint_liability_fund"]
    assert (saved.balance, balance(fund)) == (200_000 - amount, 200_000 - amount)
    assert list(violations()) == []


def test_fund_pays_no_more_than_it_has(circle):
    def from_fund(key: str):
        return cover_from_fund(
            group=circle.group,
            loan=circle.of_ani,
            debtor=circle.ani,
            amount=30_000,
            date=FEBRUARY,
            key=key,
            actor=circle.officer,
            now=DAY,
        )

    with pytest.raises(NoFund):
        from_fund("none")
    circle.fund(29_999)
    with pytest.raises(TooMuch, match=r"29\.999"):
        from_fund("short")
    assert not LoanEvent.objects.filter(kind=EventKind.PAID).exists()


def take(circle, amounts, *, key="meeting"):
    return collect(
        book=circle.book,
        amounts=amounts,
        channel="cash",
        date=FEBRUARY,
        key=key,
        actor=circle.officer,
        now=DAY,
    )


def test_sheet_says_what_each_owes_and_takes_all_of_it(circle):
    sheet = sheet_of(circle.group, circle.book, on=FEBRUARY)
    assert [(row.loan, row.owed, row.oldest) for row in sheet] == [
        (circle.of_ani, 124_000, FEBRUARY),
        (circle.of_beti, 124_000, FEBRUARY),
    ]

    taken = take(circle, {row.loan: row.owed for row in sheet})

    assert taken == take(circle, {row.loan: row.owed for row in sheet})
    after = sheet_of(circle.group, circle.book, on=FEBRUARY)
    assert [(row.owed, row.next_due, row.next_amount) for row in after] == [
        (0, date(2026, 3, 5), 124_000),
        (0, date(2026, 3, 5), 124_000),
    ]
    assert list(violations()) == []


def test_a_wrong_row_is_named_and_nothing_is_written(circle):
    with pytest.raises(RowRefused) as refused:
        take(circle, {circle.of_ani: 124_000, circle.of_beti: 0})

    assert refused.value.loan == circle.of_beti
    assert not LoanEvent.objects.filter(kind=EventKind.PAID).exists()


def paid_off(circle, *, late: int = 0):
    loan = make_running_loan(
        circle.book,
        member=circle.cici,
        periods=2,
        product=make_product(circle.book, rate_percent=2, rounding_unit=1, rounding_mode="HALF_UP"),
    )
    for number, month in enumerate((2, 3)):
        day = date(2026, month, 5 + (late if number else 0))
        repay(
            loan=loan,
            amount=624_000,
            channel="cash",
            date=day,
            key=f"pay-{month}",
            actor=circle.officer,
            now=datetime(2026, month, day.day, 4, tzinfo=UTC),
        )
    loan.refresh_from_db()
    assert loan.state == LoanState.PAID_OFF
    return loan


def give_incentive(loan, *, key="iptw", percent=10):
    return pay_incentive(
        loan=loan,
        percent=percent,
        channel="cash",
        date=date(2026, 3, 9),
        key=key,
        actor=make_user(),
        now=datetime(2026, 3, 9, 4, tzinfo=UTC),
    )


def test_incentive_is_a_part_of_the_interest_and_paid_once(circle):
    loan = paid_off(circle)
    cash = accounts_of(circle.book)["cash"]
    before = balance(cash)

    event = give_incentive(loan)

    assert (event.amount, before - balance(cash)) == (4_800, 4_800)
    assert give_incentive(loan) == event
    with pytest.raises(IncentivePaid):
        give_incentive(loan, key="again")
    assert list(violations()) == []


def test_no_incentive_for_a_late_or_a_running_loan(circle):
    with pytest.raises(WasLate):
        give_incentive(paid_off(circle, late=1))
    with pytest.raises(NotPaidOff):
        give_incentive(circle.of_ani)
