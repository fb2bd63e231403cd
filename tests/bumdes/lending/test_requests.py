"""What two people answer for: asked by one, done when another agrees; and loans at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import cr, dr
from bumdes.ledger.services.refusals import OnePerson
from bumdes.lending.calculations.frozen import terms_from_json
from bumdes.lending.loan_kinds import EventKind, LoanState, RequestState
from bumdes.lending.models import Loan, LoanRequest
from bumdes.lending.services.disbursing import disburse
from bumdes.lending.services.loan_refusals import EnoughAtOnce, NoReason, NoRoomForTheDates, NotRunning
from bumdes.lending.services.repaying import repay
from bumdes.lending.services.requests import (
    DecidedAlready,
    OneWaits,
    OnlyWhoAsked,
    WhyRefused,
    agree,
    ask_to_move_harvest,
    ask_to_reschedule,
    ask_to_write_off,
    refuse,
    take_back,
)
from bumdes.lending.services.rescheduling import OtherPrincipal
from core.invariants import violations
from core.refusals import Conflict
from tests.factories.books import NEW_YEAR, make_entry, make_organisation_with_book
from tests.factories.lending import make_product
from tests.factories.loans import make_loan, make_running_loan
from tests.factories.members import make_member
from tests.factories.people import NOON, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return make_organisation_with_book()


@pytest.fixture
def book(hub):
    return hub.book


def new_terms(loan: Loan, **changes):
    return replace(
        terms_from_json(loan.terms),
        **{"principal": loan.principal, "periods": 24, "first_due": date(2026, 12, 23)} | changes,
    )


def ask(loan, *, actor=None, key="request-key-12345", **facts):
    return ask_to_reschedule(
        **{
            "loan": loan,
            "terms": new_terms(loan),
            "reason": "rescheduled",
            "note": "Panen gagal",
            "key": key,
            "actor": actor or make_user(),
            "now": NOON,
        }
        | facts
    )


def verified() -> bool:
    return not list(violations(only="lending")) and not list(violations(only="ledger"))


def test_a_new_schedule_waits_for_a_second_person_and_is_made_once(book):
    loan, second = make_running_loan(book), make_user()
    request = ask(loan)
    with opened(book):
        assert loan.versions.count() == 1

    done, again = (agree(request=request, actor=second, now=NOON) for _ in range(2))

    with opened(book):
        loan.refresh_from_db()
        assert done == again
        assert (done.kind, done.made_by, done.approved_by) == (
            EventKind.RESCHEDULED,
            request.made_by,
            second,
        )
        assert loan.versions.count() == 2
        assert loan.unpaid.count() == 24
        assert LoanRequest.objects.get().state == RequestState.DONE
    assert verified()


def test_whoever_asked_does_not_agree(book):
    maker = make_user()
    request = ask_to_write_off(
        loan=make_running_loan(book), note="Meninggal", key="k" * 20, actor=maker, now=NOON
    )

    with pytest.raises(OnePerson):
        agree(request=request, actor=maker, now=NOON)

    with opened(book):
        assert Loan.objects.get().state == LoanState.ACTIVE
        assert LoanRequest.objects.get().state == RequestState.WAITING


def test_a_write_off_is_dated_on_the_day_it_is_agreed_to(book):
    request = ask_to_write_off(
        loan=make_running_loan(book), note="Meninggal", key="k" * 20, actor=make_user(), now=NOON
    )

    event = agree(request=request, actor=make_user(), now=NOON.replace(day=27))

    assert (event.kind, event.date, event.note) == (EventKind.WRITTEN_OFF, date(2026, 11, 27), "Meninggal")
    assert verified()


def test_a_harvest_moves_when_two_people_agree(book):
    loan = make_running_loan(book, method="bullet", periods=1, disbursed=date(2026, 11, 20))
    day = date(2027, 2, 1)
    request = ask_to_move_harvest(loan=loan, due=day, note="Hujan", key="k" * 20, actor=make_user(), now=NOON)

    agree(request=request, actor=make_user(), now=NOON)

    with opened(book):
        assert list(loan.unpaid.values_list("due", flat=True)) == [day]


def test_what_was_paid_meanwhile_makes_the_request_void(book):
    loan = make_running_loan(book)
    request = ask(loan)
    repay(
        loan=loan,
        amount=500_000,
        channel="cash",
        date=NOON.date(),
        key="p",
        actor=make_user(),
        now=NOON,
    )

    with pytest.raises(OtherPrincipal):
        agree(request=request, actor=make_user(), now=NOON)


def test_asking_is_refused_with_the_reason(book):
    loan = make_running_loan(book)
    first = ask(loan, actor=(maker := make_user()))

    assert ask(loan, actor=maker) == first
    with pytest.raises(Conflict):
        ask(loan, note="Lain")
    with pytest.raises(OneWaits):
        ask(loan, key="another-key-12345")
    take_back(request=first, actor=maker, now=NOON)
    for wrong, refusal in [
        ({"note": "  "}, NoReason),
        ({"terms": new_terms(loan, principal=1)}, OtherPrincipal),
        ({"terms": new_terms(loan, first_due=NOON.date())}, NoRoomForTheDates),
        ({"loan": make_loan(book)}, NotRunning),
    ]:
        with pytest.raises(refusal):
            ask(**{"loan": loan, "key": "another-key-12345"} | wrong)


def test_a_request_is_decided_once(book):
    loan, maker = make_running_loan(book), make_user()
    request = ask(loan, actor=maker)

    with pytest.raises(OnlyWhoAsked):
        take_back(request=request, actor=make_user(), now=NOON)
    with pytest.raises(WhyRefused):
        refuse(request=request, reason=" ", actor=make_user(), now=NOON)
    refuse(request=request, reason="Masih sanggup", actor=make_user(), now=NOON)

    for decide in (agree, take_back):
        with pytest.raises(DecidedAlready):
            decide(request=request, actor=maker if decide is take_back else make_user(), now=NOON)
    with opened(book):
        for change in ({"state": "waiting"}, {"note": "Lain"}):
            with pytest.raises(IntegrityError, match="decided once"), transaction.atomic():
                LoanRequest.objects.update(**change)


def test_no_more_loans_run_at_once_than_the_product_says(hub, book):
    product, member = make_product(book, loans_at_once=1), make_member(hub)
    waiting = [make_loan(book, product=product, member=member) for _ in range(2)]
    cash, capital = (accounts_of(book)[role] for role in ("cash", "village_capital"))
    make_entry(book, dr(cash, 5_000_000), cr(capital, 5_000_000), day=NEW_YEAR)
    running, late = waiting
    pay_out = {"to": "cash", "date": date(2026, 1, 5), "now": NOON}
    disburse(loan=running, key="one", actor=make_user(), **pay_out)

    with pytest.raises(EnoughAtOnce):
        make_loan(book, product=product, member=member)
    with pytest.raises(EnoughAtOnce):
        disburse(loan=late, key="two", actor=make_user(), **pay_out)

    assert make_loan(book, product=make_product(book), member=member).state == LoanState.APPROVED
    assert make_loan(book, product=product, member=make_member(hub)).state == LoanState.APPROVED


def test_a_loan_that_ended_makes_room_for_the_next(hub, book):
    product, member = make_product(book, loans_at_once=1), make_member(hub)
    first = make_running_loan(book, product=product, member=member)
    repay(
        loan=first,
        amount=1_500_000,
        channel="cash",
        date=NOON.date(),
        key="p",
        actor=make_user(),
        now=NOON.replace(year=2027, month=2),
    )

    assert make_loan(book, product=product, member=member).state == LoanState.APPROVED
