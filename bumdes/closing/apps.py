"""Closing months and years, sharing the profit, reporting to the village."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClosingConfig(AppConfig):
    name = "bumdes.closing"
    label = "closing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.organisations.desk import NavItem, add_to_menu  # noqa: PLC0415

        add_to_menu([NavItem(65, "closing", "closing:home", _("Close the books"), "lock")])
