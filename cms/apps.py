"""The public site's own app, and Wagtail's people screens under our rules."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    name = "cms"
    default = True


class EditorsConfig(WagtailUsersAppConfig):
    """wagtail.users with one task left: a superuser says who may edit pages."""

    user_viewset = "cms.editors.EditorViewSet"

    def ready(self) -> None:
        # Models are not there yet when this module is read.
        from django.contrib.auth import get_user_model  # noqa: PLC0415
        from django.contrib.auth.models import Group  # noqa: PLC0415
        from wagtail.permissions import register_permission_policy  # noqa: PLC0415

        from cms.permissions import SuperusersOnly  # noqa: PLC0415

        register_permission_policy(get_user_model(), SuperusersOnly(get_user_model(), actions={"change"}))
        register_permission_policy(Group, SuperusersOnly(Group, actions={"add", "change", "delete"}))
