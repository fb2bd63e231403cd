"""Which payment a line of the bank's list pays. Reads only; who calls applies the money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from marketplace.gateways.transfer.models import StatementLine, TransferInstruction
from marketplace.payment.models import Payment

# An amount is given to somebody else once its payment has ended, so older ones say nothing.
REMEMBERED = timedelta(days=14)
NEAR = 1_000  # forgotten or mistyped unique code
MOST_SHOWN = 8


@dataclass(frozen=True)
class Candidate:
    """A pending payment that a line may be for. `gap` is what the line is over (or under) it."""

    payment_id: int
    reference: str
    buyer: str
    amount_due: int
    gap: int
    has_proof: bool


def reference_of(line: StatementLine) -> str:
    """How a payment names the money of this line."""
    return f"bank:{line.fingerprint}"


def find_payment(line: StatementLine) -> Payment | None:
    """The one payment this line is for, by amount and day; None when that is not certain.

    An open instruction of the account with exactly this amount, when the money was booked
    between its making and the end of its time. Else the only ended one of the last weeks:
    its money came late or a second time, and is kept as such. One or two queries.
    """
    same = TransferInstruction.objects.filter(account=line.account_id, amount_due=line.amount).select_related(
        "payment__purchase"
    )
    opened = same.filter(is_open=True).first()
    if opened is not None:
        return opened.payment if _in_time(line, opened.payment) else None
    ended = [
        instruction.payment
        for instruction in same.filter(is_open=False).order_by("-pk")[:20]
        if _made_on_or_before(line, instruction.payment)
        and line.booked_on - timezone.localdate(instruction.payment.created_at) <= REMEMBERED
    ]
    return ended[0] if len(ended) == 1 else None


def _made_on_or_before(line: StatementLine, payment: Payment) -> bool:
    return timezone.localdate(payment.created_at) <= line.booked_on


def _in_time(line: StatementLine, payment: Payment) -> bool:
    last = payment.expires_at + timedelta(hours=settings.PAY_TRANSFER_GRACE_HOURS)
    return _made_on_or_before(line, payment) and line.booked_on <= timezone.localdate(last)


def candidates(line: StatementLine, *, reference: str = "") -> list[Candidate]:
    """Pending transfers that a line may be for, the nearest amount first. One query.

    With a purchase reference only that one, whatever its amount; the unique code is often
    forgotten, so the amount without it counts as near.
    """
    found = TransferInstruction.objects.filter(
        is_open=True, payment__state=Payment.State.PENDING
    ).select_related("payment__purchase")
    if reference:
        found = found.filter(payment__purchase__reference=reference)
    else:
        found = found.filter(amount_due__range=(line.amount - NEAR, line.amount + NEAR))
    rows = [
        Candidate(
            payment_id=instruction.payment_id,
            reference=instruction.payment.purchase.reference,
            buyer=instruction.payment.purchase.name,
            amount_due=instruction.amount_due,
            gap=line.amount - instruction.amount_due,
            has_proof=bool(instruction.proof),
        )
        for instruction in found.order_by("pk")[:200]
    ]
    return sorted(rows, key=lambda row: (abs(row.gap), row.payment_id))[:MOST_SHOWN]
