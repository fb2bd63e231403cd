"""Wagtail's people screen, cut down: find a person, give or take the right to edit pages.

People make their own accounts and keep their own names, addresses and passwords at /akun/;
what they may do in shops and BUMDes is said by memberships there. Only groups are set here.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column
from wagtail.users.views.users import EditView, IndexView, UserViewSet

from core.users.models import User


class EditorForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("name", "email", "groups")
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("name", "email"):
            self.fields[name].disabled = True


class EditorIndexView(IndexView):
    search_fields = ("name", "email", "phone")

    @cached_property
    def columns(self) -> list[Column]:
        # Without the tick box that leads to deleting many people at once.
        return super().columns[1:]


class EditorEditView(EditView):
    template_name = "wagtailadmin/generic/edit.html"


class EditorViewSet(UserViewSet):
    index_view_class = EditorIndexView
    edit_view_class = EditorEditView
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[EditorForm]:
        return EditorForm
