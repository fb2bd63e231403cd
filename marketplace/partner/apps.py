"""Offers: who sells a product, at what price, from what stock; a fork of Oscar's app."""

from oscar.core import application


class PartnerConfig(application.OscarConfig):
    name = "marketplace.partner"
    label = "partner"
    default_auto_field = "django.db.models.BigAutoField"
