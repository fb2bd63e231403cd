"""Settlement as a periodic job of the worker."""

from django.utils import timezone

from core.tasks import periodic
from marketplace.settlement.services import book_facts, settle_orders


@periodic(cron="* * * * *")
def settlement() -> None:
    """Every minute: facts into the books, completed orders shared out."""
    now = timezone.now()
    book_facts(now=now)
    settle_orders(now=now)
