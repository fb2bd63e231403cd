"""The public site's own app, and Wagtail's apps as this site needs them.

Wagtail 8 hangs its JSON API of version 3 into each of these apps as it starts. No address of ours
leads there, and it brings pydantic and ninja: 8 MiB in every process. So they start here, with
what their own `ready` does otherwise. tests/architecture/test_imports.py notices when it is back.
"""

from django.apps import AppConfig
from django.db.models import ForeignKey
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig

# ruff: noqa: PLC0415 (models are not there yet when this module is read)


class CmsConfig(AppConfig):
    name = "cms"
    default = True


class EditorsConfig(WagtailUsersAppConfig):
    """wagtail.users with one task left: a superuser says who may edit pages."""

    user_viewset = "cms.editors.EditorViewSet"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.contrib.auth.models import Group
        from wagtail.permissions import register_permission_policy

        from cms.permissions import SuperusersOnly

        register_permission_policy(get_user_model(), SuperusersOnly(get_user_model(), actions={"change"}))
        register_permission_policy(Group, SuperusersOnly(Group, actions={"add", "change", "delete"}))


class ImagesConfig(AppConfig):
    """wagtail.images without its API and without its check for image libraries."""

    name = "wagtail.images"
    label = "wagtailimages"
    verbose_name = _("Wagtail images")
    default_auto_field = "django.db.models.AutoField"
    default_attrs: dict[str, object] = {}

    def ready(self) -> None:
        from wagtail.admin.compare import register_comparison_class
        from wagtail.admin.forms.models import register_form_field_override
        from wagtail.admin.ui.fields import register_display_class
        from wagtail.images import get_image_model, get_permission_policy
        from wagtail.images.components import ImageDisplay
        from wagtail.images.edit_handlers import ImageFieldComparison
        from wagtail.images.signal_handlers import register_signal_handlers
        from wagtail.images.widgets import AdminImageChooser
        from wagtail.models.reference_index import ReferenceIndex
        from wagtail.permissions import register_permission_policy

        model = get_image_model()
        register_permission_policy(model, get_permission_policy())
        register_signal_handlers()
        register_form_field_override(ForeignKey, to=model, override={"widget": AdminImageChooser})
        register_comparison_class(ForeignKey, to=model, comparison_class=ImageFieldComparison)
        register_display_class(ForeignKey, to=model, display_class=ImageDisplay)
        ReferenceIndex.register_model(model)


class DocumentsConfig(AppConfig):
    """wagtail.documents without its API."""

    name = "wagtail.documents"
    label = "wagtaildocs"
    verbose_name = _("Wagtail documents")
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        from wagtail.admin.ui.fields import register_display_class
        from wagtail.documents import get_document_model, get_permission_policy
        from wagtail.documents.components import DocumentDisplay
        from wagtail.documents.signal_handlers import register_signal_handlers
        from wagtail.models.reference_index import ReferenceIndex
        from wagtail.permissions import register_permission_policy

        model = get_document_model()
        register_permission_policy(model, get_permission_policy())
        register_signal_handlers()
        register_display_class(ForeignKey, to=model, display_class=DocumentDisplay)
        ReferenceIndex.register_model(model)


class RedirectsConfig(AppConfig):
    """wagtail.contrib.redirects without its API."""

    name = "wagtail.contrib.redirects"
    label = "wagtailredirects"
    verbose_name = _("Wagtail redirects")
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        from wagtail.contrib.redirects.models import Redirect
        from wagtail.contrib.redirects.signal_handlers import (
            autocreate_redirects_on_page_move,
            autocreate_redirects_on_slug_change,
        )
        from wagtail.permissions import register_permission_policy
        from wagtail.signals import page_slug_changed, post_page_move

        register_permission_policy(Redirect)
        post_page_move.connect(autocreate_redirects_on_page_move)
        page_slug_changed.connect(autocreate_redirects_on_slug_change)
