"""The BUMDes screens for its part in the market: counter, parcels and sellers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HubDeskConfig(AppConfig):
    name = "marketplace.hub_desk"
    label = "hub_desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.organisations.desk import NavItem, add_to_menu  # noqa: PLC0415

        add_to_menu(
            [
                NavItem(10, "home", "hub:home", _("Home"), "home"),
                NavItem(20, "counter", "hub:counter", _("Counter"), "cash"),
                NavItem(25, "qris", "hub:qris", _("QRIS"), "qris"),
                NavItem(30, "parcels", "hub:parcels", _("Parcels"), "box"),
                NavItem(35, "deposits", "hub:deposits", _("Couriers' cash"), "courier"),
                NavItem(70, "sellers", "hub:sellers", _("Sellers"), "shop"),
                NavItem(75, "payouts", "hub:payouts", _("Cash for shops"), "cash"),
                NavItem(80, "shifts", "hub:shifts", _("Drawer shifts"), "clock"),
            ]
        )
