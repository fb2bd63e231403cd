"""The product form, made for a phone: one column, words people use, nothing asked twice."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from bumdes.villages.queries import villages_by_district
from core.idempotency.fields import KeyField
from core.money import format_rupiah
from marketplace.catalogue.models import Product
from marketplace.catalogue.queries import leaf_categories
from marketplace.catalogue.services import (
    GOODS,
    MAX_PICTURES,
    MAX_VARIANTS,
    SERVICE,
    Content,
    Variant,
)
from marketplace.seller_centre.forms.fields import (
    CountField,
    DigitsField,
    LineField,
    PriceField,
    TextField,
    choice_field,
)
from marketplace.seller_centre.forms.photos import PatientPhotosField
from marketplace.seller_centre.forms.shops import grouped_choices
from marketplace.seller_centre.services.products import Terms

MAX_GRAMS = 200_000
MAX_DAYS = 30


class ProductForm(forms.Form):
    """A new product; with `product` given, an existing one, without price, stock and kind."""

    data: MultiValueDict[str, Any]  # as browsers send it

    key = KeyField()
    version = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    photos = PatientPhotosField(
        label=_("Photos"),
        max_photos=MAX_PICTURES,
        required=False,
        help_text=_("Up to 8. Daylight, plain ground, close by. The first is the one buyers see in lists."),
    )
    title = LineField(label=_("Name of the product"), max_length=120, letters=3)
    category = forms.ChoiceField(label=_("Category"))
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(GOODS, _("Goods that are sent or picked up")), (SERVICE, _("A service"))],
        initial=GOODS,
        widget=forms.RadioSelect,
    )
    price = PriceField(
        label=_("Price"),
        required=False,
        help_text=_("15000, 15.000 or 15rb: all are fine."),
        error_messages={"required": _("Write a price.")},
    )
    stock = CountField(
        label=_("Stock"),
        required=False,
        help_text=_("Pieces you have ready now."),
        error_messages={"required": _("Write how many you have; 0 is fine.")},
    )
    unit = forms.ChoiceField(label=_("Sold by"), choices=Product.Unit)
    net_amount = CountField(label=_("Contents"), required=False, smallest=1)
    net_unit = forms.ChoiceField(
        label=_("Unit of contents"), required=False, choices=[("", "–"), *Product.NetUnit.choices]
    )
    weight_grams = CountField(
        label=_("Weight with packing, in grams"),
        required=False,
        largest=MAX_GRAMS,
        help_text=_("Delivery is worked out from it. One kilogram is 1000."),
        error_messages={"required": _("Write the weight; delivery is worked out from it.")},
    )
    description = TextField(label=_("Description"), max_length=3000, rows=6, required=False)
    preorder_days = CountField(
        label=_("Days to make it"),
        required=False,
        largest=MAX_DAYS,
        help_text=_("0 when it is ready."),
        initial=0,
    )
    origin_village = forms.ChoiceField(label=_("Made in"), required=False)
    pirt_number = DigitsField(
        label=_("P-IRT number"),
        digits=15,
        dash_after=13,
        error=_("A P-IRT number has 15 digits, such as 2061607010001-28."),
        required=False,
    )
    halal = forms.ChoiceField(label=_("Halal"), choices=Product.Halal, initial=Product.Halal.NONE_NEEDED)
    halal_number = LineField(label=_("Halal certificate number"), max_length=30, required=False)

    def __init__(self, *args: Any, product: Product | None = None, has_variants: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.product, self.has_variants = product, has_variants
        choice_field(self, "category").choices = grouped_choices(leaf_categories(), _("Choose a category"))
        choice_field(self, "origin_village").choices = grouped_choices(
            villages_by_district(), _("The village of the shop")
        )
        if product is not None:
            for name in ("kind", "price", "stock"):
                del self.fields[name]
        elif not has_variants:
            self.fields["price"].required = True
            self.fields["stock"].required = self._is_goods()
        self.fields["weight_grams"].required = self._is_goods()

    @classmethod
    def values_of(cls, product: Product, *, version: str) -> dict[str, Any]:
        """What the form shows for a product."""
        category = product.categories.values_list("pk", flat=True).first()
        return {
            "version": version,
            "title": product.title,
            "category": category,
            "unit": product.unit,
            "net_amount": product.net_amount,
            "net_unit": product.net_unit,
            "weight_grams": product.weight_grams or None,
            "description": product.description,
            "preorder_days": product.preorder_days,
            "origin_village": product.origin_village_id,
            "pirt_number": product.pirt_number,
            "halal": product.halal,
            "halal_number": product.halal_number,
        }

    def _is_goods(self) -> bool:
        """Fixed once a product exists, since its stock is counted or not; goods until it is said."""
        if self.product is not None:
            return self.product.product_class.requires_shipping
        return self.data.get("kind", GOODS) != SERVICE

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        _contents_need_both(self)
        if self._is_goods() and data.get("weight_grams") == 0:
            self.add_error("weight_grams", self.fields["weight_grams"].error_messages["required"])
        if data.get("halal") == Product.Halal.CERTIFIED and not data.get("halal_number"):
            self.add_error("halal_number", _("Write the number of the certificate, or choose “in process”."))
        return data

    def content(self) -> Content:
        data = self.cleaned_data
        return Content(
            title=data["title"],
            category_id=int(data["category"]),
            kind=GOODS if self._is_goods() else SERVICE,
            description=data["description"],
            unit=data["unit"],
            net_amount=data["net_amount"],
            net_unit=data["net_unit"],
            weight_grams=data["weight_grams"] or 0,
            origin_village_id=data["origin_village"] or None,
            preorder_days=data["preorder_days"] or 0,
            pirt_number=data["pirt_number"],
            halal=data["halal"],
            halal_number=data["halal_number"] if data["halal"] == Product.Halal.CERTIFIED else "",
        )

    def terms(self) -> Terms | None:
        if self.product is not None or self.has_variants:
            return None
        return Terms(price=self.cleaned_data["price"], on_hand=self.cleaned_data["stock"] or 0)


class VariantForm(forms.Form):
    """One variant. An existing one (`variant_id`) has its price and stock on their own page."""

    variant_id = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    label = LineField(label=_("Variant"), max_length=60, required=False)
    price = PriceField(label=_("Price"), required=False)
    stock = CountField(label=_("Stock"), required=False)
    net_amount = CountField(label=_("Contents"), required=False, smallest=1)
    net_unit = forms.ChoiceField(
        label=_("Unit of contents"), required=False, choices=[("", "–"), *Product.NetUnit.choices]
    )
    weight_grams = CountField(label=_("Weight (g)"), required=False, largest=MAX_GRAMS)
    is_offered = forms.BooleanField(label=_("On sale"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.has_changed() and not data.get("variant_id"):
            return data
        if not data.get("label") and "label" not in self.errors:
            self.add_error("label", _("Name the variant, such as “250 g” or “spicy”."))
        if "price" in self.fields and "price" not in self.errors and not data.get("price"):
            self.add_error("price", _("Write a price."))
        _contents_need_both(self)
        return data

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("label"))

    def variant(self) -> Variant:
        data = self.cleaned_data
        return Variant(
            label=data["label"],
            net_amount=data["net_amount"],
            net_unit=data["net_unit"],
            weight_grams=data["weight_grams"] or 0,
            product_id=data.get("variant_id"),
            is_offered=data.get("is_offered", True),
        )

    def terms(self) -> Terms | None:
        return self.first_terms() if "price" in self.fields else None

    def first_terms(self) -> Terms:
        """The price and stock of a new variant."""
        return Terms(price=self.cleaned_data["price"], on_hand=self.cleaned_data["stock"] or 0)


def _contents_need_both(form: forms.Form) -> None:
    """Contents are an amount and its unit: 250 and grams, or neither."""
    amount, unit = form.cleaned_data.get("net_amount"), form.cleaned_data.get("net_unit")
    if amount and not unit and "net_unit" not in form.errors:
        form.add_error("net_unit", _("Choose the unit: g, ml or pieces."))
    if unit and not amount and "net_amount" not in form.errors:
        form.add_error("net_amount", _("Write how much is in one, or leave the unit empty."))


class BaseVariants(forms.BaseFormSet):
    """The rows of variants. `known` are the variants the product has already."""

    def __init__(self, *args: Any, known: frozenset[int] = frozenset(), **kwargs: Any):
        self.known = known
        super().__init__(*args, **kwargs)

    def initial_form_count(self) -> int:
        """Rows of existing variants; counted here, not taken from the page."""
        return len(self.initial or [])

    def add_fields(self, form: VariantForm, index: int | None) -> None:
        super().add_fields(form, index)
        unused = (
            ["price", "stock"]
            if index is not None and index < self.initial_form_count()
            else ["is_offered", "variant_id"]
        )
        for name in unused:
            del form.fields[name]

    def clean(self) -> None:
        labels: set[str] = set()
        for form in self.forms:
            data = form.cleaned_data if hasattr(form, "cleaned_data") else {}
            if data.get("variant_id") and data["variant_id"] not in self.known:
                raise ValidationError(_("This form is incomplete. Open the page again."))
            label = (data.get("label") or "").casefold()
            if label and label in labels:
                form.add_error("label", _("Two variants have the same name."))
            labels.add(label)

    def filled(self) -> list[VariantForm]:
        return [form for form in self.forms if form.is_filled]


NewVariants = cast(
    type[BaseVariants],
    forms.formset_factory(
        VariantForm, formset=BaseVariants, extra=4, max_num=MAX_VARIANTS, absolute_max=MAX_VARIANTS
    ),
)
MoreVariants = cast(
    type[BaseVariants],
    forms.formset_factory(
        VariantForm, formset=BaseVariants, extra=2, max_num=MAX_VARIANTS, absolute_max=MAX_VARIANTS
    ),
)


def variant_values(children: list[Product]) -> list[dict[str, Any]]:
    """What the rows show for the variants a product has."""
    return [
        {
            "variant_id": child.pk,
            "label": child.variant_label,
            "net_amount": child.net_amount,
            "net_unit": child.net_unit,
            "weight_grams": child.weight_grams or None,
            "is_offered": child.is_public,
        }
        for child in children
    ]


def differences(stored: dict[str, Any], form: ProductForm) -> list[tuple[str, str, str]]:
    """What a form would change in what is stored: (label, stored, typed) for each field that differs."""
    typed = form.content()
    rows: list[tuple[str, str, str]] = []
    for name, field in form.fields.items():
        attribute = {"category": "category_id", "origin_village": "origin_village_id"}.get(name, name)
        if name not in stored or not hasattr(typed, attribute):
            continue
        here, there = stored[name] or "", getattr(typed, attribute) or ""
        if str(here) != str(there):
            rows.append((str(field.label), _words(field, here), _words(field, there)))
    return rows


def _words(field: forms.Field, value: Any) -> str:
    """A value as people read it: the name of a choice, an amount with Rp."""
    if isinstance(field, PriceField) and isinstance(value, int):
        return format_rupiah(value)
    for key, label in getattr(field, "choices", []):
        if isinstance(label, (list, tuple)):
            for inner, name in label:
                if str(inner) == str(value):
                    return str(name)
        elif str(key) == str(value):
            return str(label)
    return str(value) or "–"
