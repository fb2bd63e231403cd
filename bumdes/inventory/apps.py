"""Stock cards: goods of a unit at moving average cost, and what they cost when they are sold."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "bumdes.inventory"
    label = "inventory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.inventory.queries import has_cards  # noqa: PLC0415
        from bumdes.organisations.desk import (  # noqa: PLC0415
            NavItem,
            Pointer,
            Tile,
            add_pointer,
            add_tiles,
            add_to_menu,
        )
        from bumdes.organisations.permissions import RECORD  # noqa: PLC0415

        add_to_menu([NavItem(57, "inventory", "inventory:home", _("Stock"), "box")])
        add_tiles(
            [
                Tile(
                    74,
                    "inventory:purchase",
                    _("Buy goods for stock"),
                    _("Goods with a stock card, with freight"),
                    "box",
                    RECORD,
                ),
                Tile(
                    75,
                    "inventory:sell",
                    _("Sell goods from stock"),
                    _("Goods with a stock card, for cash or on credit"),
                    "box",
                    RECORD,
                ),
            ]
        )
        add_pointer(
            "books:buy",
            Pointer(
                _("Do these goods have a stock card?"),
                _("Write them down under Stock"),
                "inventory:purchase",
                lambda desk: has_cards(desk.book),
            ),
        )
