"""Bank lines that wait, proofs that buyers sent, money that paid nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from core.audit.models import AuditLine
from marketplace.gateways.transfer.models import StatementLine, TransferInstruction
from marketplace.operator.models import ManualMatch
from marketplace.payment.models import Payment, UnappliedReceipt


@dataclass(frozen=True)
class ReceiptView:
    """Money that paid nothing. Whole rupiah; who settled it is "" while nobody has."""

    pk: int
    method: str
    amount: int
    reason: str
    purchase: str
    buyer: str
    received_at: datetime
    resolved_at: datetime | None
    resolution: str
    resolved_by: str


def waiting_lines() -> QuerySet[StatementLine]:
    """Bank lines that nobody has placed, without those that wait for a second person."""
    proposed = ManualMatch.objects.filter(line=OuterRef("pk"), withdrawn_at=None)
    return StatementLine.objects.filter(~Exists(proposed), payment=None, set_aside_reason="").select_related(
        "account"
    )


def settled_lines() -> QuerySet[StatementLine]:
    """Bank lines that pay something or were set aside."""
    return StatementLine.objects.exclude(payment=None, set_aside_reason="").select_related(
        "account", "payment__purchase"
    )


def open_matches() -> QuerySet[ManualMatch]:
    """Matches by hand that wait for a second person, the oldest first."""
    return (
        ManualMatch.objects.filter(applied_at=None, withdrawn_at=None)
        .select_related("line__account", "payment__purchase", "made_by")
        .order_by("made_at", "pk")
    )


def proofs() -> QuerySet[TransferInstruction]:
    """Pending transfers whose buyer sent a picture, the oldest picture first."""
    return (
        TransferInstruction.objects.filter(is_open=True, payment__state=Payment.State.PENDING)
        .exclude(proof="")
        .select_related("payment__purchase", "account")
        .order_by("proof_at", "pk")
    )


def receipts(*, is_resolved: bool) -> QuerySet[UnappliedReceipt]:
    """Money that paid nothing: what waits first, or what was settled last."""
    found = UnappliedReceipt.objects.filter(resolved_at__isnull=not is_resolved).select_related(
        "payment__purchase"
    )
    return found.order_by("-resolved_at", "-pk") if is_resolved else found.order_by("received_at", "pk")


def seen(rows: list[UnappliedReceipt]) -> list[ReceiptView]:
    """One page of receipts(), with who settled them. One query, none for unsettled ones."""
    label = UnappliedReceipt._meta.label_lower
    subjects = {f"{label}:{row.pk}": row.pk for row in rows if row.resolved_at}
    who: dict[int, str] = {}
    if subjects:
        lines = AuditLine.objects.filter(subject__in=subjects, action="unapplied.resolved")
        who = {subjects[line.subject]: str(line.actor or "") for line in lines.select_related("actor")}
    return [
        ReceiptView(
            pk=row.pk,
            method=str(row.get_method_display()),
            amount=row.amount,
            reason=row.reason,
            purchase=row.payment.purchase.reference if row.payment else "",
            buyer=row.payment.purchase.name if row.payment else "",
            received_at=row.received_at,
            resolved_at=row.resolved_at,
            resolution=row.resolution,
            resolved_by=who.get(row.pk, ""),
        )
        for row in rows
    ]
