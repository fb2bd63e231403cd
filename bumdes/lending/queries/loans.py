"""What the list of loans and the page of one loan show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from bumdes.ledger.models import Book
from bumdes.lending.calculations.allocation import WITHIN, Owed
from bumdes.lending.calculations.life import State
from bumdes.lending.calculations.schedule import Row
from bumdes.lending.loan_kinds import EventKind, RequestState
from bumdes.lending.models import (
    Allocation,
    Application,
    Guarantor,
    InstalmentBalance,
    Loan,
    LoanEvent,
    LoanRequest,
    Pledge,
    ScheduleVersion,
    WithholdingConsent,
)
from bumdes.lending.queries.stories import story_of
from bumdes.savings.enums import Kind
from bumdes.savings.models import SavingsAccount

# Views of the list beside the states themselves.
DUE_TODAY, LATE = "hari-ini", "terlambat"

# What a borrower would call something that happened; what the evening run books is left out.
TOLD = (
    *(EventKind.DISBURSED, EventKind.PAID, EventKind.PAYMENT_REVERSED, EventKind.RESCHEDULED),
    *(EventKind.PENALTY_CHARGED, EventKind.PENALTY_CANCELLED, EventKind.PENALTY_WAIVED),
    *(EventKind.WRITTEN_OFF, EventKind.RECOVERED, EventKind.CANCELLED),
)


def loan_list(
    book: Book, *, today: date, words: str = "", view: str = "", collectability: str = ""
) -> QuerySet[Loan]:
    """Loans by view (a state, DUE_TODAY, LATE), class, or by name, number or reference.

    Each with what is due and unpaid by today (`due_now`) and the day of its next unpaid instalment
    (`next_due`); the newest first, those due today by name, the latest first where they are late.
    """
    unpaid = InstalmentBalance.objects.filter(loan=OuterRef("pk"), is_open=True)
    total = Sum("principal") + Sum("interest") + Sum("fee") + Sum("penalty")
    due = unpaid.filter(due__lte=today).order_by().values("loan").annotate(sum=total).values("sum")
    rows = Loan.objects.of(book)
    if view == DUE_TODAY:
        rows = rows.active().filter(Exists(unpaid.filter(due=today)))
    elif view == LATE:
        rows = rows.in_arrears()
    elif view:
        rows = rows.filter(state=view)
    if collectability:
        rows = rows.active().filter(collectability=collectability)
    if words:
        rows = rows.filter(
            Q(member__name__icontains=words)
            | Q(group__name__icontains=words)
            | Q(member__number__iexact=words)
            | Q(reference__iexact=words)
        )
    order = {DUE_TODAY: ("borrower_name", "pk"), LATE: ("-days_late", "pk")}.get(view, ("-pk",))
    return (
        rows.annotate(
            due_now=Coalesce(Subquery(due), 0),
            next_due=Subquery(unpaid.order_by("due").values("due")[:1]),
            borrower_name=Coalesce(F("member__name"), F("group__name")),
        )
        .select_related("product", "member", "group")
        .order_by(*order)
    )


def loan_counts(book: Book) -> dict[str, int]:
    """How many loans stand where, by state. One query on an index."""
    rows = Loan.objects.of(book).values_list("state").annotate(count=Count("pk")).order_by()
    return dict(rows)


@dataclass(frozen=True)
class Line:
    """An instalment as the page shows it; `left` is what is unpaid of it, None in an old schedule."""

    n: int
    due: date
    principal: int
    interest: int
    fee: int
    balance: int
    left: Owed | None = None

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.fee


@dataclass(frozen=True)
class Security:
    """What stands behind a loan, from its application."""

    application: Application | None
    pledges: Sequence[Pledge]
    guarantors: Sequence[Guarantor]


@dataclass(frozen=True)
class LoanSheet:
    """All of a loan that its page shows, by all that is known today. Amounts in rupiah."""

    loan: Loan
    today: date
    state: State | None  # None until it is paid out
    lines: Sequence[Line]
    versions: Sequence[ScheduleVersion]
    version: ScheduleVersion | None  # whose lines are shown
    security: Security
    withholding: WithholdingConsent | None
    waiting: LoanRequest | None

    @property
    def due(self) -> dict[str, int]:
        """What is due and unpaid, by part."""
        if self.state is None:
            return {}
        due = [each for each in self.state.owed if each.due <= self.today]
        sums = {part.value: sum(each.of(part) for each in due) for part in WITHIN}
        return {name: amount for name, amount in sums.items() if amount}

    @property
    def due_total(self) -> int:
        return sum(self.due.values())

    @property
    def next_line(self) -> Owed | None:
        """The next instalment that is not due yet and has something unpaid."""
        if self.state is None:
            return None
        ahead = [each for each in self.state.owed if each.due > self.today and each.total]
        return min(ahead, key=lambda each: each.due, default=None)

    @property
    def days_late(self) -> int:
        return self.state.days_late if self.state is not None else 0

    @property
    def is_in_force(self) -> bool:
        """Are the lines those of the schedule that counts?"""
        return self.version is None or self.version == self.versions[-1]

    @property
    def claim(self) -> int:
        """What is still claimed of a loan that was written off."""
        return self.loan.written_off - self.loan.recovered


def sheet_of(loan: Loan, *, today: date, version: str = "") -> LoanSheet:
    """`version` is the number of an older schedule to show. Ten queries; its book must be open."""
    story = story_of(loan) if loan.disbursed_on is not None else None
    state = story.state(on=today) if story else None
    standing = set(story.version_events) if story else set()
    versions = [
        each
        for each in loan.versions.select_related("event__made_by", "event__approved_by").order_by("number")
        if each.event_id in standing
    ]
    shown = next((each for each in versions if str(each.number) == version), None)
    shown = shown or (versions[-1] if versions else None)
    lines: Sequence[Line] = ()
    if shown is not None and state is not None and story is not None:
        left = {each.n: each for each in state.owed} if shown == versions[-1] else {}
        rows = story.versions[versions.index(shown)].rows
        lines = [_line(row, left.get(row.n)) for row in rows]
    return LoanSheet(
        loan=loan,
        today=today,
        state=state,
        lines=lines,
        versions=versions,
        version=shown,
        security=security_of(loan),
        withholding=loan.withholding_consents.select_related("consent__withdrawal").order_by("pk").last(),
        waiting=loan.requests.filter(state=RequestState.WAITING).select_related("made_by").first(),
    )


def _line(row: Row, left: Owed | None) -> Line:
    return Line(row.n, row.due, row.principal, row.interest, row.fee, row.balance, left)


def security_of(loan: Loan) -> Security:
    """Collateral and guarantors as they were put before the committee. Three queries, or none."""
    if not loan.application_reference:
        return Security(None, (), ())
    application = Application.objects.get(book=loan.book_id, reference=loan.application_reference)
    return Security(
        application,
        tuple(application.pledges.order_by("pk")),
        tuple(application.guarantors.order_by("pk")),
    )


def told_of(loan: Loan) -> QuerySet[LoanEvent]:
    """What happened, the newest first; parts of another event are told with it."""
    rows = LoanEvent.objects.filter(loan=loan, kind__in=TOLD, part_of=None)
    return (
        rows.annotate(is_reversed=Exists(LoanEvent.objects.filter(reverses=OuterRef("pk"))))
        .select_related("made_by", "approved_by")
        .order_by("-pk")
    )


def parts_of(events: Sequence[LoanEvent]) -> dict[int, dict[str, int]]:
    """Where the money of each payment is, by part ("deposit": waits). One query."""
    payments = [each.pk for each in events if each.kind == EventKind.PAID]
    found: dict[int, dict[str, int]] = {pk: {} for pk in payments}
    rows = Allocation.objects.filter(payment__in=payments).values_list("payment", "component")
    for payment, part, amount in rows.annotate(sum=Sum("amount")).order_by():
        if amount:
            found[payment][part] = amount
    return found


def savings_of(loan: Loan) -> list[SavingsAccount]:
    """Where money of this loan may come from or go to beside cash and bank: the open voluntary savings
    of its own member, by number. One query, in the open book; none for a group's loan.
    """
    if loan.member_id is None:
        return []
    rows = SavingsAccount.objects.active().filter(
        book=loan.book_id, member=loan.member_id, kind=Kind.VOLUNTARY
    )
    return list(rows.select_related("product", "book").order_by("number", "pk"))


def request_list(book: Book, *, waiting: bool) -> QuerySet[LoanRequest]:
    """Acts that wait for a second person, or those decided; the newest first."""
    rows = LoanRequest.objects.filter(book=book)
    rows = rows.filter(state=RequestState.WAITING) if waiting else rows.exclude(state=RequestState.WAITING)
    people = ("loan__member", "loan__group", "loan__product", "made_by", "decided_by")
    return rows.select_related(*people).order_by("-pk")
