"""Letters about the account leave at once, not with the next round of the clock."""

from django.utils import timezone

from core.messages.services import send_waiting
from core.tasks import task


@task(queue="letters")
def send_letters() -> None:
    """Send what waits in the outbox."""
    send_waiting(now=timezone.now())
