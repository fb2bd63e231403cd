"""Loans of the BUMDes to its members and groups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LendingConfig(AppConfig):
    name = "bumdes.lending"
    label = "lending"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Loans")

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.organisations.desk import NavItem, Tile, add_tiles, add_to_menu  # noqa: PLC0415
        from bumdes.organisations.permissions import DECIDE_LOANS, LEND, RECORD  # noqa: PLC0415

        add_to_menu([NavItem(59, "lending", "lending:home", _("Loans"), "money")])
        add_tiles(
            [
                Tile(
                    80,
                    "lending:loans",
                    _("Take an instalment"),
                    _("Find the loan, then write the payment down"),
                    "money",
                    RECORD,
                ),
                Tile(
                    81,
                    "lending:new",
                    _("Write down an application"),
                    _("A member or a group asks for a loan"),
                    "money",
                    LEND,
                ),
                Tile(
                    82,
                    "lending:committee",
                    _("Decide on loans"),
                    _("Applications that wait for the committee"),
                    "scale",
                    DECIDE_LOANS,
                ),
            ]
        )
