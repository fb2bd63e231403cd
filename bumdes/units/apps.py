"""What a BUMDes runs: its counter, business units, budget and village internet."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "bumdes.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Looks at models, which can be imported only now.
        from bumdes.organisations.between_units import register_claims  # noqa: PLC0415
        from bumdes.organisations.desk import NavItem, Tile, add_tiles, add_to_menu  # noqa: PLC0415
        from bumdes.organisations.permissions import KEEP_BOOKS  # noqa: PLC0415
        from bumdes.units.models import BusinessUnit  # noqa: PLC0415

        register_claims(
            lambda units: dict(
                BusinessUnit.objects.filter(unit__in=list(units)).values_list("unit_id", "account_id")
            )
        )
        add_to_menu([NavItem(55, "units", "units:home", _("Business units"), "grid")])
        add_tiles(
            [
                Tile(
                    70,
                    "units:between",
                    _("Move money between units"),
                    _("From the head office to a unit, or back"),
                    "transfer",
                    KEEP_BOOKS,
                )
            ]
        )
