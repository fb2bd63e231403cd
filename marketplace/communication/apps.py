"""Oscar's message types; its tables are referred to by orders."""

from oscar.core import application


class CommunicationConfig(application.OscarConfig):
    name = "marketplace.communication"
    label = "communication"
    default_auto_field = "django.db.models.BigAutoField"
