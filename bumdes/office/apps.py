"""The first look of director and treasurer: money now, the month against plan, what needs doing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "bumdes.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.organisations.desk import NavItem, add_to_menu  # noqa: PLC0415

        add_to_menu([NavItem(15, "summary", "office:home", _("Summary"), "chart")])
