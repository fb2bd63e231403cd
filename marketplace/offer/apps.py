"""Promotions; Oscar's app with our migrations."""

from oscar.core import application


class OfferConfig(application.OscarConfig):
    name = "marketplace.offer"
    label = "offer"
    default_auto_field = "django.db.models.BigAutoField"
