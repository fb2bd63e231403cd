"""Bank statements against the books: import, matching, and the reconciliation of a month."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BankingConfig(AppConfig):
    name = "bumdes.banking"
    label = "banking"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.organisations.desk import NavItem, Tile, add_tiles, add_to_menu  # noqa: PLC0415
        from bumdes.organisations.permissions import KEEP_BOOKS  # noqa: PLC0415

        add_to_menu([NavItem(45, "banking", "banking:home", _("Bank"), "transfer")])
        add_tiles(
            [
                Tile(
                    75,
                    "banking:home",
                    _("Match the bank"),
                    _("The bank's list against the bank book"),
                    "transfer",
                    KEEP_BOOKS,
                )
            ]
        )
