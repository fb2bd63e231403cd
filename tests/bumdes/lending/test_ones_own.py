"""An officer who borrows here does not serve herself."""

from __future__ import annotations

import pytest
from django.utils import timezone

from bumdes.lending.loan_kinds import EventKind, LoanState, RequestState
from bumdes.lending.models import LoanEvent, LoanRequest
from bumdes.lending.services.evening import accrue_loans
from bumdes.lending.services.requests import ask_to_write_off
from bumdes.members.services import join_group
from tests.bumdes.lending.test_loan_pages import at, client_of, days_ago, filled, hub, running
from tests.factories.loans import make_loan
from tests.factories.members import make_group, make_member
from tests.factories.people import NOON, make_officer, make_user

pytestmark = pytest.mark.django_db
__all__ = ["hub"]


@pytest.fixture
def director(hub):
    """She holds an office here, and is a member."""
    found = make_officer(hub, "director")
    found.member = make_member(hub)
    found.member.user = found
    found.member.save(update_fields=["user"])
    return found


@pytest.mark.parametrize("of_group", [False, True])
def test_officer_pays_no_loan_out_to_herself(hub, director, of_group):
    borrower = {"member": director.member}
    if of_group:
        group = make_group(hub, actor=director)
        join_group(group=group, member=director.member, on=group.formed_on, actor=director, now=NOON)
        borrower = {"group": group}
    loan = make_loan(hub.book, disbursed=days_ago(0), **borrower)
    url, own = at("disburse", hub, loan.reference), client_of(hub, "", director)

    refused = own.post(url, filled(own.get(url)))
    loan.refresh_from_db()
    assert (refused.status_code, loan.state) == (422, LoanState.APPROVED)
    assert "your own loan" in refused.content.decode()
    other = client_of(hub, "cashier")
    assert other.post(url, filled(other.get(url))).status_code == 302


def test_officer_forgives_no_penalty_of_her_own(hub, director):
    loan = running(hub, member=director.member, penalty_amount=5_000)
    accrue_loans(book=hub.book, on=days_ago(0), now=timezone.now())
    url, own, other = (
        at("waive", hub, loan.reference),
        client_of(hub, "", director),
        client_of(hub, "treasurer"),
    )
    typed = {"n": "1", "amount": "5000", "reason": "Banjir"}

    refused = own.post(url, filled(own.get(url), **typed))

    assert (refused.status_code, "your own loan" in refused.content.decode()) == (422, True)
    assert not LoanEvent.objects.filter(kind=EventKind.PENALTY_WAIVED).exists()
    assert other.post(url, filled(other.get(url), **typed)).status_code == 302


def test_officer_agrees_to_nothing_about_her_own_loan(hub, director):
    loan = running(hub, member=director.member)
    asked = ask_to_write_off(loan=loan, note="Pindah", key="k" * 20, actor=make_user(), now=timezone.now())

    client_of(hub, "", director).post(at("agree", hub, asked.pk))
    assert LoanRequest.objects.get().state == RequestState.WAITING
    client_of(hub, "treasurer").post(at("agree", hub, asked.pk))
    assert LoanRequest.objects.get().state == RequestState.DONE
