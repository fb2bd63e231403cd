"""Each event of a loan, and what it does to the books."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import cr, dr
from bumdes.ledger.services.books import newest_chart
from bumdes.lending.services.posting import WORDS, post_event
from bumdes.lending.templates import MONEY, TEMPLATES, Event, NotTheEvents, postings_of
from tests.factories.books import make_book, make_entry, make_unit
from tests.factories.people import NOON

DAY = date(2026, 3, 10)

# Event: its amounts, and what they post, debits as positive and credits as negative rupiah.
CASES = {
    Event.DISBURSED: (
        {"principal": 1_000, "paid": 980, "fee": 20},
        {"loan_principal": 1_000, MONEY: -980, "loan_admin_income": -20},
    ),
    Event.REPAID: (
        {
            "paid": 150,
            "principal": 100,
            "accrued_interest": 20,
            "interest": 5,
            "fee": 1,
            "penalty": 4,
            "excess": 20,
        },
        {
            MONEY: 150,
            "loan_principal": -100,
            "loan_interest_receivable": -20,
            "loan_interest_income": -5,
            "loan_admin_income": -1,
            "penalty_receivable": -4,
            "instalment_deposit": -20,
        },
    ),
    Event.DEPOSIT_USED: (
        {"paid": 120, "principal": 100, "accrued_interest": 20},
        {"instalment_deposit": 120, "loan_principal": -100, "loan_interest_receivable": -20},
    ),
    Event.FUND_USED: (
        {"paid": 120, "principal": 100, "interest": 20},
        {"joint_liability_fund": 120, "loan_principal": -100, "loan_interest_income": -20},
    ),
    Event.INTEREST_ACCRUED: (
        {"interest": 20},
        {"loan_interest_receivable": 20, "loan_interest_income": -20},
    ),
    Event.ACCRUAL_REVERSED: (
        {"interest": 20},
        {"loan_interest_income": 20, "loan_interest_receivable": -20},
    ),
    Event.PENALTY_CHARGED: ({"penalty": 5}, {"penalty_receivable": 5, "penalty_income": -5}),
    Event.PENALTY_WAIVED: ({"penalty": 5}, {"penalty_income": 5, "penalty_receivable": -5}),
    Event.PROVISION_RAISED: (
        {"difference": 50},
        {"loan_provision_expense": 50, "allowance_loan_principal": -50},
    ),
    Event.PROVISION_LOWERED: (
        {"difference": 50},
        {"allowance_loan_principal": 50, "loan_provision_expense": -50},
    ),
    Event.WRITTEN_OFF: (
        {"principal": 100, "set_aside": 80, "not_set_aside": 20, "accrued_interest": 7, "penalty": 3},
        {
            "allowance_loan_principal": 80,
            "loan_provision_expense": 20,
            "loan_interest_income": 7,
            "penalty_income": 3,
            "loan_principal": -100,
            "loan_interest_receivable": -7,
            "penalty_receivable": -3,
        },
    ),
    Event.MURABAHAH_WRITTEN_OFF: (
        {"set_aside": 30, "not_set_aside": 50, "margin": 20, "price": 100},
        {
            "allowance_loan_principal": 30,
            "loan_provision_expense": 50,
            "murabahah_margin_deferred": 20,
            "murabahah_receivable": -100,
        },
    ),
    Event.RECOVERED: ({"paid": 30}, {MONEY: 30, "recovery_income": -30}),
    Event.INCENTIVE_PAID: ({"paid": 30}, {"iptw_expense": 30, MONEY: -30}),
    Event.MURABAHAH_SOLD: (
        {"price": 1_200, "paid": 990, "margin": 200, "fee": 10},
        {
            "murabahah_receivable": 1_200,
            MONEY: -990,
            "murabahah_margin_deferred": -200,
            "loan_admin_income": -10,
        },
    ),
    Event.MURABAHAH_REPAID: (
        {"paid": 130, "price": 120, "margin": 20, "excess": 10},
        {
            MONEY: 130,
            "murabahah_margin_deferred": 20,
            "murabahah_receivable": -120,
            "murabahah_income": -20,
            "instalment_deposit": -10,
        },
    ),
    Event.TAZIR_RECEIVED: ({"paid": 5}, {MONEY: 5, "profit_share_social": -5}),
}


def test_every_event_has_a_template_a_name_and_a_case():
    assert set(Event) == set(TEMPLATES) == set(WORDS) == set(CASES)


@pytest.mark.parametrize("event", Event)
def test_an_event_posts_its_template(event):
    amounts, expected = CASES[event]

    posted = postings_of(event, amounts)

    assert {each.role: each.debit - each.credit for each in posted} == expected


@pytest.mark.parametrize(
    ("event", "amounts"),
    [
        (Event.DISBURSED, {"principal": 1_000, "paid": 999}),
        (Event.DISBURSED, {"principal": 1_000, "paid": 1_000, "excess": 0}),
        (Event.PENALTY_CHARGED, {"penalty": -1}),
    ],
)
def test_amounts_of_another_event_are_refused(event, amounts):
    with pytest.raises(NotTheEvents):
        postings_of(event, amounts)


@pytest.mark.django_db
@pytest.mark.parametrize("chart", ["kepmendesa-136-2022", "bumdesma-lkd"])
def test_every_chart_has_the_accounts(chart):
    accounts = accounts_of(make_book(chart=newest_chart(chart)))

    missing = {role for template in TEMPLATES.values() for role in template.roles if role not in accounts}
    assert missing == set()


@pytest.fixture
def book():
    book = make_book()
    accounts = accounts_of(book)
    # Money, and what members left with us, so that no guarded account has to fall below zero.
    make_entry(
        book,
        dr(accounts["cash"], 1_000_000),
        cr(accounts["village_capital"], 600_000),
        cr(accounts["instalment_deposit"], 200_000),
        cr(accounts["joint_liability_fund"], 200_000),
    )
    return book


@pytest.mark.django_db
@pytest.mark.parametrize("event", Event)
def test_an_event_stands_in_the_books(book, event):
    amounts, expected = CASES[event]
    unit, cash = make_unit(book), accounts_of(book)["cash"]

    with transaction.atomic(), opened(book):
        entry, again = (
            post_event(
                event,
                book=book,
                unit=unit,
                on=DAY,
                amounts=amounts,
                loan="7KQ2",
                key="1",
                actor=None,
                now=NOON,
                money=cash,
            )
            for _ in range(2)
        )

    with opened(book):
        postings = list(entry.postings.select_related("account", "unit"))
    assert again.pk == entry.pk
    assert (entry.source, entry.subject) == (f"lending.{event}", "loan:7KQ2")
    assert {posting.unit.code for posting in postings} == {unit.code}
    named = {("cash" if role == MONEY else role): amount for role, amount in expected.items()}
    assert {posting.account.role: posting.debit - posting.credit for posting in postings} == named


@pytest.mark.django_db
def test_money_goes_through_an_account(book):
    with pytest.raises(ValueError, match="through which account"), transaction.atomic():
        post_event(
            Event.RECOVERED,
            book=book,
            unit=make_unit(book),
            on=DAY,
            amounts={"paid": 1},
            loan="7KQ2",
            key="1",
            actor=None,
            now=NOON,
        )
