"""Letters and codes about the account leave at once, not with the next round of the clock."""

from django.utils import timezone

from core.messages.services import send_waiting
from core.tasks import periodic, task
from core.users.codes import send_waiting_codes


@task(queue="letters")
def send_letters() -> None:
    """Send what waits in the outbox."""
    send_waiting(now=timezone.now())
    send_waiting_codes(now=timezone.now())


@periodic(cron="* * * * *")
def codes_again() -> None:
    """Codes that a provider did not take the first time, as long as they are good."""
    send_waiting_codes(now=timezone.now())
