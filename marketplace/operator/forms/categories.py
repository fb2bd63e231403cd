"""Forms of the tree of categories."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.idempotency.fields import KeyField
from marketplace.catalogue.models import Category
from marketplace.operator.forms.fields import LineField

# Names of the icon sprite that stand for goods.
ICONS = ("fish", "rice", "pineapple", "coconut", "coffee", "mat", "songket", "service", "wifi", "leaf", "box")


class CategoryForm(forms.Form):
    key = KeyField()
    name = LineField(label=_("Name"), max_length=80)
    name_en = LineField(label=_("Name in English"), max_length=80, required=False)
    icon = forms.ChoiceField(
        label=_("Icon"), required=False, choices=[("", _("none")), *((name, name) for name in ICONS)]
    )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if sum(sign.isalpha() for sign in name) < 2:
            raise ValidationError(_("Write the name in words."))
        return name


class CategoryChoiceField(forms.ModelChoiceField):
    """Any category, or the top of the tree; how deep each lies is seen."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("queryset", Category.objects.order_by("path"))
        super().__init__(required=False, empty_label=_("At the top"), **kwargs)

    def label_from_instance(self, obj: Category) -> str:
        return "– " * (obj.depth - 1) + obj.name


class NewCategoryForm(CategoryForm):
    parent = CategoryChoiceField(label=_("Under"))


class MoveForm(forms.Form):
    parent = CategoryChoiceField(label=_("Put under"))
