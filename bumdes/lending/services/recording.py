"""What every act on a loan ends with: its events, their entries, and the figures kept for lists.

Callers hold the loan's lock, with its book open, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Entry
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services.refusals import spoken
from bumdes.lending.calculations.life import Fact, State, Version, VersionDoesNotFit, state_of
from bumdes.lending.calculations.movements import (
    Shares,
    Step,
    by_component,
    difference,
    shares_of,
    steps_of,
)
from bumdes.lending.calculations.penalising import Arisen, arisen_by_instalment, standing_charges
from bumdes.lending.calculations.risk import NON_PERFORMING, Collectability
from bumdes.lending.calculations.schedule import Row
from bumdes.lending.calculations.terms import Method
from bumdes.lending.loan_kinds import EventKind, LoanState
from bumdes.lending.models import (
    HOLDINGS,
    Allocation,
    Instalment,
    InstalmentBalance,
    Loan,
    LoanEvent,
    ScheduleVersion,
)
from bumdes.lending.queries.stories import Story
from bumdes.lending.services.loan_refusals import (
    LOAN_RULES,
    BeforeTheLoan,
    BeforeTheSchedule,
    NotYet,
)
from bumdes.lending.services.posting import post_event
from bumdes.lending.templates import Event
from core.idempotency.services import content_hash
from core.locks import lock
from core.moments import format_date
from core.refusals import Conflict, spoken_as
from core.users.models import User

# A fact that has no row yet comes after all that have one.
NEW = 2**62


@contextmanager
def at_loan(loan: Loan, *others: Model) -> Iterator[None]:
    """One transaction on one loan: its book open, its row (and other rows) locked and read anew."""
    with opened(loan.book), spoken(), spoken_as(LOAN_RULES), transaction.atomic(durable=True):
        lock(loan, *others)
        yield


@dataclass
class Act:
    """One act of a person on a loan: who, when, under which key; and what it has moved so far."""

    loan: Loan
    key: str
    day: date  # of its entries
    actor: User | None
    now: datetime
    approved_by: User | None = None
    events: list[LoanEvent] = field(default_factory=list)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def post(
        self,
        event: Event,
        amounts: dict[str, int],
        *,
        money: Account | None = None,
        mirrored: bool = False,
        made_by: User | None = None,
        approved_by: User | None = None,
        part: str = "",
    ) -> Entry:
        is_fund = money is not None and money.role == "joint_liability_fund"
        if event == Event.REPAID and is_fund and not amounts.get("excess"):
            event, money = Event.FUND_USED, None  # by its own name in the journal
        return post_event(
            event,
            book=self.loan.book,
            unit=self.loan.unit,
            on=self.day,
            amounts={name: amount for name, amount in amounts.items() if amount},
            loan=self.loan.reference,
            key=f"{self.loan.reference}:{self.key}:{part or len(self.events)}",
            actor=made_by or self.actor,
            approved_by=approved_by,
            now=self.now,
            money=money,
            mirrored=mirrored,
        )

    def write(self, kind: str, *, movement: dict[str, int] | None = None, **facts: Any) -> LoanEvent:
        """Add an event; the loan's holdings move with it and are saved by keep()."""
        moved = movement or {}
        event = LoanEvent(
            book_id=self.loan.book_id,
            loan=self.loan,
            kind=kind,
            date=facts.pop("date", self.day),
            made_by=self.actor,
            approved_by=facts.pop("approved_by", self.approved_by),
            made_at=self.now,
            **moved,
            **facts,
        )
        event.save(force_insert=True)
        self.events.append(event)
        for name, amount in moved.items():
            setattr(self.loan, name, getattr(self.loan, name) + amount)
        return event


def asked(**content: Any) -> str:
    """The fingerprint of what is asked for under a key."""
    return content_hash(sorted((name, str(value)) for name, value in content.items()))


def earlier_event(loan: Loan, *, key: str, content: str) -> LoanEvent | None:
    """What this key made before, on this loan. Raises Conflict for other content."""
    event = LoanEvent.objects.filter(book_id=loan.book_id, key=key).first() if key else None
    if event is not None and (event.loan_id != loan.pk or event.content_hash != content):
        raise Conflict
    return event


def check_day(loan: Loan, day: date, *, today: date) -> None:
    """Raises NotYet, BeforeTheLoan."""
    if day > today:
        raise NotYet
    if loan.disbursed_on is not None and day < loan.disbursed_on:
        raise BeforeTheLoan(day=format_date(loan.disbursed_on))


def reckon(
    story: Story, facts: Iterable[Fact], *, on: date, versions: Sequence[Version] | None = None
) -> State:
    """The state at the end of a day, or of the newest fact's. Raises BeforeTheSchedule."""
    facts = list(facts)
    day = max([on, *(fact.on for fact in facts)])
    try:
        return state_of(versions or story.versions, facts, on=day, order=story.order)
    except VersionDoesNotFit as error:
        raise BeforeTheSchedule from error


def is_accruing(loan: Loan) -> bool:
    return Collectability(loan.collectability) not in NON_PERFORMING


def steps_for(loan: Loan, changes: Shares, *, money: int) -> list[Step]:
    return steps_of(
        by_component(changes),
        money=money,
        accrued=loan.accrued,
        is_accruing=is_accruing(loan),
        is_murabahah=loan.product.method == Method.MURABAHAH,
    )


_PART_KINDS = {
    (Event.TAZIR_RECEIVED, False): EventKind.TAZIR,
    (Event.TAZIR_RECEIVED, True): EventKind.TAZIR,
    (Event.DEPOSIT_USED, False): EventKind.DEPOSIT_USED,
    (Event.DEPOSIT_USED, True): EventKind.DEPOSIT_RESTORED,
    (Event.MURABAHAH_REPAID, False): EventKind.DEPOSIT_USED,
    (Event.MURABAHAH_REPAID, True): EventKind.DEPOSIT_RESTORED,
}


def write_steps(
    act: Act,
    steps: Sequence[Step],
    *,
    kind: str | None,
    account: Account | None,
    entry: Entry | None = None,
    **facts: Any,
) -> LoanEvent:
    """Post each step and write its event; gives the main one, whose kind and facts these are.

    The main event is written first, whichever entry came before it. `entry` is its entry where one
    stands already (a mirror). Without a kind there is no main event, and the first part is given.
    """
    posted: list[tuple[Step, Entry]] = []
    for at, step in enumerate(steps):
        if entry is not None and step.is_main:
            posted.append((step, entry))
            continue
        through = accounts_of(act.loan.book)["instalment_deposit"] if step.through_deposit else account
        made = act.post(
            step.event, step.amounts, money=through, mirrored=step.mirrored, part=f"{len(act.events)}.{at}"
        )
        posted.append((step, made))
    main: LoanEvent | None = None
    mains = [pair for pair in posted if pair[0].is_main]
    if kind is not None:
        step, made = mains[0]
        main = act.write(kind, movement=step.movement, entry=made, **facts)
    for step, made in posted:
        if main is not None and step is mains[0][0]:
            continue
        part = act.write(
            _PART_KINDS[step.event, step.mirrored],
            movement=step.movement,
            entry=made,
            part_of=main,
            amount=step.amounts["paid"],
        )
        main = main or part
    if main is None:
        raise ValueError("nothing changed")
    return main


def write_allocations(event: LoanEvent, changes: Shares, *, ids: dict[int, int]) -> None:
    """Where money went by this event; `ids` names facts that were new while it was reckoned."""
    Allocation.objects.bulk_create(
        [
            Allocation(
                book_id=event.book_id,
                loan_id=event.loan_id,
                event=event,
                payment_id=ids.get(by, by) if by is not None else None,
                n=n,
                component=component,
                amount=amount,
            )
            for (by, n, component), amount in sorted(
                changes.items(), key=lambda each: (each[0][0] or 0, each[0][1] or 0, each[0][2])
            )
        ]
    )


def changes_of(story: Story, state: State, facts: Iterable[Fact]) -> Shares:
    return difference(story.shares, shares_of(state, facts))


def write_version(
    act: Act,
    event: LoanEvent,
    *,
    number: int,
    since: date,
    reason: str,
    rows: Sequence[Row],
    penalties: dict[int, int] | None = None,
) -> dict[int, int]:
    """A schedule and its rows; gives the row of each number."""
    carried = penalties or {}
    version = ScheduleVersion.objects.create(
        book_id=act.loan.book_id,
        loan=act.loan,
        number=number,
        since=since,
        reason=reason,
        event=event,
        made_at=act.now,
    )
    made = Instalment.objects.bulk_create(
        [
            Instalment(
                book_id=act.loan.book_id,
                loan=act.loan,
                version=version,
                n=row.n,
                due=row.due,
                principal=row.principal,
                interest=row.interest,
                fee=row.fee,
                carried_penalty=carried.get(row.n, 0),
                balance=row.balance,
            )
            for row in rows
        ]
    )
    return {each.n: each.pk for each in made}


_KEPT = ("n", "due", "principal", "interest", "fee", "penalty", "charged", "charged_on")


def keep(act: Act, state: State, facts: Iterable[Fact], *, instalments: dict[int, int]) -> None:
    """Save what the loan holds and owes, for lists and the evening run; ends or reopens the loan."""
    loan = act.loan
    arisen = arisen_by_instalment(standing_charges(facts))
    wanted: dict[int, dict[str, Any]] = {}
    for owed in state.owed:
        penalties = arisen.get(owed.n, Arisen())
        wanted[instalments[owed.n]] = {
            "n": owed.n,
            "due": owed.due,
            "principal": owed.principal,
            "interest": owed.interest,
            "fee": owed.fee,
            "penalty": owed.penalty,
            "charged": penalties.charged,
            "charged_on": penalties.charged_on,
        }
    kept = {each.pk: each for each in InstalmentBalance.objects.filter(loan=loan)}
    if stale := kept.keys() - wanted.keys():
        InstalmentBalance.objects.filter(pk__in=stale).delete()
    InstalmentBalance.objects.bulk_create(
        [
            InstalmentBalance(instalment_id=pk, book_id=loan.book_id, loan=loan, **values)
            for pk, values in wanted.items()
            if pk not in kept
        ]
    )
    for pk, values in wanted.items():
        if pk in kept and any(getattr(kept[pk], name) != value for name, value in values.items()):
            InstalmentBalance.objects.filter(pk=pk).update(**values)
    loan.days_late = state.days_late
    if loan.state in (LoanState.ACTIVE, LoanState.PAID_OFF):
        if state.is_paid_off and loan.accrued and is_accruing(loan):
            _forget_accrued(act)
        loan.state = LoanState.PAID_OFF if state.is_paid_off else LoanState.ACTIVE
    loan.save(
        update_fields=[
            *HOLDINGS,
            "state",
            "days_late",
            "disbursed_by",
            "disbursed_on",
            "collectability",
            "held_class",
            "held_until",
            "written_off",
            "recovered",
        ]
    )


def _forget_accrued(act: Act) -> None:
    """A loan that ended has no receivable of interest; what is over was forgiven."""
    amount = act.loan.accrued
    entry = act.post(Event.ACCRUAL_REVERSED, {"interest": amount})
    act.write(EventKind.ACCRUAL_REVERSED, movement={"accrued": -amount}, entry=entry, amount=amount)
