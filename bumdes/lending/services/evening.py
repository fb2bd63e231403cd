"""The evening run: what the day did to each loan by itself, in few statements for many loans.

It compares what is with what should be, so that a second run finds nothing to do. A day that no run
came to is caught up with by the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import every_book, opened
from bumdes.ledger.models import Book, Entry, Unit
from bumdes.ledger.services.refusals import spoken
from bumdes.lending.calculations.allocation import Owed
from bumdes.lending.calculations.penalising import Arisen, arises
from bumdes.lending.calculations.risk import (
    NON_PERFORMING,
    POJK_19_2021,
    POJK_41_2024,
    SCALES,
    Collectability,
    Scale,
    scale_in_force,
)
from bumdes.lending.calculations.terms import Method
from bumdes.lending.loan_kinds import EventKind, LoanState
from bumdes.lending.models import Loan, LoanEvent, PortfolioDay, Product
from bumdes.lending.queries.stories import story_of
from bumdes.lending.services.portfolio import keep_portfolio
from bumdes.lending.services.posting import post_event
from bumdes.lending.services.recording import (
    Act,
    changes_of,
    keep,
    reckon,
    steps_for,
    write_allocations,
    write_steps,
)
from bumdes.lending.templates import Event
from core.ids import new_id
from core.refusals import Refusal

# So many loans are locked and written at once; whoever takes a payment of one waits as long.
BATCH = 1_000
_CLASSES = [each.value for each in Collectability]
_BAD = [each.value for each in NON_PERFORMING]


class TomorrowsEvening(Refusal):
    message = _("The evening of this day has not come yet.")
    field = "date"


@dataclass
class Evening:
    """What a run did: how many loans it looked at and how many of them each thing happened to."""

    loans: int = 0
    deposits: int = 0
    penalties: int = 0
    accruals: int = 0
    stops: int = 0
    classes: int = 0
    provisions: int = 0

    def add(self, other: Evening) -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


def scale_of(product: Product, *, on: date) -> Scale:
    """The table of classes of a product on a day: its own, or, on a day before it, the rule of that day."""
    own = SCALES[product.class_scale]
    if own.since <= on:
        return own
    return scale_in_force([POJK_41_2024, POJK_19_2021, SCALES["ksp"]], on=on)


def accrue_everywhere(*, on: date, now: datetime) -> Evening:
    """The evening of every book that has loans."""
    with every_book():
        books = list(Book.objects.filter(pk__in=Loan.objects.values("book")).order_by("pk"))
    total = Evening()
    for book in books:
        total.add(accrue_loans(book=book, on=on, now=now))
    return total


def accrue_loans(*, book: Book, on: date, now: datetime) -> Evening:
    """Everything that arises at the end of a day: deposits used, penalties, classes, interest, provision.

    A transaction for each batch; what was done stays when a later one fails, and the next run goes on
    from there. Raises TomorrowsEvening, PeriodClosed.
    """
    if on > timezone.localdate(now):
        raise TomorrowsEvening
    total = Evening()
    with opened(book):
        if PortfolioDay.objects.filter(book=book, date__gt=on).exists():
            return total  # a later evening has caught up with this one
        products = {product.pk: product for product in Product.objects.filter(book=book)}
        units = {unit.pk: unit for unit in Unit.objects.filter(book=book)}
        looked_at = (
            Loan.objects.filter(book=book, disbursed_on__lte=on)
            .exclude(state__in=(LoanState.PAID_OFF, LoanState.WRITTEN_OFF), allowance=0)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        pks = list(looked_at)
        for start in range(0, len(pks), BATCH):
            with spoken(), transaction.atomic(durable=True):
                total.add(_Run(book, on, now, products, units).take(pks[start : start + BATCH]))
        with transaction.atomic(durable=True):
            keep_portfolio(book, on=on, now=now)
    return total


class _Run:
    """One batch, its loans locked."""

    def __init__(
        self, book: Book, on: date, now: datetime, products: dict[int, Product], units: dict[int, Unit]
    ):
        self.book, self.on, self.now = book, on, now
        self.products, self.units = products, units
        self.id = new_id()
        self.values: dict[str, Any] = {}

    def take(self, pks: Sequence[int]) -> Evening:
        with connection.cursor() as cursor:
            # Locked in one order for everybody; what is read after this is what stands.
            cursor.execute(
                "SELECT id FROM lending_loan WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE", [list(pks)]
            )
        self.values = {
            "loans": list(pks),
            "on": self.on,
            "now": self.now,
            "book": self.book.pk,
            "bad": _BAD,
            "classes": _CLASSES,
            "products": list(self.products),
            "murabahah": [pk for pk, product in self.products.items() if product.method == Method.MURABAHAH],
        } | self._scales()
        done = Evening(loans=len(pks))
        done.deposits = self._use_deposits()
        done.penalties = self._charge_penalties()
        done.classes = self._class()
        done.accruals = self._move(_ACCRUE, EventKind.INTEREST_ACCRUED, Event.INTEREST_ACCRUED, "accrued")
        done.stops = self._move(_STOP, EventKind.ACCRUAL_REVERSED, Event.ACCRUAL_REVERSED, "accrued", -1)
        done.provisions = self._move(
            _RAISE, EventKind.PROVISION_RAISED, Event.PROVISION_RAISED, "allowance"
        ) + self._move(_LOWER, EventKind.PROVISION_LOWERED, Event.PROVISION_LOWERED, "allowance", -1)
        return done

    def _scales(self) -> dict[str, list[Any]]:
        """The steps of the products' tables as columns: product, days from and to, class, percent."""
        columns: dict[str, list[Any]] = {name: [] for name in ("of", "from", "to", "class", "percent")}
        for pk, product in self.products.items():
            since = 0
            for step in scale_of(product, on=self.on).steps:
                row = (pk, since, step.days or 2**30, step.collectability.value, step.percent)
                for name, value in zip(columns, row, strict=True):
                    columns[name].append(value)
                since = (step.days or 0) + 1
        return {f"step_{name}": column for name, column in columns.items()}

    def _use_deposits(self) -> int:
        """Money that waits pays what fell due: few loans, each reckoned by its story."""
        waiting = Loan.objects.filter(
            pk__in=self.values["loans"],
            state=LoanState.ACTIVE,
            deposit__gt=0,
            unpaid__is_open=True,
            unpaid__due__lte=self.on,
        ).distinct()
        done = 0
        for loan in waiting.select_related("product", "unit", "book"):
            act = Act(loan, f"evening:{self.on}:{self.id}", self.on, None, self.now)
            story = story_of(loan)
            state = reckon(story, story.facts, on=self.on)
            if changes := changes_of(story, state, story.facts):
                event = write_steps(act, steps_for(loan, changes, money=0), kind=None, account=None)
                write_allocations(event, changes, ids={})
                keep(act, state, story.facts, instalments=story.instalments)
                done += 1
        return done

    def _charge_penalties(self) -> int:
        ruled = {
            pk: product.penalty_rule
            for pk, product in self.products.items()
            if product.penalty_percent or product.penalty_amount
        }
        if not ruled:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_LATE, self.values | {"ruled": list(ruled)})
            late = cursor.fetchall()
        charged = []
        for pk, loan, product, n, due, principal, interest, so_far, last in late:
            owed = Owed(n, due, principal, interest)
            amount = arises(owed, ruled[product], Arisen(so_far, last), on=self.on)
            if amount:
                charged.append((pk, loan, n, amount, product))
        if not charged:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(
                _PENALISE,
                self.values
                | {
                    "rows": [each[0] for each in charged],
                    "of": [each[1] for each in charged],
                    "ns": [each[2] for each in charged],
                    "amounts": [each[3] for each in charged],
                },
            )
        by_unit: dict[int, int] = {}
        units = dict(Loan.objects.filter(pk__in={each[1] for each in charged}).values_list("pk", "unit"))
        for _pk, loan, _n, amount, product in charged:
            if product not in self.values["murabahah"]:
                by_unit[units[loan]] = by_unit.get(units[loan], 0) + amount
        entries = {
            unit: self._post(Event.PENALTY_CHARGED, "penalty", unit, sum) for unit, sum in by_unit.items()
        }
        LoanEvent.objects.bulk_create(
            [
                LoanEvent(
                    book=self.book,
                    loan_id=loan,
                    kind=EventKind.PENALTY_CHARGED,
                    date=self.on,
                    amount=amount,
                    n=n,
                    penalty=0 if product in self.values["murabahah"] else amount,
                    entry=None if product in self.values["murabahah"] else entries[units[loan]],
                    made_at=self.now,
                )
                for _pk, loan, n, amount, product in charged
            ],
            batch_size=1_000,
        )
        return len(charged)

    def _class(self) -> int:
        """Days late and class as of tonight; a change of class is kept as one."""
        with connection.cursor() as cursor:
            cursor.execute(_CLASS, self.values)
            return int(cursor.fetchone()[0])

    def _move(self, sql: str, kind: str, event: Event, holding: str, sign: int = 1) -> int:
        """Move one holding of each loan by what the query says, with one entry a unit."""
        with connection.cursor() as cursor:
            cursor.execute(sql, self.values)
            moved = cursor.fetchall()
        if not moved:
            return 0
        part = "interest" if holding == "accrued" else "difference"
        by_unit: dict[int, int] = {}
        for _loan, unit, amount in moved:
            by_unit[unit] = by_unit.get(unit, 0) + amount
        entries = {unit: self._post(event, part, unit, amount) for unit, amount in by_unit.items()}
        LoanEvent.objects.bulk_create(
            [
                LoanEvent(
                    book=self.book,
                    loan_id=loan,
                    kind=kind,
                    date=self.on,
                    amount=amount,
                    entry=entries[unit],
                    made_at=self.now,
                    **{holding: sign * amount},
                )
                for loan, unit, amount in moved
            ],
            batch_size=1_000,
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE lending_loan l SET {holding} = l.{holding} + m.amount"  # noqa: S608 - our own column
                " FROM unnest(%s::bigint[], %s::bigint[]) AS m (id, amount) WHERE l.id = m.id",
                [[row[0] for row in moved], [sign * row[2] for row in moved]],
            )
        return len(moved)

    def _post(self, event: Event, part: str, unit: int, amount: int) -> Entry:
        return post_event(
            event,
            book=self.book,
            unit=self.units[unit],
            on=self.on,
            amounts={part: amount},
            loan=f"{self.on:%d-%m-%Y}",
            key=f"evening:{self.on}:{self.id}:{unit}",
            actor=None,
            now=self.now,
            subject=f"loans:{self.on}",
        )


# Late instalments of loans that still perform by the last evening: what is bad grows no more.
_LATE = """
SELECT b.instalment_id, b.loan_id, l.product_id, b.n, b.due, b.principal, b.interest, b.charged, b.charged_on
FROM lending_loan l JOIN lending_instalmentbalance b ON b.loan_id = l.id
WHERE l.id = ANY (%(loans)s) AND l.state = 'active' AND l.product_id = ANY (%(ruled)s)
  AND l.collectability <> ALL (%(bad)s) AND b.is_open AND b.due < %(on)s
  AND (b.charged_on IS NULL OR b.charged_on < %(on)s)
ORDER BY b.loan_id, b.n
"""
_PENALISE = """
WITH charged AS (
    SELECT * FROM unnest(%(rows)s::bigint[], %(of)s::bigint[], %(amounts)s::bigint[]) AS c (row, loan, amount)
), rows AS (
    UPDATE lending_instalmentbalance b
    SET penalty = b.penalty + c.amount, charged = b.charged + c.amount, charged_on = %(on)s
    FROM charged c WHERE b.instalment_id = c.row
)
UPDATE lending_loan l SET penalty = l.penalty + s.amount
FROM (SELECT loan, sum(amount) AS amount FROM charged GROUP BY loan) s
WHERE l.id = s.loan AND l.product_id <> ALL (%(murabahah)s::bigint[])
"""
_CLASS = """
WITH steps AS (
    SELECT * FROM unnest(%(step_of)s::bigint[], %(step_from)s::int[], %(step_to)s::int[],
                         %(step_class)s::text[]) AS s (product, since, until, class)
), late AS (
    SELECT l.id, l.product_id, l.collectability AS before, l.days_late AS days_before,
           l.held_class, l.held_until,
           coalesce(%(on)s::date - min(b.due) FILTER (WHERE b.is_open AND b.due < %(on)s), 0) AS days
    FROM lending_loan l LEFT JOIN lending_instalmentbalance b ON b.loan_id = l.id
    WHERE l.id = ANY (%(loans)s) AND l.state = 'active' GROUP BY l.id
), classed AS (
    SELECT late.*, CASE WHEN held_until >= %(on)s AND array_position(%(classes)s::text[], held_class::text)
                             > array_position(%(classes)s::text[], s.class)
                        THEN held_class ELSE s.class END AS after
    FROM late JOIN steps s ON s.product = late.product_id AND late.days BETWEEN s.since AND s.until
), changed AS (
    INSERT INTO lending_classchange (book_id, loan_id, date, before, after, days_late, made_at)
    SELECT %(book)s, id, %(on)s, before, after, days, %(now)s FROM classed WHERE before <> after
    RETURNING 1
), kept AS (
    UPDATE lending_loan l SET days_late = c.days, collectability = c.after FROM classed c
    WHERE l.id = c.id AND (c.days <> c.days_before OR c.before <> c.after)
)
SELECT count(*) FROM changed
"""
_SHOULD_ACCRUE = """
SELECT l.id, l.unit_id, l.accrued, CASE WHEN l.state = 'active' AND l.collectability <> ALL (%(bad)s)
    THEN coalesce(sum(b.interest) FILTER (WHERE b.due <= %(on)s), 0) ELSE 0 END AS should
FROM lending_loan l LEFT JOIN lending_instalmentbalance b ON b.loan_id = l.id AND b.is_open
WHERE l.id = ANY (%(loans)s) AND l.product_id <> ALL (%(murabahah)s::bigint[])
GROUP BY l.id
"""
_ACCRUE = f"""
SELECT id, unit_id, (should - accrued)::bigint FROM ({_SHOULD_ACCRUE}) a WHERE should > accrued ORDER BY id
"""  # noqa: S608 - our own text
_STOP = f"""
SELECT id, unit_id, (accrued - should)::bigint FROM ({_SHOULD_ACCRUE}) a WHERE should < accrued ORDER BY id
"""  # noqa: S608 - our own text
# Percent of what collateral does not cover, rounded up: the rule names a minimum.
_SHOULD_SET_ASIDE = """
SELECT l.id, l.unit_id, l.allowance, CASE WHEN l.state = 'active'
    THEN (greatest(l.principal - l.collateral, 0) * s.percent + 99) / 100 ELSE 0 END AS should
FROM lending_loan l
JOIN (SELECT DISTINCT * FROM unnest(%(step_of)s::bigint[], %(step_class)s::text[], %(step_percent)s::bigint[])
      AS s (product, class, percent)) s ON s.product = l.product_id AND s.class = l.collectability
WHERE l.id = ANY (%(loans)s)
"""
_RAISE = f"""
SELECT id, unit_id, should - allowance FROM ({_SHOULD_SET_ASIDE}) a WHERE should > allowance ORDER BY id
"""  # noqa: S608 - our own text
_LOWER = f"""
SELECT id, unit_id, allowance - should FROM ({_SHOULD_SET_ASIDE}) a WHERE should < allowance ORDER BY id
"""  # noqa: S608 - our own text
