"""Books: charts, accounts, entries and their proof. Knows a book, not a BUMDes."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class LedgerConfig(AppConfig):
    name = "bumdes.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bumdes.ledger.access import close_on_arrival  # noqa: PLC0415  models must be loaded

        connection_created.connect(close_on_arrival, dispatch_uid=self.name)
