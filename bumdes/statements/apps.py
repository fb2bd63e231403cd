"""The five statements of a BUMDes and the notes, from the running totals of its book."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatementsConfig(AppConfig):
    name = "bumdes.statements"
    label = "statements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.organisations.desk import NavItem, add_to_menu  # noqa: PLC0415

        add_to_menu([NavItem(60, "statements", "statements:income", _("Reports"), "chart")])
