"""Placing a purchase, paying it, and the clocks that run on it. Keeps no tables of its own."""

from django.apps import AppConfig


class PurchasesConfig(AppConfig):
    name = "marketplace.purchases"
    label = "purchases"
