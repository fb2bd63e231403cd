"""People and groups of one BUMDes, their consents and identity papers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "bumdes.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Members")

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.members import checks  # noqa: F401, PLC0415
        from bumdes.organisations.desk import NavItem, Tile, add_tiles, add_to_menu  # noqa: PLC0415
        from bumdes.organisations.permissions import SERVE_MEMBERS  # noqa: PLC0415

        add_to_menu([NavItem(58, "members", "members:home", _("Members"), "user")])
        add_tiles(
            [
                Tile(
                    80,
                    "members:new",
                    _("Register a member"),
                    _("A person who saves, borrows or sells here"),
                    "user",
                    SERVE_MEMBERS,
                )
            ]
        )
