"""The day's book-keeping: everyday forms, journals, cash counts, bank statements, imports."""

from django.apps import AppConfig


class BookkeepingConfig(AppConfig):
    name = "bumdes.bookkeeping"
    label = "bookkeeping"
    default_auto_field = "django.db.models.BigAutoField"
