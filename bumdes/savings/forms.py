"""Forms of the savings' room."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account, Book, Unit
from bumdes.members.models import Group, Member
from bumdes.organisations.models import Organisation
from bumdes.savings.calculations import month_ends
from bumdes.savings.enums import Basis, Kind
from bumdes.savings.models import SavingsAccount, SavingsProduct
from bumdes.savings.services import Terms
from core.fields import DayField, NameChoiceField, RupiahField, offer
from core.idempotency.fields import KeyField


class TermsForm(forms.Form):
    """What a product says; its kind is chosen once, when it is added."""

    name = forms.CharField(label=_("Name of the product"), max_length=60)
    unit = NameChoiceField(
        label=_("Business unit"), empty_label=None, help_text=_("Its books carry the interest.")
    )
    rate = forms.DecimalField(
        label=_("Interest a year, in percent"), min_value=0, max_value=30, decimal_places=2, initial=0
    )
    basis = forms.ChoiceField(label=_("Reckoned on the"), choices=Basis)
    smallest_balance = RupiahField(
        label=_("What must stay on the account"),
        required=False,
        help_text=_("Voluntary savings only. All of it may be taken at the end."),
    )
    monthly_amount = RupiahField(
        label=_("To be paid each month"), required=False, help_text=_("Compulsory savings only.")
    )
    term_months = forms.IntegerField(
        label=_("Months of the term"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_("Term savings only."),
    )
    is_active = forms.BooleanField(label=_("Offer it to new savers"), required=False, initial=True)

    def __init__(self, *args: Any, book: Book, kind: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.of_kind = kind
        offer(self, "unit", Unit.objects.filter(book=book, is_active=True).order_by("pk"))
        theirs = {
            "smallest_balance": Kind.VOLUNTARY,
            "monthly_amount": Kind.COMPULSORY,
            "term_months": Kind.TERM,
        }
        for name, only in theirs.items():
            if kind and kind != only:
                del self.fields[name]
        if kind == Kind.TERM:
            del self.fields["basis"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = self.of_kind or data.get("kind")
        if kind == Kind.TERM and not data.get("term_months") and "term_months" not in self.errors:
            self.add_error("term_months", _("Write how many months the term has."))
        return data

    def terms(self) -> Terms:
        """As the services take it."""
        data = self.cleaned_data
        return Terms(
            name=data["name"],
            unit=data["unit"],
            rate_bps=int(data["rate"] * 100),
            basis=data.get("basis", Basis.AVERAGE),
            smallest_balance=data.get("smallest_balance") or 0,
            monthly_amount=data.get("monthly_amount") or 0,
            term_months=data.get("term_months") or 0,
            is_active=data["is_active"],
        )


class ProductForm(TermsForm):
    kind = forms.ChoiceField(label=_("Kind of savings"), choices=Kind)
    field_order = ("kind",)


def said_of(product: SavingsProduct) -> dict[str, Any]:
    """What a form that changes a product begins with."""
    shown = ("name", "basis", "smallest_balance", "monthly_amount", "term_months", "is_active")
    rate = Decimal(product.rate_bps) / 100
    return {name: getattr(product, name) for name in shown} | {"rate": rate, "unit": product.unit_id}


class LicenceForm(forms.Form):
    lkm_licence = forms.CharField(
        label=_("LKM licence number"),
        max_length=60,
        required=False,
        help_text=_("From OJK (UU 1/2013). While it is empty only members open accounts."),
    )


class OpenForm(forms.Form):
    """The owner by number or name: a list of all members would be too long to choose from."""

    key = KeyField()
    product = NameChoiceField(label=_("Product"), empty_label=None)
    owner = forms.CharField(
        label=_("Member number or name"),
        max_length=120,
        help_text=_("For the fund of a group, the group's name."),
    )
    opened_on = DayField(label=_("Opened on"), initial=timezone.localdate)
    interest_to = forms.BooleanField(
        label=_("Interest goes to the member's voluntary savings"),
        required=False,
        help_text=_("For term savings. Otherwise it stays on the account itself."),
    )

    def __init__(self, *args: Any, organisation: Organisation, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.organisation, self.book = organisation, book
        products = SavingsProduct.objects.filter(book=book, is_active=True)
        offer(self, "product", products.select_related("book", "unit").order_by("kind", "name", "pk"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        product, words = data.get("product"), " ".join(data.pop("owner", "").split())
        data["member"] = data["group"] = None
        if product is None or not words:
            return data
        if product.kind == Kind.GROUP:
            data["group"] = self._one(
                list(Group.objects.of(self.organisation).active().filter(name__icontains=words)[:4])
            )
        else:
            rows = Member.objects.of(self.organisation).active()
            found = list(rows.filter(number__iexact=words)) or list(
                rows.searched(words).order_by("name", "pk")[:4]
            )
            data["member"] = self._one(found)
        wished, data["interest_to"] = data.get("interest_to"), None
        if wished and data["member"] is not None:
            own = SavingsAccount.objects.of(self.book).active().filter(kind=Kind.VOLUNTARY)
            data["interest_to"] = own.filter(member=data["member"]).order_by("pk").first()
            if data["interest_to"] is None:
                self.add_error("interest_to", _("This member has no voluntary savings yet."))
        return data

    def _one(self, found: list[Any]) -> Any:
        if len(found) == 1:
            return found[0]
        if not found:
            self.add_error("owner", _("Nobody here is called so."))
        else:
            several = ", ".join(f"{getattr(each, 'number', '')} {each.name}".strip() for each in found)
            self.add_error(
                "owner",
                forms.ValidationError(
                    _("Several fit: %(names)s. Write the number, or the whole name."),
                    params={"names": several},
                ),
            )
        return None


class MoneyForm(forms.Form):
    """A deposit or a withdrawal."""

    key = KeyField()
    amount = RupiahField(label=_("Amount"), smallest=1)
    against = NameChoiceField(label=_("Cash or bank"), empty_label=None)
    on = DayField(label=_("Day"), initial=timezone.localdate)
    note = forms.CharField(label=_("Note"), max_length=120, required=False)

    def __init__(self, *args: Any, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        money = Account.objects.filter(book=book, is_active=True, is_cash=True)
        offer(self, "against", money.order_by("code"))


class OpeningForm(forms.Form):
    key = KeyField()
    amount = RupiahField(label=_("Amount"), smallest=1)
    on = DayField(label=_("Day"))


class HoldForm(forms.Form):
    key = KeyField()
    amount = RupiahField(label=_("Amount"), smallest=1)
    reason = forms.CharField(label=_("Why it is held"), max_length=120)


class UndoForm(forms.Form):
    key = KeyField()
    on = DayField(label=_("Day"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Why it is reversed"), max_length=120)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason, if you refuse"), max_length=200)


class RunForm(forms.Form):
    """Which month of which product."""

    product = NameChoiceField(label=_("Product"), empty_label=None)
    month = forms.CharField(label=_("Month"), widget=forms.TextInput(attrs={"type": "month"}), max_length=7)

    def __init__(self, *args: Any, book: Book, **kwargs: Any):
        super().__init__(*args, **kwargs)
        products = SavingsProduct.objects.filter(book=book, rate_bps__gt=0)
        offer(self, "product", products.select_related("book", "unit").order_by("kind", "name", "pk"))

    def clean_month(self) -> Any:
        try:
            day = forms.DateField().to_python(f"{self.cleaned_data['month']}-01")
        except forms.ValidationError as error:
            raise forms.ValidationError(_("Write the month as 2026-01.")) from error
        return month_ends(day)[0] if day else None


class SpanForm(forms.Form):
    """Which days of a passbook are printed."""

    since = DayField(label=_("From"))
    until = DayField(label=_("Until"))
