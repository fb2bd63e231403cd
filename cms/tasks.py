"""The site's clock."""

from __future__ import annotations

from django.core.management import call_command

from core.tasks import periodic


@periodic(cron="*/5 * * * *")
def publish_scheduled() -> None:
    """Publish and withdraw the pages whose moment has come."""
    call_command("publish_scheduled", verbosity=0)
