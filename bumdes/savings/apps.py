"""Savings of members and groups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SavingsConfig(AppConfig):
    name = "bumdes.savings"
    label = "savings"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Savings")

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.organisations.desk import NavItem, Tile, add_tiles, add_to_menu  # noqa: PLC0415
        from bumdes.organisations.permissions import RECORD  # noqa: PLC0415

        add_to_menu([NavItem(59, "savings", "savings:home", _("Savings"), "money")])
        add_tiles(
            [
                Tile(
                    82,
                    "savings:home",
                    _("Savings of members"),
                    _("Find the account, then deposit or withdraw"),
                    "money",
                    RECORD,
                )
            ]
        )
