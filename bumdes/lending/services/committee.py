"""Before the committee: the score it is shown, its votes, and the decision that freezes the terms."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from bumdes.ledger.access import opened
from bumdes.lending.application_kinds import ApplicationState
from bumdes.lending.calculations.frozen import terms_to_json
from bumdes.lending.calculations.scoring import score
from bumdes.lending.models import Application, Decision, ScoreLine, Vote
from bumdes.lending.queries.evidence import evidence_about
from bumdes.lending.services.applications import Wish, check_wish, terms_of_wish
from bumdes.lending.services.refusals import (
    CollateralMissing,
    GuarantorsMissing,
    MoreThanAsked,
    NotAnymore,
    ReasonMissing,
    SurveyMissing,
    TooFewVotes,
    spoken,
)
from core.audit.services import record
from core.locks import lock
from core.users.models import User

LEAST_VOTES = 2


def propose(*, application: Application, actor: User, now: datetime) -> Application:
    """Put it before the committee with its score; from now on nothing of it changes.

    Doing so again changes nothing. Raises SurveyMissing, CollateralMissing, GuarantorsMissing, NotAnymore.
    """
    with transaction.atomic(durable=True), opened(application.book), spoken():
        lock(application)
        if application.state == ApplicationState.PROPOSED:
            return application
        if application.state == ApplicationState.APPLIED:
            raise SurveyMissing
        if application.state != ApplicationState.SURVEYED:
            raise NotAnymore
        product = application.product
        needs_collateral = product.collateral_from is not None and (
            application.principal >= product.collateral_from
        )
        if needs_collateral and not application.pledges.exists():
            raise CollateralMissing
        if application.guarantors.count() < product.guarantors:
            raise GuarantorsMissing(count=product.guarantors)
        ScoreLine.objects.bulk_create(
            ScoreLine(
                book=application.book,
                application=application,
                factor=line.factor.value,
                points=line.points,
                most=line.most,
                reason=line.reason,
                values=line.values,
                made_at=now,
            )
            for line in score(evidence_about(application, on=now.date()))
        )
        application.state = ApplicationState.PROPOSED
        application.proposed_by, application.proposed_at = actor, now
        application.save(update_fields=["state", "proposed_by", "proposed_at"])
        record(action="application.proposed", subject=application, actor=actor, at=now)
    return application


def cast_vote(*, application: Application, in_favour: bool, note: str, actor: User, now: datetime) -> Vote:
    """One member of the committee says yes or no; saying the same again changes nothing.

    Raises PreparedIt, VotedAlready (for another vote, or under another sign-in), ReasonMissing, NotAnymore.
    """
    with transaction.atomic(durable=True), opened(application.book), spoken():
        lock(application)
        earlier = Vote.objects.filter(application=application, voter=actor).first()
        if earlier is not None and earlier.in_favour == in_favour:
            return earlier
        vote = Vote.objects.create(
            book=application.book,
            application=application,
            voter=actor,
            in_favour=in_favour,
            note=" ".join(note.split())[:200],
            made_at=now,
        )
        record(action="application.voted", subject=application, actor=actor, at=now, in_favour=in_favour)
    return vote


def decide(
    *,
    application: Application,
    disburse_on: date,
    actor: User,
    now: datetime,
    principal: int | None = None,
    periods: int | None = None,
    note: str = "",
) -> Decision:
    """Write down what the votes say; a yes freezes the terms, for as much as was asked for or less.

    Approved when at least two are in favour and more than are against. Deciding again gives the first
    decision. Raises TooFewVotes, DidNotVote, MoreThanAsked, ReasonMissing, NotAnymore, and as apply_for().
    """
    with transaction.atomic(durable=True), opened(application.book), spoken():
        lock(application)
        if earlier := Decision.objects.filter(application=application).first():
            return earlier
        if application.state != ApplicationState.PROPOSED:
            raise NotAnymore
        votes = list(application.votes.values_list("in_favour", flat=True))
        if len(votes) < LEAST_VOTES:
            raise TooFewVotes
        decision = Decision(
            book=application.book,
            application=application,
            is_approved=is_yes(votes),
            note=" ".join(note.split())[:200],
            made_by=actor,
            made_at=now,
        )
        if decision.is_approved:
            _freeze(
                decision,
                principal=application.principal if principal is None else principal,
                periods=application.periods if periods is None else periods,
                disburse_on=disburse_on,
                now=now,
            )
        elif not decision.note:
            raise ReasonMissing
        decision.save(force_insert=True)
        approved = decision.is_approved
        application.state = ApplicationState.APPROVED if approved else ApplicationState.REFUSED
        application.save(update_fields=["state"])
        record(action="application.decided", subject=application, actor=actor, at=now, approved=approved)
    return decision


def is_yes(votes: list[bool]) -> bool:
    """At least two in favour, and more than against."""
    yes = sum(votes)
    return yes >= LEAST_VOTES and yes > len(votes) - yes


def _freeze(decision: Decision, *, principal: int, periods: int, disburse_on: date, now: datetime) -> None:
    application = decision.application
    if principal > application.principal:
        raise MoreThanAsked
    wish = Wish(
        principal=principal,
        periods=periods,
        purpose=application.purpose,
        first_due=application.first_due,
        instalment=application.instalment,
    )
    check_wish(application.product, wish, for_group=application.group_id is not None, now=now)
    terms = terms_of_wish(application.product, wish, disbursed=disburse_on)
    decision.principal, decision.periods, decision.disburse_on = principal, periods, disburse_on
    decision.terms = terms_to_json(terms)
    decision.fee = application.product.fee_of(principal)
