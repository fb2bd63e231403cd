"""Two tellers at once, with real threads: nothing twice, nothing below zero."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial

import pytest

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of
from bumdes.savings import services
from bumdes.savings.models import InterestRun, Movement, SavingsAccount
from core.invariants import violations
from tests.factories.books import make_organisation_with_book
from tests.factories.people import NOON, make_user
from tests.factories.savings import make_account, make_product, put_in
from tests.threads import at_once

pytestmark = pytest.mark.race
DAY = date(2026, 3, 10)


@pytest.fixture
def saved(committed_db) -> SavingsAccount:
    hub = make_organisation_with_book()
    with opened(hub.book):
        saved = make_account(make_product(hub.book, rate_bps=600), hub)
        put_in(saved, 1_000_000, on=date(2026, 1, 5))
        return SavingsAccount.objects.select_related("book", "product__unit", "product__book").get()


def outcomes(results: list) -> Counter:
    return Counter(type(result).__name__ for result in results)


def kept(saved: SavingsAccount) -> tuple[int, int]:
    """Its balance, and how many movements it has."""
    with opened(saved.book):
        assert list(violations(only="savings.")) == []
        return SavingsAccount.objects.get().balance, Movement.objects.count()


def test_two_withdrawals_of_what_is_there_once_pay_once(saved):
    actor, cash = make_user(), accounts_of(saved.book)["cash"]
    with opened(saved.book):
        tellers = [SavingsAccount.objects.select_related("book", "product__unit").get() for _n in range(2)]
    out = partial(services.pay_out, amount=600_000, against=cash, on=DAY, actor=actor, now=NOON)

    results = at_once([partial(out, account=each, key=f"out-{n}-" * 4) for n, each in enumerate(tellers)])

    assert outcomes(results) == {"Movement": 1, "NotCovered": 1}
    assert kept(saved) == (400_000, 2)


def test_one_form_sent_twice_at_once_pays_once(saved):
    actor, cash = make_user(), accounts_of(saved.book)["cash"]
    with opened(saved.book):
        tellers = [SavingsAccount.objects.select_related("book", "product__unit").get() for _n in range(2)]
    out = partial(services.pay_out, amount=100_000, against=cash, on=DAY, actor=actor, now=NOON, key="k" * 16)

    first, second = at_once([partial(out, account=each) for each in tellers])

    assert first == second
    assert kept(saved) == (900_000, 2)


def test_a_hold_and_a_withdrawal_at_once_do_not_both_get_it(saved):
    actor, cash = make_user(), accounts_of(saved.book)["cash"]
    with opened(saved.book):
        one, two = (SavingsAccount.objects.select_related("book", "product__unit").get() for _n in range(2))

    results = at_once(
        [
            partial(
                services.pay_out,
                account=one,
                amount=600_000,
                against=cash,
                on=DAY,
                key="o" * 16,
                actor=actor,
                now=NOON,
            ),
            partial(
                services.place_hold,
                account=two,
                amount=600_000,
                reason="Jaminan",
                key="h" * 16,
                actor=actor,
                now=NOON,
            ),
        ]
    )

    assert outcomes(results)["NotCovered"] == 1
    assert kept(saved)[0] in (400_000, 1_000_000)


def test_interest_that_two_workers_pay_is_paid_once(saved):
    pay = partial(services.run_interest, product=saved.product, month=date(2026, 2, 1), actor=None, now=NOON)

    first, second = at_once([pay, pay])

    assert first == second
    assert kept(saved) == (1_004_602, 2)
    with opened(saved.book):
        assert InterestRun.objects.count() == 1


def test_a_deposit_while_interest_is_paid_is_lost_by_neither(saved):
    actor, cash = make_user(), accounts_of(saved.book)["cash"]
    pay = partial(services.run_interest, product=saved.product, month=date(2026, 2, 1), actor=None, now=NOON)
    put = partial(
        services.take_in,
        account=saved,
        amount=50_000,
        against=cash,
        on=DAY,
        key="d" * 16,
        actor=actor,
        now=NOON,
    )

    results = at_once([pay, put])

    assert outcomes(results) == {"InterestRun": 1, "Movement": 1}
    assert kept(saved) == (1_054_602, 3)
