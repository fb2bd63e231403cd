"""Reconciliation as a job of the worker."""

from django.utils import timezone

from core.tasks import periodic
from marketplace.reconciliation.services.matching import reconcile


@periodic(cron="47 3 * * *")
def reconcile_reports() -> None:
    """Every night: what agrees now, what no report tells of, and fees that waited for the books."""
    reconcile(now=timezone.now())
