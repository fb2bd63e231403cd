"""What the worker does for the books."""

from django.utils import timezone

from bumdes.ledger.services.sealing import publish_heads, seal_all
from core.tasks import periodic


@periodic(cron="* * * * *")
def seal_books() -> None:
    seal_all()


@periodic(cron="20 17 * * *")
def tell_heads() -> None:
    """Every day at 00.20 WIB."""
    publish_heads(now=timezone.now())
