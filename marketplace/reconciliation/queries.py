"""What differs, what providers told, and what each BUMDes still holds of buyers' money."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from bumdes.organisations.models import Organisation
from marketplace.reconciliation.models import Difference, Remittance, Report, ReportLine

# By what is in the books: money taken at its counter or into its QRIS, less what it gave back or brought.
_OWED = """
WITH moved AS (
    SELECT r.organisation_id AS hub, FALSE AS qris, p.amount + p.surplus AS amount
      FROM settlement_booking b JOIN payment_payment p ON p.id = b.subject
      JOIN gateway_counter_countercode c ON c.payment_id = p.id
      JOIN units_cashreceipt r ON r.id = c.receipt_id
     WHERE b.fact = 'captured' AND p.method = 'counter'
    UNION ALL
    SELECT hub_id, FALSE, expected FROM gateway_cod_deposit WHERE entry_id IS NOT NULL
    UNION ALL
    SELECT o.hub_id, FALSE, -f.amount FROM settlement_booking b JOIN payment_refund f ON f.id = b.subject
      JOIN order_order o ON o.id = f.order_id
     WHERE b.fact = 'refunded' AND f.target = 'cash'
    UNION ALL
    SELECT s.hub_id, TRUE, p.amount + p.surplus
      FROM settlement_booking b JOIN payment_payment p ON p.id = b.subject
      JOIN gateway_qris_qrisrequest q ON q.payment_id = p.id
      JOIN gateway_qris_staticqris s ON s.id = q.source_id
     WHERE b.fact = 'captured' AND s.hub_id IS NOT NULL
    UNION ALL
    SELECT s.hub_id, TRUE, u.amount
      FROM settlement_booking b JOIN payment_unappliedreceipt u ON u.id = b.subject
      JOIN gateway_qris_qrisrequest q ON q.payment_id = u.payment_id
      JOIN gateway_qris_staticqris s ON s.id = q.source_id
     WHERE b.fact = 'unapplied' AND s.hub_id IS NOT NULL
    UNION ALL
    SELECT hub_id, origin = 'qris', -amount FROM reconciliation_remittance
)
SELECT o.id, o.name, coalesce(sum(m.amount) FILTER (WHERE NOT m.qris), 0)::bigint,
       coalesce(sum(m.amount) FILTER (WHERE m.qris), 0)::bigint
  FROM moved m JOIN organisations_organisation o ON o.id = m.hub
 WHERE %(hub)s::bigint IS NULL OR o.id = %(hub)s
 GROUP BY o.id, o.name HAVING bool_or(m.amount <> 0) ORDER BY o.name, o.id
"""


@dataclass(frozen=True)
class Debt:
    """What a BUMDes holds of buyers' money and has not brought. Whole rupiah."""

    hub: int
    name: str
    counter: int
    qris: int

    @property
    def total(self) -> int:
        return self.counter + self.qris


def debts(hub: Organisation | None = None) -> list[Debt]:
    """Every BUMDes that holds or held some, by name. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_OWED, {"hub": hub.pk if hub else None})
        return [Debt(*row) for row in cursor.fetchall()]


def owed_by(hub: Organisation, *, qris: bool) -> int:
    """What one BUMDes owes of its counter, or of its QRIS. One query."""
    found = debts(hub)
    if not found:
        return 0
    return found[0].qris if qris else found[0].counter


def differences(*, is_open: bool) -> QuerySet[Difference]:
    """What nobody has explained, the oldest first; or what is over, the latest first."""
    found = Difference.objects.filter(closed_at__isnull=is_open).select_related(
        "line", "payment__purchase", "line__payment__purchase", "owner", "closed_by"
    )
    return found.order_by("found_at", "pk") if is_open else found.order_by("-closed_at", "-pk")


def reports() -> QuerySet[Report]:
    """The latest first."""
    return Report.objects.select_related("uploaded_by").order_by("-uploaded_at", "-pk")


def lines_of(report: Report) -> QuerySet[ReportLine]:
    """A report line by line; what does not agree first."""
    return report.lines.select_related("payment__purchase").order_by("-verdict", "booked_on", "pk")


def remittances() -> QuerySet[Remittance]:
    """The latest first."""
    return Remittance.objects.select_related("hub", "entered_by").order_by("-moved_on", "-pk")
