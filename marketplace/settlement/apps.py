"""From a captured payment to what each party is owed: escrow, fees, settlements, in balanced entries."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    name = "marketplace.settlement"
    label = "settlement"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Both look at models, which can be imported only now.
        from bumdes.lending.evidence import register  # noqa: PLC0415
        from marketplace.settlement.evidence import MarketSales  # noqa: PLC0415

        register(MarketSales())
