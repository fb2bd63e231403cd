"""Forms of the capital room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.capital.kinds import ContributorKind, Kind, Restriction, Source
from bumdes.capital.models import Contributor
from bumdes.ledger.models import Account, Book, Unit
from core.fields import RupiahField
from core.idempotency.fields import KeyField


class NamedField(forms.ModelChoiceField):
    """A row by its name: codes say little to who chooses."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **kwargs,
    )


class ContributionForm(forms.Form):
    key = KeyField()
    kind = forms.ChoiceField(label=_("Kind of capital"), choices=Kind)
    source = forms.ChoiceField(label=_("Where the money comes from"), choices=Source)
    contributor = NamedField(
        label=_("Contributor"),
        queryset=Contributor.objects.none(),
        required=False,
        empty_label=_("Somebody new, written below"),
    )
    name = forms.CharField(label=_("Name of the new contributor"), max_length=120, required=False)
    contributor_kind = forms.ChoiceField(
        label=_("The new contributor is a"), choices=ContributorKind, required=False
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    amount = RupiahField(label=_("Amount or value"), smallest=1)
    moved_on = day_field(_("Received on"), initial=timezone.localdate)
    account = NamedField(
        label=_("Received in"),
        queryset=Account.objects.none(),
        required=False,
        empty_label=_("Nothing now: it is in the opening balances"),
    )
    goods = forms.CharField(
        label=_("Goods received"),
        max_length=120,
        required=False,
        help_text=_("Only when it is not money. Choose the asset account above."),
    )
    unit = NamedField(label=_("For the unit"), queryset=Unit.objects.none(), empty_label=None)
    decree = forms.CharField(
        label=_("Number of the decision"),
        max_length=80,
        help_text=_("Village regulation, decree or minutes of the assembly."),
    )
    decided_on = day_field(_("Decided on"))
    purpose = forms.CharField(label=_("Purpose"), max_length=200)
    restriction = forms.ChoiceField(label=_("What it may be spent on"), choices=Restriction)

    def __init__(self, *args: Any, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        assets = Account.objects.filter(book=book, is_active=True, type="asset", side="debit")
        _choose(self, "account", assets.order_by("-is_cash", "code"))
        _choose(self, "unit", Unit.objects.filter(book=book, is_active=True).order_by("pk"))
        _choose(self, "contributor", Contributor.objects.filter(book=book).order_by("name", "pk"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        contributor = data.pop("contributor", None)
        new = {
            "kind": data.pop("contributor_kind", "") or ContributorKind.PERSON,
            **{name: data.pop(name, "") for name in ("name", "phone", "address")},
        }
        if contributor is None and not new["name"] and "name" not in self.errors:
            self.add_error("name", _("Choose a contributor, or write the name of a new one."))
        return {**data, "contributor": contributor or new}


class CorrectionForm(ContributionForm):
    correction = forms.CharField(label=_("What was wrong"), max_length=200)


class ReturnForm(forms.Form):
    key = KeyField()
    amount = RupiahField(label=_("Amount given back"), smallest=1)
    moved_on = day_field(_("Given back on"), initial=timezone.localdate)
    account = NamedField(label=_("Paid from"), queryset=Account.objects.none())
    decree = forms.CharField(label=_("Number of the minutes of the assembly"), max_length=80)
    decided_on = day_field(_("Decided on"))
    purpose = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        cash = Account.objects.filter(book=book, is_active=True, is_cash=True)
        _choose(self, "account", cash.order_by("code"))


class UseForm(forms.Form):
    entry = forms.UUIDField(label=_("Spending entry"))
    amount = RupiahField(label=_("Amount used"), smallest=1)
    note = forms.CharField(label=_("Note"), max_length=120, required=False)


class VillageFundForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2015, max_value=2100)
    amount = RupiahField(label=_("Dana Desa of the year"), smallest=1)
    decree = forms.CharField(label=_("Number of the budget regulation"), max_length=80, required=False)


def _choose(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
