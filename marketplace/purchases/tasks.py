"""The clocks as periodic jobs of the worker."""

from django.utils import timezone

from core.tasks import periodic
from marketplace.purchases.clocks import run_clocks


@periodic(cron="* * * * *")
def clocks() -> None:
    """Every minute: expire, move, send."""
    run_clocks(now=timezone.now())
