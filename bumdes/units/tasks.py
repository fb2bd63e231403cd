"""What the worker does for village internet."""

from django.utils import timezone

from bumdes.units.services.bills import bill_everywhere
from core.tasks import periodic


@periodic(cron="10 18 1-3 * *")
def bill_internet() -> None:
    """In the night after the first days of a month, 01.10 WIB; a repeated run finds nothing to do."""
    now = timezone.now()
    bill_everywhere(month=timezone.localdate(now).replace(day=1), now=now)
