"""Forms of a loan's life: paying out, payments, new schedules, write-offs, withholding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account, Book
from bumdes.lending.calculations.prepayment import Prepayment
from bumdes.lending.calculations.terms import MAX_PERIODS, Method, Terms
from bumdes.lending.loan_kinds import Channel, VersionReason
from bumdes.savings.models import SavingsAccount
from core.fields import DayField, RupiahField
from core.idempotency.fields import KeyField
from core.money import format_rupiah

# Cash accounts through which no borrower pays.
_NOT_FOR_LOANS = ("petty_cash", "deposit_short", "cash_equivalent_other")


class MoneyForm(forms.Form):
    """Through which account money of a loan goes, and so by which way."""

    key = KeyField()
    against = forms.ChoiceField(label=_("Cash or bank"))

    def __init__(self, *args: Any, book: Book, savings: Sequence[SavingsAccount] = (), **kwargs: Any):
        """`savings` are the borrower's own, where the act may go through them."""
        super().__init__(*args, **kwargs)
        money = Account.objects.filter(book=book, is_active=True, is_cash=True)
        self.accounts = list(money.exclude(role__in=_NOT_FOR_LOANS).order_by("code"))
        self._savings = {each.number: each for each in savings}
        against = self.fields["against"]
        against.choices = [  # type: ignore[attr-defined]
            *((str(account.pk), account.name) for account in self.accounts),
            *(
                (
                    each.number,
                    _("Savings %(number)s: %(free)s")
                    % {"number": each.number, "free": format_rupiah(each.free)},
                )
                for each in savings
            ),
        ]
        if savings:
            against.label = _("Cash, bank or savings")

    @property
    def savings(self) -> SavingsAccount | None:
        """The savings account that was chosen, if one was."""
        return self._savings.get(self.cleaned_data["against"])

    def way(self) -> dict[str, Any]:
        """`channel` and `account`, and `savings` where those were chosen, as the services take them."""
        if savings := self.savings:
            return {"channel": Channel.SAVINGS.value, "account": None, "savings": savings}
        chosen = self.cleaned_data["against"]
        account = next(each for each in self.accounts if str(each.pk) == chosen)
        if account.role == "cash":
            return {"channel": Channel.CASH.value, "account": None}
        return {"channel": Channel.BANK.value, "account": account}


class DisburseForm(MoneyForm):
    date = DayField(label=_("Day"), initial=timezone.localdate)

    field_order = ("key", "date", "against")


class PaymentForm(MoneyForm):
    amount = RupiahField(label=_("Amount"), smallest=1)
    date = DayField(
        label=_("Day"),
        initial=timezone.localdate,
        help_text=_("A payment that was found later carries its own day: what follows is reckoned anew."),
    )
    note = forms.CharField(label=_("Note"), max_length=120, required=False)

    field_order = ("key", "amount", "against", "date", "note")


class ReversalForm(forms.Form):
    key = KeyField()
    date = DayField(label=_("Day of the correction in the books"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Why it is taken back"), max_length=120)


class WaiverForm(forms.Form):
    key = KeyField()
    n = forms.TypedChoiceField(label=_("Instalment"), coerce=int)
    amount = RupiahField(label=_("Amount"), smallest=1)
    reason = forms.CharField(label=_("Why it is forgiven"), max_length=120)

    def __init__(self, *args: Any, unpaid: dict[int, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["n"].choices = list(unpaid.items())  # type: ignore[attr-defined]


class PrepayForm(MoneyForm):
    amount = RupiahField(label=_("Amount paid ahead"), smallest=1)
    how = forms.ChoiceField(
        label=_("What follows"),
        choices=[
            (Prepayment.SHORTEN.value, _("The instalment stays, the last ones go")),
            (Prepayment.LOWER.value, _("The number of instalments stays, each is less")),
        ],
        widget=forms.RadioSelect,
        initial=Prepayment.SHORTEN.value,
    )

    field_order = ("key", "amount", "how", "against")


class PayoffForm(MoneyForm):
    """The amount is the quote that the page showed: another one is refused."""

    amount = RupiahField(widget=forms.HiddenInput, smallest=1)


class RecoverForm(MoneyForm):
    amount = RupiahField(label=_("Amount"), smallest=1)
    date = DayField(label=_("Day"), initial=timezone.localdate)

    field_order = ("key", "amount", "against", "date")


class AskForm(forms.Form):
    """What a second person reads before agreeing."""

    key = KeyField()
    note = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}), strip=True
    )


class RescheduleForm(AskForm):
    reason = forms.ChoiceField(
        label=_("Kind of change"),
        choices=[
            (VersionReason.RESCHEDULED.value, _("Other dates only")),
            (VersionReason.RESTRUCTURED.value, _("A rescue: the borrower cannot pay as agreed")),
        ],
    )
    periods = forms.IntegerField(label=_("Instalments"), min_value=1, max_value=MAX_PERIODS)
    instalment = RupiahField(label=_("Agreed instalment"), smallest=1)
    first_due = DayField(
        label=_("First due date"), required=False, help_text=_("Empty: one period after it is agreed to.")
    )
    grace_principal = forms.IntegerField(
        label=_("Instalments without principal"), min_value=0, max_value=MAX_PERIODS, initial=0
    )
    waives_penalties = forms.BooleanField(
        label=_("Forgive the unpaid penalties"),
        required=False,
        help_text=_("Otherwise they go into the first new instalment."),
    )

    field_order = (
        *("key", "reason", "periods", "instalment", "first_due", "grace_principal", "waives_penalties"),
        "note",
    )

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if terms.method == Method.FIXED_INSTALMENT:
            del self.fields["periods"]
        else:
            del self.fields["instalment"]
        if terms.method in (Method.BULLET, Method.FIXED_INSTALMENT, Method.INTEREST_ONLY):
            del self.fields["grace_principal"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("grace_principal") and data["grace_principal"] >= (data.get("periods") or 0):
            self.add_error("grace_principal", _("The grace must be shorter than the loan."))
        return data

    def wish(self) -> dict[str, Any]:
        """As terms_for_rest() takes it."""
        named = ("periods", "instalment", "first_due", "grace_principal")
        usual = {"periods": 1, "grace_principal": 0}
        return usual | {name: self.cleaned_data[name] for name in named if name in self.fields}


class HarvestForm(AskForm):
    due = DayField(label=_("The new day of the harvest"))

    field_order = ("key", "due", "note")


class RefuseForm(forms.Form):
    reason = forms.CharField(label=_("Reason, if you refuse"), max_length=200)


class WithholdingForm(forms.Form):
    """The limits that the borrower signed."""

    cap_percent = forms.IntegerField(
        label=_("At most, percent of what a sale pays out"), min_value=1, max_value=100, initial=30
    )
    floor = RupiahField(label=_("What must stay with her"), initial=0)
    ends_on = DayField(label=_("Last day"))
