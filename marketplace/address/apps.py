"""Addresses of river villages; a fork of Oscar's app."""

from oscar.core import application


class AddressConfig(application.OscarConfig):
    name = "marketplace.address"
    label = "address"
    default_auto_field = "django.db.models.BigAutoField"
