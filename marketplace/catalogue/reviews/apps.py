"""Reviews by people who bought; a fork of Oscar's app."""

from oscar.core import application


class ReviewsConfig(application.OscarConfig):
    name = "marketplace.catalogue.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
