"""Payments, how each is split over orders, and what must be paid back."""

from django.apps import AppConfig


class PaymentConfig(AppConfig):
    name = "marketplace.payment"
    label = "payment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.order.port import fill_money_back  # noqa: PLC0415 - needs the models
        from marketplace.payment.refunds import Refunds  # noqa: PLC0415

        fill_money_back(Refunds())
