"""Fixed assets: the register, useful lives, monthly depreciation, disposal."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    name = "bumdes.assets"
    label = "assets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.organisations.desk import NavItem, Tile, add_tiles, add_to_menu  # noqa: PLC0415
        from bumdes.organisations.permissions import KEEP_BOOKS  # noqa: PLC0415

        add_to_menu([NavItem(58, "assets", "assets:home", _("Fixed assets"), "scale")])
        add_tiles(
            [
                Tile(
                    80,
                    "assets:new",
                    _("Buy an asset"),
                    _("Land, machines, vehicles, furniture"),
                    "truck",
                    KEEP_BOOKS,
                )
            ]
        )
