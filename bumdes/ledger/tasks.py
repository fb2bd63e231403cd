"""What the worker does for the books."""

from django.utils import timezone

from bumdes.ledger.services.sealing import fold_all, publish_heads, seal_all
from core.tasks import periodic


@periodic(cron="* * * * *")
def seal_books() -> None:
    seal_all()


@periodic(cron="*/10 * * * *")
def fold_slots() -> None:
    """What is read of months that are over stays small, however many wrote at once."""
    fold_all(today=timezone.localdate())


@periodic(cron="20 17 * * *")
def tell_heads() -> None:
    """Every day at 00.20 WIB."""
    publish_heads(now=timezone.now())
