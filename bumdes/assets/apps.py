"""Fixed assets: the register, useful lives, monthly depreciation, disposal."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "bumdes.assets"
    label = "assets"
    default_auto_field = "django.db.models.BigAutoField"
