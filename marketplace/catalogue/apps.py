"""Products and categories; a fork of Oscar's app."""

from oscar.core import application


class CatalogueConfig(application.OscarConfig):
    name = "marketplace.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
