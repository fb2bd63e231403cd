"""Forms of loan products, applications, surveys and the committee."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book, Unit
from bumdes.lending.application_kinds import COLLATERALS, House, Reputation
from bumdes.lending.calculations.terms import MAX_PERIODS
from bumdes.lending.labels import RateBasis
from bumdes.lending.models import Application, Product, Survey
from bumdes.lending.services.applications import Visit, Wish
from bumdes.members.models import Group, Member
from bumdes.organisations.models import Organisation
from core.fields import DayField, NameChoiceField, RupiahField, offer
from core.idempotency.fields import KeyField
from core.users.fields import PhoneField
from media.fields import PhotosField

# What the database holds of a column, said beside its field: (least, most).
_BOUNDS: dict[str, tuple[int, int]] = {
    "rate_percent": (0, 1_000),
    "margin_percent": (0, 1_000),
    "fee_percent": (0, 100),
    "penalty_percent": (0, 100),
    "periods_min": (1, MAX_PERIODS),
    "periods_max": (1, MAX_PERIODS),
    "rounding_unit": (1, 1_000_000),
    "loans_at_once": (1, 20),
}


def _field(column: models.Field, **kwargs: Any) -> forms.Field | None:
    """A column's own form field with its bounds; whole rupiah as people write them."""
    if isinstance(column, models.BigIntegerField):
        return RupiahField(
            label=kwargs.get("label") or capfirst(column.verbose_name),
            required=not column.null,
            initial=column.get_default(),
            smallest=1 if column.name == "principal_min" else 0,
        )
    if column.name in _BOUNDS:
        kwargs["min_value"], kwargs["max_value"] = _BOUNDS[column.name]
    return column.formfield(**kwargs)


# The form's parts, as the page shows them: (heading, fields).
PARTS = (
    (_("The loan"), ("name", "unit", "method", "rate_percent", "rate_basis", "margin_percent")),
    (
        _("Instalments"),
        (
            *("frequency", "periods_min", "periods_max", "day_count", "rounding_unit", "rounding_mode"),
            *("grace_principal", "grace_interest_payment"),
        ),
    ),
    (_("Costs"), ("fee_percent", "fee_amount", "fee_per_instalment")),
    (
        _("When it is late or paid early"),
        (
            *("penalty_percent", "penalty_amount", "penalty_base", "penalty_grace_days", "penalty_is_daily"),
            *("penalty_cap", "allocation_order", "payoff_rule", "class_scale"),
        ),
    ),
    (
        _("Who may borrow how much"),
        (
            *("principal_min", "member_max", "group_max", "loans_at_once"),
            *("collateral_from", "guarantors"),
        ),
    ),
)
_COLUMNS = [name for _heading, names in PARTS for name in names if name != "unit"]


class ProductForm(forms.Form):
    """Conditions of a version. `example_*` are only for the schedule that is drawn beside them."""

    key = KeyField()
    unit = NameChoiceField(label=_("Business unit"))
    example_principal = RupiahField(label=_("Example: amount"), smallest=1, initial=1_000_000)
    example_periods = forms.IntegerField(
        label=_("Example: instalments"), min_value=1, max_value=MAX_PERIODS, initial=10
    )
    example_instalment = RupiahField(
        label=_("Example: agreed instalment"),
        smallest=1,
        required=False,
        help_text=_("Only for an annuity with an agreed instalment."),
    )

    def __init__(self, *args: Any, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer(self, "unit", Unit.objects.filter(book=book, is_active=True).order_by("code", "pk"))
        self.fields.update(fields_for_model(Product, fields=_COLUMNS, formfield_callback=_field))
        self.fields["rate_basis"] = forms.ChoiceField(label=_("Rate for"), choices=RateBasis)
        self.fields["rate_percent"].label = _("Interest (jasa), %")
        self.fields["margin_percent"].label = _("Margin of a murabahah, percent a period")
        for name in ("penalty_cap", "member_max", "group_max", "collateral_from"):
            self.fields[name].help_text = {
                "penalty_cap": _("Empty: no cap."),
                "collateral_from": _("Empty: never."),
            }.get(name, _("Empty: not for them."))

    @property
    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The bound fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in PARTS]

    def conditions(self) -> dict[str, Any]:
        """As the services take them."""
        return {name: self.cleaned_data[name] for name in ("unit", *_COLUMNS)}


class NewProductForm(ProductForm):
    code = forms.SlugField(
        label=_("Code"), max_length=20, help_text=_("Short, as spp or yarnen; it stays for good.")
    )


def conditions_of(product: Product) -> dict[str, Any]:
    """What a form that changes a product begins with."""
    return {name: getattr(product, name) for name in _COLUMNS} | {
        "unit": product.unit_id,
        "example_principal": min(1_000_000, product.member_max or product.group_max or 1_000_000),
        "example_periods": product.periods_max,
    }


class WishForm(forms.Form):
    """What is asked for."""

    principal = RupiahField(label=_("Amount asked for"), smallest=1)
    periods = forms.IntegerField(label=_("Instalments"), min_value=1, max_value=MAX_PERIODS)
    purpose = forms.CharField(label=_("What for"), max_length=200)
    first_due = DayField(
        label=_("First due date"),
        required=False,
        help_text=_("Empty: one period after the loan is paid out. Of a yarnen, the harvest."),
    )
    instalment = RupiahField(
        label=_("Agreed instalment"),
        smallest=1,
        required=False,
        help_text=_("Only for an annuity with an agreed instalment."),
    )

    def wish(self) -> Wish:
        return Wish(**{name: self.cleaned_data[name] for name in Wish.__dataclass_fields__})


def wish_of(application: Application) -> dict[str, Any]:
    return {name: getattr(application, name) for name in Wish.__dataclass_fields__}


class ApplyForm(WishForm):
    """The borrower by number or name: a list of all members would be too long to choose from."""

    key = KeyField()
    borrower = forms.CharField(label=_("Member number, name, or name of a group"), max_length=120)
    product = NameChoiceField(label=_("Product"))

    field_order = ("key", "borrower", "product", "principal", "periods", "purpose", "first_due")

    def __init__(self, *args: Any, organisation: Organisation, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        offer(self, "product", Product.objects.of(book).offered().order_by("name", "pk"))

    def clean_borrower(self) -> Member | Group:
        words = " ".join(self.cleaned_data["borrower"].split())
        people = Member.objects.of(self.organisation).active()
        exact: list[Member | Group] = [
            *people.filter(number__iexact=words),
            *Group.objects.of(self.organisation).active().filter(name__iexact=words),
        ]
        found = exact or [
            *people.searched(words).order_by("name", "pk")[:4],
            *Group.objects.of(self.organisation).active().filter(name__icontains=words).order_by("name")[:4],
        ]
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("Nobody here is called so."))
        several = ", ".join(
            f"{each.number} {each.name}" if isinstance(each, Member) else each.name for each in found
        )
        raise forms.ValidationError(
            _("Several people fit: %(names)s. Write the number."), params={"names": several}
        )


class SurveyForm(forms.Form):
    visited_on = DayField(label=_("Visited on"), initial=timezone.localdate)
    income = RupiahField(label=_("Comes in a month"))
    expenses = RupiahField(label=_("The household needs a month"))
    other_debts = RupiahField(label=_("Instalments elsewhere a month"), initial=0)
    dependants = forms.IntegerField(label=_("People who live on it"), min_value=0, max_value=99, initial=0)
    business_years = forms.IntegerField(label=_("Years in business"), min_value=0, max_value=99, initial=0)
    house = forms.ChoiceField(label=_("House"), choices=House)
    reputation = forms.ChoiceField(label=_("What neighbours say"), choices=Reputation)
    notes = forms.CharField(
        label=_("What was seen"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    latitude = forms.DecimalField(
        label=_("Latitude"), min_value=-90, max_value=90, max_digits=9, decimal_places=6, required=False
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), min_value=-180, max_value=180, max_digits=9, decimal_places=6, required=False
    )
    photos = PhotosField(label=_("Photos of the business and the house"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("visited_on") and data["visited_on"] > timezone.localdate():
            self.add_error("visited_on", _("This day has not come yet."))
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("longitude", _("Write both, or neither."))
        return data

    def visit(self) -> Visit:
        return Visit(**{name: self.cleaned_data[name] for name in Visit.__dataclass_fields__})


def visit_of(survey: Survey) -> dict[str, Any]:
    return {name: getattr(survey, name) for name in Visit.__dataclass_fields__}


class PledgeForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=COLLATERALS)
    description = forms.CharField(label=_("What it is"), max_length=160)
    value = RupiahField(label=_("Value"), smallest=1)


class GuarantorForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    relation = forms.CharField(label=_("Who it is to the borrower"), max_length=80, required=False)
    phone = PhoneField(required=False)


class VoteForm(forms.Form):
    in_favour = forms.TypedChoiceField(
        label=_("Your vote"),
        choices=[("yes", _("In favour")), ("no", _("Against"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Why"), max_length=200, required=False, help_text=_("Needed when you are against.")
    )


class DecideForm(forms.Form):
    principal = RupiahField(label=_("Amount agreed to"), smallest=1)
    periods = forms.IntegerField(label=_("Instalments"), min_value=1, max_value=MAX_PERIODS)
    disburse_on = DayField(label=_("To be paid out on"), initial=timezone.localdate)
    note = forms.CharField(
        label=_("Words of the committee"),
        max_length=200,
        required=False,
        help_text=_("Needed when it is refused."),
    )


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Why it is withdrawn"), max_length=200)
