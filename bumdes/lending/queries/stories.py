"""A loan as its rows tell it: the terms, the schedules, the facts, and where the money was put."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from bumdes.lending.calculations.allocation import Order
from bumdes.lending.calculations.frozen import terms_from_json
from bumdes.lending.calculations.life import Charged, Fact, Paid, Reversed, State, Version, Waived, state_of
from bumdes.lending.calculations.movements import Shares
from bumdes.lending.calculations.schedule import Row
from bumdes.lending.calculations.terms import Terms
from bumdes.lending.loan_kinds import EventKind
from bumdes.lending.models import Allocation, Instalment, Loan, LoanEvent, ScheduleVersion

FACTS = (
    EventKind.PAID,
    EventKind.PENALTY_CHARGED,
    EventKind.PENALTY_WAIVED,
    EventKind.PAYMENT_REVERSED,
    EventKind.PENALTY_CANCELLED,
)


@dataclass
class Story:
    loan: Loan
    terms: Terms
    order: Order
    versions: list[Version]
    version_events: list[int]  # the event that made each version
    facts: list[Fact]
    shares: Shares  # as they are recorded
    instalments: dict[int, int]  # the row of each number
    last_number: int  # of versions ever, those that were reversed too

    def state(self, *, on: date) -> State:
        """What is true of a day, by all that is known. Raises VersionDoesNotFit."""
        return state_of(self.versions, self.facts, on=on, order=self.order)

    @property
    def last_n(self) -> int:
        return max(self.instalments, default=0)


def story_of(loan: Loan, *, known_at: datetime | None = None) -> Story:
    """Everything about a loan, or what was known of it at a moment. Four queries; its book must be open."""
    events = LoanEvent.objects.filter(loan=loan, kind__in=FACTS).order_by("pk")
    versions = ScheduleVersion.objects.filter(loan=loan).order_by("number")
    allocations = Allocation.objects.filter(loan=loan)
    if known_at is not None:
        events = events.filter(made_at__lte=known_at)
        versions = versions.filter(made_at__lte=known_at)
        allocations = allocations.filter(event__made_at__lte=known_at)
    facts: list[Fact] = []
    for id, kind, day, amount, n, reverses in events.values_list(
        "pk", "kind", "date", "amount", "n", "reverses"
    ):
        if reverses is not None:
            facts.append(Reversed(id, day, reverses))
        elif kind == EventKind.PAID:
            facts.append(Paid(id, day, amount))
        elif kind == EventKind.PENALTY_CHARGED:
            facts.append(Charged(id, day, n or 0, amount))
        else:
            facts.append(Waived(id, day, n or 0, amount))
    mistaken = {fact.of for fact in facts if isinstance(fact, Reversed)}
    rows: dict[int, list[Row]] = {}
    carried: dict[int, list[tuple[int, int]]] = {}
    pks: dict[int, int] = {}
    for each in Instalment.objects.filter(loan=loan).order_by("n"):
        pks[each.n] = each.pk
        rows.setdefault(each.version_id, []).append(
            Row(each.n, each.due, each.principal, each.interest, each.fee, each.balance)
        )
        if each.carried_penalty:
            carried.setdefault(each.version_id, []).append((each.n, each.carried_penalty))
    made = list(versions)
    standing = [version for version in made if version.event_id not in mistaken]
    shares: Shares = Counter()
    for by, n, component, amount in (
        allocations.values_list("payment", "n", "component").annotate(sum=Sum("amount")).order_by()
    ):
        if amount:
            shares[by, n, component] = int(amount)
    return Story(
        loan=loan,
        terms=terms_from_json(loan.terms),
        order=Order(loan.product.allocation_order),
        versions=[
            Version(version.since, tuple(rows[version.pk]), tuple(carried.get(version.pk, ())))
            for version in standing
        ],
        version_events=[version.event_id for version in standing],
        facts=facts,
        shares=shares,
        instalments=pks,
        last_number=made[-1].number if made else 0,
    )
