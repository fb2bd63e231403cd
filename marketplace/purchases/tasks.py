"""The clocks, and what payment providers tell, as jobs of the worker."""

from datetime import timedelta

from django.utils import timezone

from core.tasks import periodic, task
from marketplace.purchases import refunding, remote
from marketplace.purchases.clocks import run_clocks


@periodic(cron="* * * * *")
def clocks() -> None:
    """Every minute: expire, move, send."""
    run_clocks(now=timezone.now())


@task(queue="payments")
def handle_event(event_pk: int) -> None:
    """What one event of a provider asks for."""
    remote.handle(event_pk=event_pk, now=timezone.now())


@task(queue="payments")
def send_refund(refund_pk: int) -> None:
    """Ask the provider for one refund. An unanswered question is asked again by the retry or the sweep."""
    refunding.ask(refund_pk=refund_pk, now=timezone.now())


@periodic(cron="*/5 * * * *")
def sweep_payments() -> None:
    """Every five minutes: ask the providers about what is not settled."""
    remote.sweep(now=timezone.now())
    refunding.sweep_refunds(now=timezone.now())


@periodic(cron="41 2 * * *")
def find_missed_events() -> None:
    """Every night: what the providers say they sent, and we never got."""
    now = timezone.now()
    for event in remote.missed(since=now - timedelta(days=3), now=now):
        handle_event.defer(event_pk=event.pk)
