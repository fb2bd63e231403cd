"""What the worker does for savings."""

from datetime import timedelta

from django.utils import timezone

from bumdes.savings.services.interest import run_everywhere
from core.tasks import periodic


@periodic(cron="40 18 1-3 * *")
def pay_savings_interest() -> None:
    """For the month before, at 01.40 WIB after the first days of a month; a repeat finds it paid."""
    now = timezone.now()
    month = (timezone.localdate(now).replace(day=1) - timedelta(days=1)).replace(day=1)
    run_everywhere(month=month, now=now)
