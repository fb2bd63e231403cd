"""Complaints as a periodic job of the worker."""

from django.utils import timezone

from core.tasks import periodic
from marketplace.aftersales.services import tend


@periodic(cron="* * * * *")
def complaints() -> None:
    """Every minute: money that was granted goes back, and what was shared out meanwhile is held."""
    tend(now=timezone.now())
