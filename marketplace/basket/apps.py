"""One basket over many shops; a fork of Oscar's app."""

from oscar.core import application


class BasketConfig(application.OscarConfig):
    name = "marketplace.basket"
    label = "basket"
    default_auto_field = "django.db.models.BigAutoField"
