"""Books: charts, accounts, entries and their proof. Knows a book, not a BUMDes."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "bumdes.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
