"""Acts on a loan that two people answer for: asked for by one, done in the moment another agrees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.lending.calculations.frozen import terms_from_json, terms_to_json
from bumdes.lending.calculations.terms import Terms
from bumdes.lending.loan_kinds import LoanState, RequestKind, RequestState, VersionReason
from bumdes.lending.models import Loan, LoanEvent, LoanRequest
from bumdes.lending.queries.stories import story_of
from bumdes.lending.services.loan_refusals import NoReason, NotRunning
from bumdes.lending.services.recording import asked, at_loan, reckon
from bumdes.lending.services.rescheduling import put_harvest_on, put_on_new_terms, rows_of_harvest, rows_on
from bumdes.lending.services.writing_off import take_off_the_books
from core.audit.services import record
from core.refusals import Conflict, Refusal, spoken_as
from core.users.models import User


class OneWaits(Refusal):
    message = _("Something of this loan waits for a second person already. Decide on that first.")


class DecidedAlready(Refusal):
    message = _("This was already decided.")


class OnlyWhoAsked(Refusal):
    message = _("Only the person who asked can take it back.")


class WhyRefused(Refusal):
    message = _("Write why it is refused.")
    field = "reason"


_RULES: dict[str, type[Refusal]] = {
    "loan_request_one_waits": OneWaits,
    "loan_request_key_once": Conflict,
    "loan_request_stays": DecidedAlready,
}


def ask_to_reschedule(
    *,
    loan: Loan,
    terms: Terms,
    reason: str,
    note: str,
    key: str,
    actor: User,
    now: datetime,
    waives_penalties: bool = False,
) -> LoanRequest:
    """Ask for reschedule() on these terms. The same key gives the first request again.

    Raises NotRunning, NoReason, OneWaits, OtherPrincipal, NoRoomForTheDates, Conflict.
    """
    facts = {
        "terms": terms_to_json(terms),
        "reason": VersionReason(reason).value,
        "waives_penalties": waives_penalties,
    }
    with _asking(loan, RequestKind.RESCHEDULE, facts, note, key=key, actor=actor, now=now) as request:
        if request.pk is None:
            on, story = timezone.localdate(now), story_of(loan)
            rows_on(terms, reckon(story, story.facts, on=on), on=on)
    return request


def ask_to_move_harvest(
    *, loan: Loan, due: date, note: str, key: str, actor: User, now: datetime
) -> LoanRequest:
    """Ask for move_harvest().

    Raises NotRunning, NoReason, OneWaits, HarvestPassed, NoRoomForTheDates, Conflict.
    """
    facts = {"due": due.isoformat()}
    with _asking(loan, RequestKind.HARVEST, facts, note, key=key, actor=actor, now=now) as request:
        if request.pk is None:
            rows_of_harvest(story_of(loan), due=due, on=timezone.localdate(now))
    return request


def ask_to_write_off(*, loan: Loan, note: str, key: str, actor: User, now: datetime) -> LoanRequest:
    """Ask for write_off(), dated when it is agreed to. Raises NotRunning, NoReason, OneWaits, Conflict."""
    with _asking(loan, RequestKind.WRITE_OFF, {}, note, key=key, actor=actor, now=now) as request:
        pass
    return request


@contextmanager
def _asking(
    loan: Loan, kind: RequestKind, facts: dict[str, Any], note: str, *, key: str, actor: User, now: datetime
) -> Iterator[LoanRequest]:
    """The loan locked and a request that is kept at the end, or the one that this key made before."""
    content = asked(loan=loan.pk, kind=kind, facts=sorted(facts.items()), note=note)
    with spoken_as(_RULES), at_loan(loan):
        earlier = LoanRequest.objects.filter(book_id=loan.book_id, key=key).first()
        if earlier is not None:
            if earlier.content_hash != content:
                raise Conflict
            yield earlier
            return
        if loan.state != LoanState.ACTIVE:
            raise NotRunning
        if not note.strip():
            raise NoReason
        request = LoanRequest(
            book_id=loan.book_id,
            loan=loan,
            kind=kind,
            facts=facts,
            note=note.strip()[:200],
            key=key,
            content_hash=content,
            made_by=actor,
            made_at=now,
        )
        yield request
        request.save(force_insert=True)
        record(action=f"loan.{kind.value}_asked", subject=loan, actor=actor, at=now)


def agree(*, request: LoanRequest, actor: User, now: datetime) -> LoanEvent:
    """Do what was asked for, by both people. Agreeing again gives the same event.

    Raises OnePerson (whoever asked), DecidedAlready, and as the act itself: OtherPrincipal when
    something was paid meanwhile, PeriodClosed.
    """
    with _deciding(request):
        if request.event is not None:
            return request.event
        if request.state != RequestState.WAITING:
            raise DecidedAlready
        people: dict[str, Any] = {"actor": request.made_by, "approved_by": actor, "now": now}
        named = {"note": request.note, "key": f"request:{request.key}", **people}
        loan, facts = request.loan, request.facts
        if request.kind == RequestKind.WRITE_OFF:
            event = take_off_the_books(loan, date=timezone.localdate(now), **named)
        elif request.kind == RequestKind.HARVEST:
            event = put_harvest_on(loan, due=date.fromisoformat(facts["due"]), **named)
        else:
            event = put_on_new_terms(
                loan,
                terms=terms_from_json(facts["terms"]),
                reason=facts["reason"],
                waives_penalties=facts["waives_penalties"],
                **named,
            )
        request.event = event
        _decide(request, RequestState.DONE, actor=actor, now=now)
    return event


def refuse(*, request: LoanRequest, reason: str, actor: User, now: datetime) -> LoanRequest:
    """Say no, with the reason. Raises WhyRefused, DecidedAlready."""
    if not reason.strip():
        raise WhyRefused
    with _deciding(request):
        if request.state != RequestState.WAITING:
            raise DecidedAlready
        request.reason = reason.strip()[:200]
        _decide(request, RequestState.REFUSED, actor=actor, now=now)
    return request


def take_back(*, request: LoanRequest, actor: User, now: datetime) -> LoanRequest:
    """Whoever asked no longer wants it. Raises OnlyWhoAsked, DecidedAlready."""
    with _deciding(request):
        if request.made_by_id != actor.pk:
            raise OnlyWhoAsked
        if request.state != RequestState.WAITING:
            raise DecidedAlready
        _decide(request, RequestState.TAKEN_BACK, actor=actor, now=now)
    return request


@contextmanager
def _deciding(request: LoanRequest) -> Iterator[None]:
    """The loan and the request locked; the loan at hand is the locked one."""
    loan = request.loan
    with spoken_as(_RULES), at_loan(loan, request):
        request.loan = loan
        yield


def _decide(request: LoanRequest, state: RequestState, *, actor: User, now: datetime) -> None:
    request.state, request.decided_by, request.decided_at = state, actor, now
    request.save(update_fields=["state", "event", "reason", "decided_by", "decided_at"])
    record(action=f"loan.{request.kind}_{state.value}", subject=request.loan, actor=actor, at=now)
