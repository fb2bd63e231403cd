"""List events of payment providers that wait for a person, and handle them again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from marketplace.gateways.provider.models import ProviderEvent
from marketplace.gateways.provider.protocol import ProviderDown, Refused
from marketplace.purchases.remote import OVER, handle


class Command(BaseCommand):
    help = "List events that are not handled; with --replay handle them (or those named) again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("events", nargs="*", help="the providers' ids of events; without: all that wait")
        parser.add_argument("--replay", action="store_true", help="handle them again")

    def handle(self, *args: Any, **options: Any) -> None:
        found = ProviderEvent.objects.defer("body").order_by("received_at", "pk")
        if options["events"]:
            found = found.filter(event_id__in=options["events"])
        else:
            found = found.exclude(state__in=OVER)
        for event in found:
            said = f"{event.state} {event.note}"
            if options["replay"]:
                try:
                    said = handle(event_pk=event.pk, now=timezone.now())
                except (ProviderDown, Refused) as error:
                    said = f"not handled: {error}"
            self.stdout.write(f"{event.received_at:%Y-%m-%d %H:%M} {event.provider} {event.event_id}: {said}")
