"""The closed list of what every room needs: money, moments, ids, locks, refusals."""

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from core.checks import DurabilityGuard  # noqa: PLC0415

        if settings.DURABLE_DATABASE_REQUIRED:
            connection_created.connect(DurabilityGuard(), weak=False, dispatch_uid="durability")
