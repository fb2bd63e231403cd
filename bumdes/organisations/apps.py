"""BUMDes as organisations: who they are and who holds which office."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "bumdes.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
