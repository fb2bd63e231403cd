"""What the worker does for loans."""

from datetime import timedelta

from django.utils import timezone

from bumdes.lending.services.evening import accrue_everywhere
from core.tasks import periodic


@periodic(cron="20 17 * * *")
def accrue_loans_of_the_day() -> None:
    """Every night at 00.20 WIB, for the day that is over; a repeated run finds nothing to do."""
    now = timezone.now()
    accrue_everywhere(on=timezone.localdate(now) - timedelta(days=1), now=now)
