"""The form of a fee rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation
from core.fields import NameChoiceField, RupiahField, offer
from marketplace.catalogue.models import Category
from marketplace.sellers.models import Seller
from marketplace.settlement.models import FeeKind


class FeeRuleForm(forms.Form):
    """A share in percent or an amount a piece, for all sales or for those it names."""

    kind = forms.ChoiceField(label=_("Who takes it"), choices=FeeKind.choices)
    place = forms.IntegerField(
        label=_("Place"),
        min_value=1,
        max_value=9_999,
        help_text=_("The rule with the smallest number that fits a sale is used."),
    )
    percent = forms.CharField(
        label=_("Percent of the goods"),
        required=False,
        max_length=6,
        help_text=_("Such as 2,5. Leave it empty for an amount a piece."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    per_piece = RupiahField(label=_("Rupiah a piece"), required=False, largest=10_000_000)
    category = NameChoiceField(label=_("Only this category"), required=False)
    seller = NameChoiceField(label=_("Only this shop"), required=False)
    hub = NameChoiceField(label=_("Only this BUMDes"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "category", Category.objects.order_by("path"))
        offer(self, "seller", Seller.objects.order_by("name", "pk"))
        offer(self, "hub", Organisation.objects.order_by("name", "pk"))

    def clean_percent(self) -> int:
        """Basis points. Two digits behind the comma are kept, more are refused."""
        typed = self.cleaned_data["percent"].strip().removesuffix("%").strip().replace(",", ".")
        if not typed:
            return 0
        points = Decimal(typed) * 100 if typed.replace(".", "", 1).isdecimal() else Decimal(-1)
        if points != points.to_integral_value() or not 0 < points <= 10_000:
            raise ValidationError(_("Write a share between 0,01 and 100 percent, such as 2,5."))
        return int(points)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and cleaned["percent"] and cleaned["per_piece"]:
            self.add_error("per_piece", _("Write a percentage or an amount a piece, not both."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What set_rule() takes."""
        cleaned = dict(self.cleaned_data)
        return {"basis_points": cleaned.pop("percent"), "per_piece": cleaned.pop("per_piece") or 0, **cleaned}
