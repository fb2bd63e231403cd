"""Buyers' money that BUMDes held comes to the bank: in both books, once, never more than is owed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bumdes.ledger.queries import accounts_of, balance
from core.invariants import violations
from core.refusals import Conflict
from marketplace.order.services import decline
from marketplace.payment.models import Refund
from marketplace.payment.refunds import return_money
from marketplace.purchases.own_qris import confirm_own_qris
from marketplace.reconciliation.models import Remittance
from marketplace.reconciliation.queries import debts
from marketplace.reconciliation.services.remitting import (
    InTheFuture,
    MoreThanOwed,
    NotInItsBook,
    enter_remittance,
)
from marketplace.settlement.models import OperatorBook
from marketplace.settlement.services import book_facts
from tests.factories.books import make_organisation_with_book
from tests.factories.goods import make_product
from tests.factories.operator import make_operator
from tests.factories.people import NOON, make_officer, make_organisation, make_seller
from tests.factories.purchases import make_purchase
from tests.factories.qris import make_static_qris
from tests.threads import at_once

LATER = NOON + timedelta(days=1)
db = pytest.mark.django_db


def held(role: str) -> int:
    return balance(accounts_of(OperatorBook.objects.get().book)[role])


def take_at_counter(hub, price: int = 40_000):
    offer = make_product(seller=make_seller(hub=hub), price=price).stockrecords.get()
    purchase = make_purchase((offer, 1), paid=True)
    book_facts(now=NOON)
    return purchase


def bring(hub, amount: int = 40_000, *, reference: str = "FT-1", **kw) -> Remittance:
    kw.setdefault("origin", "counter_cash")
    kw.setdefault("moved_on", timezone.localdate(NOON))
    actor = kw.pop("actor", None) or make_operator()
    return enter_remittance(hub=hub, amount=amount, reference=reference, actor=actor, now=LATER, **kw)


@pytest.fixture
def hub():
    return make_organisation_with_book()


@db
def test_counter_cash_comes_to_the_bank_in_both_books(hub):
    take_at_counter(hub)

    bring(hub, 30_000)

    accounts = accounts_of(hub.book)
    assert (held("bank_1"), held("clearing_counter")) == (30_000, 10_000)
    assert (balance(accounts["cash"]), balance(accounts["seller_payable"])) == (10_000, 10_000)
    assert [(row.name, row.counter, row.qris) for row in debts()] == [(hub.name, 10_000, 0)]
    assert list(violations()) == []


@db
def test_one_reference_is_entered_once(hub):
    take_at_counter(hub)

    first, again = bring(hub), bring(hub)

    assert first == again == Remittance.objects.get()
    with pytest.raises(Conflict):
        bring(hub, 10_000)


@db
def test_nobody_brings_more_than_it_owes(hub):
    take_at_counter(hub)
    other = make_organisation()

    with pytest.raises(MoreThanOwed):
        bring(hub, 40_001)
    with pytest.raises(MoreThanOwed):
        bring(other)
    with pytest.raises(MoreThanOwed):
        bring(hub, 1, origin="qris")
    with pytest.raises(InTheFuture):
        bring(hub, moved_on=timezone.localdate(LATER + timedelta(days=1)))
    assert not Remittance.objects.exists()


@db
def test_money_that_its_own_book_does_not_hold_there_is_not_entered(hub):
    take_at_counter(hub)

    with pytest.raises(NotInItsBook):
        bring(hub, origin="counter_bank")

    assert held("bank_1") == 0


@db
def test_a_bumdes_without_a_book_is_entered_in_ours():
    hub = make_organisation()
    take_at_counter(hub)

    assert bring(hub).hub_entry is None
    assert held("bank_1") == 40_000
    assert list(violations()) == []


@db
def test_cash_it_gave_back_is_owed_no_more(hub):
    purchase = take_at_counter(hub)
    take_at_counter(hub, price=10_000)
    decline(order=purchase.orders.get(), reason="Habis.", actor=None, now=NOON)
    return_money(
        refund=Refund.objects.get(), method="cash", reference="loket", actor=make_operator(), now=NOON
    )
    book_facts(now=NOON)

    with pytest.raises(MoreThanOwed):
        bring(hub, 10_001)
    bring(hub, 10_000)

    assert list(violations()) == []


@db
def test_money_of_its_qris_leaves_its_bank_account(hub):
    director = make_officer(hub, "director")
    make_static_qris(hub, director)
    offer = make_product(seller=make_seller(hub=hub), price=40_000).stockrecords.get()
    purchase = make_purchase((offer, 1), method="qris_own")
    confirm_own_qris(request=purchase.payments.get().qris, actor=director, now=NOON)
    book_facts(now=NOON)

    bring(hub, origin="qris")

    assert (held("clearing_qris"), held("bank_1")) == (0, 40_000)
    assert balance(accounts_of(hub.book)["bank_1"]) == 0
    assert debts()[0].total == 0
    assert list(violations()) == []


@db
def test_what_was_entered_stays(hub):
    take_at_counter(hub)
    bring(hub)

    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        Remittance.objects.update(amount=1)


@pytest.mark.race
def test_two_operators_enter_one_deposit_once(committed_db):
    hub = make_organisation_with_book()
    take_at_counter(hub)
    operator = make_operator()

    answers = at_once([partial(bring, hub, actor=operator) for _ in range(3)])
    assert len({answer.pk for answer in answers}) == 1

    more = at_once([partial(bring, hub, 40_000, reference=f"FT-{n}", actor=operator) for n in (2, 3)])
    assert [type(answer).__name__ for answer in more] == ["MoreThanOwed", "MoreThanOwed"]
    assert list(violations()) == []
