"""Capital by contributor and source, and what restricted money was used for."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CapitalConfig(AppConfig):
    name = "bumdes.capital"
    label = "capital"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.organisations.desk import NavItem, Tile, add_tiles, add_to_menu  # noqa: PLC0415
        from bumdes.organisations.permissions import KEEP_BOOKS  # noqa: PLC0415

        add_to_menu([NavItem(60, "capital", "capital:home", _("Capital"), "people")])
        add_tiles(
            [
                Tile(
                    85,
                    "capital:new",
                    _("Receive capital"),
                    _("From the village, residents, or a grant"),
                    "people",
                    KEEP_BOOKS,
                )
            ]
        )
