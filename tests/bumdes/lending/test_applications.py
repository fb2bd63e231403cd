"""From asking to what the committee gets, and the loan that its yes becomes."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from bumdes.ledger.access import opened
from bumdes.lending.application_kinds import ApplicationState
from bumdes.lending.calculations.schedule import schedule
from bumdes.lending.evidence import SalesOfMonth
from bumdes.lending.models import Application, Decision, Guarantor, Loan, Pledge, ScoreLine, Survey, Vote
from bumdes.lending.services.agreeing import make_loan
from bumdes.lending.services.applications import (
    Visit,
    Wish,
    add_guarantor,
    add_pledge,
    apply_for,
    change_wish,
    record_survey,
    take_on,
    take_out,
    withdraw,
)
from bumdes.lending.services.committee import cast_vote, decide, propose
from bumdes.lending.services.products import close_product
from bumdes.lending.services.refusals import (
    AmountOutside,
    BeforeCommittee,
    CollateralMissing,
    GuarantorsMissing,
    GuarantorThere,
    HasOpenApplication,
    NoSchedule,
    NotAnymore,
    NotForThem,
    OtherBumdes,
    PeriodsOutside,
    ProductClosed,
    SurveyMissing,
)
from bumdes.members.enums import Purpose
from core.refusals import Conflict
from tests.factories.books import make_organisation_with_book
from tests.factories.lending import (
    consent,
    make_application,
    make_decided,
    make_product,
    make_proposed,
    make_surveyed,
)
from tests.factories.loans import make_running_loan
from tests.factories.members import make_group, make_member
from tests.factories.people import NOON, make_officer, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    organisation = make_organisation_with_book()
    with opened(organisation.book):
        yield organisation


def wish(**other) -> Wish:
    return Wish(**({"principal": 1_200_000, "periods": 12, "purpose": "Modal"} | other))


def test_application_sent_twice_is_one(hub):
    officer, member, product = make_officer(hub, "credit_officer"), make_member(hub), make_product(hub.book)
    ask = partial(
        apply_for,
        book=hub.book,
        product=product,
        member=member,
        officer=officer,
        key="k" * 16,
        actor=officer,
        now=NOON,
    )

    first, again = ask(wish=wish()), ask(wish=wish())

    assert first == again == Application.objects.get()
    assert (first.state, first.officer) == (ApplicationState.APPLIED, officer)
    with pytest.raises(Conflict):
        ask(wish=wish(principal=2_000_000))


@pytest.mark.parametrize(
    ("asked", "refusal", "field"),
    [
        ({"principal": 99_999}, AmountOutside, "principal"),
        ({"principal": 10_000_001}, AmountOutside, "principal"),
        ({"periods": 13}, PeriodsOutside, "periods"),
        ({"first_due": date(2026, 11, 1)}, NoSchedule, "first_due"),
    ],
)
def test_wish_outside_of_the_product_is_refused_by_field(hub, asked, refusal, field):
    with pytest.raises(refusal) as refused:
        make_application(hub, **asked)

    assert refused.value.field == field
    assert not Application.objects.exists()


def test_amount_refused_names_the_bounds(hub):
    with pytest.raises(AmountOutside) as refused:
        make_application(hub, principal=99_999)

    assert "Rp100.000" in str(refused.value.message)
    assert "Rp10.000.000" in str(refused.value.message)


def test_product_for_members_only_takes_no_group(hub):
    product = make_product(hub.book, group_max=None)

    with pytest.raises(NotForThem):
        make_application(hub, product=product, group=make_group(hub))


def test_closed_product_takes_no_application(hub):
    product = make_product(hub.book)
    close_product(product=product, actor=None, now=NOON)

    with pytest.raises(ProductClosed):
        make_application(hub, product=product)


def test_one_open_application_on_a_product(hub):
    product, member = make_product(hub.book), make_member(hub)
    first = make_application(hub, product=product, member=member)

    with pytest.raises(HasOpenApplication):
        make_application(hub, product=product, member=member)
    withdraw(application=first, note="Batal", actor=first.officer, now=NOON)

    assert make_application(hub, product=product, member=member).state == ApplicationState.APPLIED


def test_borrower_of_another_bumdes_is_refused(hub):
    stranger = make_member(make_organisation_with_book())

    with pytest.raises(OtherBumdes):
        make_application(hub, member=stranger)


def test_yarnen_is_due_on_the_harvest(hub):
    product = make_product(hub.book, method="bullet", rate_percent=2)
    application = make_application(hub, product=product, periods=5, first_due=date(2027, 4, 20))

    rows = schedule(application.terms(disbursed=NOON.date()))

    assert [(row.due, row.principal) for row in rows] == [(date(2027, 4, 20), 1_200_000)]


def test_members_own_application_waits_for_an_officer(hub):
    user, officer = make_user(), make_officer(hub, "credit_officer")
    application = make_application(hub, actor=user)
    assert application.officer is None

    take_on(application=application, actor=officer, now=NOON)

    assert Application.objects.get().officer == officer


def test_survey_is_written_anew_until_the_committee_has_it(hub):
    application = make_surveyed(hub, visit={"other_debts": 100_000})
    assert Survey.objects.get().free_income == 400_000

    visit = Visit(visited_on=NOON.date(), income=4_000_000, expenses=2_500_000)
    record_survey(application=application, visit=visit, actor=application.officer, now=NOON)
    assert Survey.objects.get().free_income == 1_500_000

    propose(application=application, actor=application.officer, now=NOON)
    with pytest.raises(BeforeCommittee):
        record_survey(application=application, visit=visit, actor=application.officer, now=NOON)


def test_wish_is_changed_until_the_committee_has_it(hub):
    application = make_surveyed(hub)
    change_wish(application=application, wish=wish(principal=900_000), actor=application.officer, now=NOON)
    assert Application.objects.get().principal == 900_000

    propose(application=application, actor=application.officer, now=NOON)
    with pytest.raises(BeforeCommittee):
        change_wish(application=application, wish=wish(), actor=application.officer, now=NOON)


def test_committee_needs_survey_collateral_and_guarantors(hub):
    product = make_product(hub.book, collateral_from=1_000_000, guarantors=1)
    application = make_application(hub, product=product)
    officer = application.officer
    ask = partial(propose, application=application, actor=officer, now=NOON)

    with pytest.raises(SurveyMissing):
        ask()
    record_survey(
        application=application,
        visit=Visit(visited_on=NOON.date(), income=1, expenses=0),
        actor=officer,
        now=NOON,
    )
    with pytest.raises(CollateralMissing):
        ask()
    add_pledge(
        application=application,
        kind="vehicle",
        description="Perahu contoh",
        value=5_000_000,
        actor=officer,
        now=NOON,
    )
    with pytest.raises(GuarantorsMissing):
        ask()
    stand_in = partial(
        add_guarantor, application=application, name="Penjamin", relation="Kakak", phone="", actor=officer
    )
    stand_in(now=NOON)
    with pytest.raises(GuarantorThere):
        stand_in(now=NOON)

    assert ask().state == ApplicationState.PROPOSED
    assert ask().state == ApplicationState.PROPOSED


def test_securities_are_crossed_out_only_before_the_committee(hub):
    application = make_surveyed(hub)
    offer = partial(add_pledge, application=application, kind="vehicle", actor=application.officer, now=NOON)
    pledge = offer(description="Motor contoh", value=4_000_000)
    assert offer(description=" Motor  contoh", value=4_000_000) == pledge
    take_out(security=pledge, actor=application.officer, now=NOON)
    assert not Pledge.objects.exists()

    kept = offer(description="Perahu contoh", value=2_000_000)
    propose(application=application, actor=application.officer, now=NOON)
    with pytest.raises(BeforeCommittee):
        take_out(security=kept, actor=application.officer, now=NOON)


def test_score_reads_only_what_was_consented_to(hub):
    silent, open_ = make_member(hub), make_member(hub)
    consent(open_, Purpose.CREDIT)

    lines = {}
    for member in (silent, open_):
        application = make_proposed(hub, member=member)
        lines[member] = dict(
            ScoreLine.objects.filter(application=application).values_list("factor", "reason")
        )

    assert lines[silent]["repayment"] == "unknown"
    assert lines[open_]["repayment"] == "first_loan"
    assert lines[silent]["capacity"] == lines[open_]["capacity"] == "covers"


def test_sales_count_by_the_port_and_her_consent(hub, monkeypatch):
    class Market:
        def sold_by(self, member, *, since, until):
            return [SalesOfMonth(date(2026, 10, 1), 12, 3_000_000)]

    monkeypatch.setattr("bumdes.lending.evidence._sources", [Market()])
    member = make_member(hub)
    consent(member, Purpose.SALES)

    application = make_proposed(hub, member=member)

    line = application.score_lines.get(factor="sales")
    # 1.2 million flat 1.5 % over 365 days takes Rp116.384 in 30 of them; sales are half a million.
    assert (line.points, line.values["sales"]) == (17, 500_000)
    assert "Rp500.000" in line.why


def test_applications_of_a_closed_book_are_out_of_sight():
    hub = make_organisation_with_book()
    make_decided(hub)

    assert [
        model.objects.count() for model in (Application, Survey, ScoreLine, Vote, Decision, Guarantor)
    ] == [0] * 6


def test_agreed_application_becomes_one_loan_on_its_frozen_terms(hub):
    product = make_product(hub.book, fee_percent=1)
    application = make_surveyed(hub, product=product)
    add_pledge(
        application=application,
        kind="vehicle",
        description="Perahu",
        value=3_000_001,
        actor=application.officer,
        now=NOON,
    )
    propose(application=application, actor=application.officer, now=NOON)
    for _n in range(2):
        voter = make_officer(hub, "treasurer")
        cast_vote(application=application, in_favour=True, note="", actor=voter, now=NOON)
    decide(application=application, principal=1_000_000, disburse_on=NOON.date(), actor=voter, now=NOON)

    loan = make_loan(application=application, actor=application.officer, now=NOON)

    assert make_loan(application=application, actor=voter, now=NOON) == loan == Loan.objects.get()
    assert (loan.amount, loan.fee, loan.collateral) == (1_000_000, 10_000, 1_500_000)
    assert (loan.member, loan.officer) == (application.member, application.officer)
    assert loan.terms == Decision.objects.get().terms
    assert (application.state, application.loan_reference) == (ApplicationState.LENT, loan.reference)


def test_loan_is_made_only_of_a_yes(hub):
    with pytest.raises(NotAnymore):
        make_loan(application=make_decided(hub, votes=(False, False)), actor=make_user(), now=NOON)


@pytest.mark.parametrize(
    ("disbursed", "points", "reason"), [(NOON.date(), 30, "on_time"), (date(2026, 1, 5), 0, "late")]
)
def test_earlier_loans_speak_in_the_score(hub, disbursed, points, reason):
    member = make_member(hub)
    consent(member, Purpose.CREDIT)
    make_running_loan(hub.book, member=member, disbursed=disbursed)

    application = make_proposed(hub, member=member)

    line = application.score_lines.get(factor="repayment")
    assert (line.points, line.reason, line.values["loans"]) == (points, reason, 1)
