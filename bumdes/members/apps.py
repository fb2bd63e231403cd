"""People and groups of one BUMDes, their consents and identity papers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "bumdes.members"
    label = "members"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Members")
