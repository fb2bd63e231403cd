"""Run background jobs: deferred ones as they come, periodic ones by the clock."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Run background jobs until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=1)

    def handle(self, *args: object, concurrency: int, **options: object) -> None:
        call_command(
            "procrastinate", "worker", "--concurrency", str(concurrency), "--shutdown-graceful-timeout", "20"
        )
