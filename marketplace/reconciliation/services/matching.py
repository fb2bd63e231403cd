"""Lines of reports beside our rows: what agrees is booked, what does not becomes a difference.

May run at any time and as often as one likes. A line is looked at again until it agrees, so what is
late here agrees by itself the next morning and its difference closes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, Q

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.models import Book
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.queries.accounts import AccountIndex
from bumdes.ledger.services import post
from bumdes.ledger.services.refusals import NotEnough
from marketplace.gateways.provider.models import Attempt
from marketplace.gateways.transfer.models import StatementLine
from marketplace.payment.models import Payment, Refund
from marketplace.reconciliation.models import Difference, ReportLine, Source
from marketplace.settlement.models import OperatorBook, Payout
from marketplace.settlement.services.booking import open_day

Kind, Verdict = ReportLine.Kind, ReportLine.Verdict
SETTLES_WITHIN = timedelta(days=4)  # a provider's report tells of a payment some days later
BANK_WITHIN = timedelta(days=7)


def reconcile(*, now: datetime) -> int:
    """Look at every line that does not agree yet, and at payments no report tells of.

    Then book fees and money that came to the bank. Gives how many lines agree now.
    """
    keys = ReportLine.objects.exclude(verdict=Verdict.MATCHED).order_by("pk").values_list("pk", flat=True)
    agreed = sum(_look(key, now=now) for key in list(keys))
    for source in Source.values:
        _find_missing_there(source, now=now)
    book_lines(now=now)
    return agreed


def _look(key: int, *, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        line = (
            ReportLine.objects.select_for_update(no_key=True, skip_locked=True)
            .filter(pk=key)
            .exclude(verdict=Verdict.MATCHED)
            .first()
        )
        if line is None:  # another worker has it in hand, or had it a moment ago
            return False
        ours = _find(line)
        if ours is None and line.kind != Kind.FEE:
            line.verdict = Verdict.MISSING_HERE
        elif ours is not None and ours != line.amount:
            line.verdict = Verdict.OTHER_AMOUNT
        else:
            line.verdict = Verdict.MATCHED
        line.save(update_fields=["verdict", "payment", "refund", "payout", "bank_line"])
        _tell(line, ours or 0, now=now)
    return line.verdict == Verdict.MATCHED


def _find(line: ReportLine) -> int | None:
    """Point the line at our row and give what that says it should be; None when there is none."""
    if line.kind == Kind.PAYMENT:
        attempts = Attempt.objects.filter(provider=line.source, state=Attempt.State.PAID)
        payment = (
            Payment.objects.filter(
                Q(reference=line.reference)
                | Q(Exists(attempts.filter(payment=OuterRef("pk"), key=line.reference))),
                Exists(attempts.filter(payment=OuterRef("pk"))),
                state=Payment.State.PAID,
            )
            .exclude(pk__in=_taken(line, "payment"))
            .first()
        )
        line.payment = payment
        return payment.amount_due if payment else None
    if line.kind == Kind.REFUND:
        refunds = Refund.objects.filter(
            split__payment__reference=line.reference,
            state=Refund.State.SUCCEEDED,
            target=Refund.Target.ORIGINAL,
        ).exclude(pk__in=_taken(line, "refund"))
        # Several refunds of one payment: the one of this amount, else the oldest.
        refund = refunds.filter(amount=-line.amount).first() or refunds.order_by("pk").first()
        line.refund = refund
        return -refund.amount if refund else None
    if line.kind == Kind.PAYOUT:
        reference = line.reference.rsplit("-", 1)
        payout = (
            Payout.objects.filter(
                Q(reference=line.reference) | Q(reference=reference[0]), state=Payout.State.PAID
            )
            .exclude(pk__in=_taken(line, "payout"))
            .first()
        )
        line.payout = payout
        return -payout.amount if payout else None
    if line.kind == Kind.TO_BANK:
        line.bank_line = _bank_line(line)
        return -line.bank_line.amount if line.bank_line else None
    return None


def _taken(line: ReportLine, field: str) -> list[int]:
    """Our rows that other lines stand for already."""
    others = ReportLine.objects.filter(**{f"{field}__isnull": False}).exclude(pk=line.pk)
    return list(others.filter(reference=line.reference).values_list(field, flat=True))


def _bank_line(line: ReportLine) -> StatementLine | None:
    """The bank's line of this money: of its amount, not before it left, nobody's yet. Two are too many."""
    found = list(
        StatementLine.objects.filter(
            ~Exists(ReportLine.objects.filter(bank_line=OuterRef("pk")).exclude(pk=line.pk)),
            amount=-line.amount,
            payment=None,
            booked_on__range=(line.booked_on, line.booked_on + BANK_WITHIN),
        ).order_by("booked_on", "pk")[:2]
    )
    if len(found) != 1:
        return None
    if not found[0].set_aside_reason:
        found[0].set_aside_reason = f"Dari {line.get_source_display()}, {line.name}"[:200]
        found[0].save(update_fields=["set_aside_reason"])
    return found[0]


def _tell(line: ReportLine, ours: int, *, now: datetime) -> None:
    """A difference for what does not agree; one that agrees now is closed."""
    if line.verdict == Verdict.MATCHED:
        Difference.objects.filter(line=line, closed_at=None).update(closed_at=now)
        if line.payment_id:
            Difference.objects.filter(payment=line.payment_id, closed_at=None).update(closed_at=now)
        return
    facts = {"kind": line.verdict, "source": line.source, "amount": line.amount - ours, "found_at": now}
    difference, is_new = Difference.objects.get_or_create(line=line, defaults=facts)
    if not is_new and difference.closed_at is None:
        difference.kind, difference.amount = line.verdict, line.amount - ours
        difference.save(update_fields=["kind", "amount"])


def _find_missing_there(source: str, *, now: datetime) -> None:
    """Payments in the time that the source's reports tell of, and in none of them."""
    told = ReportLine.objects.filter(source=source, kind=Kind.PAYMENT).aggregate(
        first=Min("booked_on"), last=Max("booked_on")
    )
    if told["first"] is None:
        return
    paid_here = Attempt.objects.filter(payment=OuterRef("pk"), provider=source, state=Attempt.State.PAID)
    missing = Payment.objects.filter(
        Exists(paid_here),
        ~Exists(ReportLine.objects.filter(payment=OuterRef("pk"))),
        state=Payment.State.PAID,
        difference=None,
        paid_at__date__gte=told["first"],
        paid_at__date__lt=told["last"] - SETTLES_WITHIN,
    )
    Difference.objects.bulk_create(
        [
            Difference(
                kind=Difference.Kind.MISSING_THERE,
                payment=payment,
                source=source,
                amount=-payment.amount_due,
                found_at=now,
            )
            for payment in missing.order_by("pk")
        ],
        ignore_conflicts=True,  # another round found it at the same moment
    )


def book_lines(*, now: datetime) -> int:
    """Put fees and money that came to the bank into the operator's book, each line once; gives how many.

    What its account cannot give by the books waits.
    """
    operator = OperatorBook.objects.select_related("book").first()
    if operator is None:
        return 0
    # A fee was kept whatever else the line says; money is in the bank when the bank says so.
    kept = ~Q(fee=0) & ~Q(kind=Kind.TO_BANK)
    arrived = Q(kind=Kind.TO_BANK, verdict=Verdict.MATCHED)
    keys = ReportLine.objects.filter(kept | arrived, entry=None).order_by("pk").values_list("pk", flat=True)
    return sum(_book(key, operator.book, now=now) for key in list(keys))


def _book(key: int, book: Book, *, now: datetime) -> bool:
    try:
        with transaction.atomic(durable=True):
            line = (
                ReportLine.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
                .filter(pk=key, entry=None)
                .first()
            )
            if line is None:
                return False
            with opened(book):
                line.entry = post(
                    Draft(
                        book=book,
                        date=open_day(book, max(line.booked_on, book.opened_on)),
                        description=f"{line.get_source_display()}: {line.name}"[:200],
                        lines=_lines(line, accounts_of(book)),
                        source="reconciliation",
                        subject=f"reportline:{line.pk}",
                        key=f"report:{line.source}:{line.name}",
                        made_by=None,
                    ),
                    now=now,
                )
            line.save(update_fields=["entry"])
    except NotEnough:
        return False
    return True


def _lines(line: ReportLine, accounts: AccountIndex) -> list[Line]:
    """A fee lowers what lies with the provider; money to the bank leaves it. Xendit pays out of the bank."""
    lies = accounts["bank_1" if line.source == Source.XENDIT else f"clearing_{line.source}"]
    moved = -line.amount if line.kind == Kind.TO_BANK else 0
    lines: list[Line] = [cr(lies, moved + max(line.fee, 0))]
    if moved:
        lines.append(dr(accounts["bank_1"], moved))
    if line.fee > 0:
        lines.append(dr(accounts["gateway_fee"], line.fee))
    elif line.fee < 0:  # the provider gave a fee back
        lines += [dr(lies, -line.fee), cr(accounts["gateway_fee"], -line.fee)]
    return lines
