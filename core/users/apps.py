"""People who sign in."""

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "core.users"
    label = "users"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from core.users import checks  # noqa: F401, PLC0415 - registers them, and looks at models
