"""Votes and the decision, and what the database refuses of them."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from bumdes.ledger.access import opened
from bumdes.lending.application_kinds import ApplicationState
from bumdes.lending.calculations.frozen import terms_from_json
from bumdes.lending.models import Decision, Vote
from bumdes.lending.services.applications import (
    withdraw,
)
from bumdes.lending.services.committee import cast_vote, decide
from bumdes.lending.services.refusals import (
    DidNotVote,
    MoreThanAsked,
    NotAnymore,
    PreparedIt,
    ReasonMissing,
    TooFewVotes,
    VotedAlready,
)
from bumdes.members.services import join_group
from core.refusals import broken_rule
from tests.factories.books import make_organisation_with_book
from tests.factories.lending import (
    make_decided,
    make_proposed,
)
from tests.factories.members import make_group, make_member
from tests.factories.people import NOON, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    organisation = make_organisation_with_book()
    with opened(organisation.book):
        yield organisation


def test_two_votes_in_favour_freeze_the_terms(hub):
    application = make_decided(hub)

    decision = Decision.objects.get()
    assert application.state == ApplicationState.APPROVED
    assert (decision.principal, decision.periods, decision.is_approved) == (1_200_000, 12, True)
    assert terms_from_json(decision.terms) == application.terms(disbursed=NOON.date())


def test_committee_may_give_less_but_not_more(hub):
    application = make_proposed(hub)
    voters = [make_officer(hub, "director"), make_officer(hub, "treasurer")]
    for voter in voters:
        cast_vote(application=application, in_favour=True, note="", actor=voter, now=NOON)
    close = partial(decide, application=application, disburse_on=NOON.date(), actor=voters[0], now=NOON)

    with pytest.raises(MoreThanAsked):
        close(principal=1_200_001)
    decision = close(principal=1_000_000, periods=10)

    assert (decision.principal, decision.periods) == (1_000_000, 10)
    assert close(principal=500_000) == decision


@pytest.mark.parametrize("votes", [(False, False), (True, False), (True, False, False)])
def test_without_enough_in_favour_it_is_refused_with_a_reason(hub, votes):
    application = make_decided(hub, votes=votes)

    assert application.state == ApplicationState.REFUSED
    assert (Decision.objects.get().terms, Decision.objects.get().note) == (None, "Belum cukup kuat")


def test_a_no_needs_its_reason(hub):
    application = make_proposed(hub)
    voter = make_officer(hub, "treasurer")

    with pytest.raises(ReasonMissing):
        cast_vote(application=application, in_favour=False, note=" ", actor=voter, now=NOON)


def test_one_vote_decides_nothing_and_only_a_voter_writes_it_down(hub):
    application = make_proposed(hub)
    director, treasurer = make_officer(hub, "director"), make_officer(hub, "treasurer")
    close = partial(decide, application=application, disburse_on=NOON.date(), now=NOON)
    cast_vote(application=application, in_favour=True, note="", actor=director, now=NOON)

    with pytest.raises(TooFewVotes):
        close(actor=director)
    cast_vote(application=application, in_favour=True, note="", actor=treasurer, now=NOON)
    with pytest.raises(DidNotVote):
        close(actor=make_officer(hub, "director"))


def test_who_prepared_it_does_not_vote(hub):
    application = make_proposed(hub)

    with pytest.raises(PreparedIt):
        cast_vote(application=application, in_favour=True, note="", actor=application.officer, now=NOON)


def test_who_asks_does_not_vote_nor_do_people_of_the_group(hub):
    voter = make_officer(hub, "treasurer")
    member = make_member(hub)
    group = make_group(hub)
    join_group(group=group, member=member, on=NOON.date(), actor=voter, now=NOON)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_member SET user_id = %s WHERE id = %s", [voter.pk, member.pk])

    for application in (make_proposed(hub, member=member), make_proposed(hub, group=group)):
        with pytest.raises(PreparedIt):
            cast_vote(application=application, in_favour=True, note="", actor=voter, now=NOON)


def test_a_second_sign_in_of_one_person_has_no_second_vote(hub):
    application = make_proposed(hub)
    first = make_officer(hub, "director", email="ketua@contoh.test")
    second = make_officer(hub, "treasurer", email="ketua+dua@contoh.test")
    officers_other = make_officer(hub, "treasurer", email=application.officer.email.replace("@", "+x@"))
    cast_vote(application=application, in_favour=True, note="", actor=first, now=NOON)

    with pytest.raises(VotedAlready):
        cast_vote(application=application, in_favour=True, note="", actor=second, now=NOON)
    with pytest.raises(PreparedIt):
        cast_vote(application=application, in_favour=True, note="", actor=officers_other, now=NOON)


def test_vote_said_twice_is_one_and_not_taken_back(hub):
    application = make_proposed(hub)
    vote = partial(
        cast_vote, application=application, note="x", actor=make_officer(hub, "director"), now=NOON
    )

    assert vote(in_favour=True) == vote(in_favour=True)
    with pytest.raises(VotedAlready):
        vote(in_favour=False)
    assert Vote.objects.count() == 1


def test_decided_application_is_not_voted_on_or_withdrawn_twice(hub):
    application = make_decided(hub, votes=(False, False))

    with pytest.raises(NotAnymore):
        cast_vote(
            application=application, in_favour=True, note="", actor=make_officer(hub, "director"), now=NOON
        )
    with pytest.raises(NotAnymore):
        withdraw(application=application, note="Batal", actor=application.officer, now=NOON)


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        (
            "UPDATE lending_application SET principal = 9 WHERE id = %s",
            "application_stays_before_the_committee",
        ),
        ("UPDATE lending_application SET state = 'approved' WHERE id = %s", "application_has_its_decision"),
        ("UPDATE lending_application SET state = 'surveyed' WHERE id = %s", "application_moves_forward"),
        ("DELETE FROM lending_application WHERE id = %s", "application_never_deleted"),
        (
            "UPDATE lending_survey SET income = 9 WHERE application_id = %s",
            "application_stays_before_the_committee",
        ),
        ("DELETE FROM lending_survey WHERE application_id = %s", "application_stays_before_the_committee"),
        ("DELETE FROM lending_scoreline WHERE application_id = %s", None),
        ("UPDATE lending_scoreline SET points = 0 WHERE application_id = %s", None),
        (
            "INSERT INTO lending_decision (book_id, application_id, is_approved, principal, periods,"
            " disburse_on, terms, fee, note, made_by_id, made_at) SELECT book_id, id, true, principal,"
            " periods, '2026-12-01', '{}', 0, '', officer_id, now() FROM lending_application WHERE id = %s",
            "decision_of_at_least_two",
        ),
        (
            "INSERT INTO lending_vote (book_id, application_id, voter_id, in_favour, note, made_at)"
            " SELECT book_id, id, officer_id, true, '', now() FROM lending_application WHERE id = %s",
            "vote_of_another_than_its_officer",
        ),
    ],
)
def test_database_keeps_the_rules_from_direct_sql(hub, sql, rule):
    application = make_proposed(hub)

    with pytest.raises(IntegrityError) as broken, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [application.pk])

    assert broken_rule(broken.value) == rule


def test_database_lets_no_minority_approve(hub):
    application = make_proposed(hub)
    for in_favour in (True, False):
        voter = make_officer(hub, "treasurer")
        cast_vote(application=application, in_favour=in_favour, note="x", actor=voter, now=NOON)

    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        Decision.objects.create(
            book=hub.book,
            application=application,
            is_approved=True,
            principal=1,
            periods=1,
            disburse_on=NOON.date(),
            terms={},
            made_by=voter,
            made_at=NOON,
        )

    assert broken_rule(broken.value) == "decision_follows_the_votes"
