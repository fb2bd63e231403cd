"""Run the timers that are due: for cron, or where no worker runs."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from marketplace.purchases.clocks import run_clocks


class Command(BaseCommand):
    help = "Expire unpaid payments, move overdue orders, send waiting letters. Safe to repeat."

    def handle(self, *args: object, **options: object) -> None:
        done = run_clocks(now=timezone.now())
        self.stdout.write(
            f"expired {done.expired} payments, moved {done.moved} orders, sent {done.sent} letters"
        )
