"""Forms of a group's meeting: its collection sheet, and who pays for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bumdes.lending.loan_kinds import Channel
from bumdes.lending.models import Loan
from bumdes.lending.queries.liability import Debt
from bumdes.lending.queries.sheets import SheetRow
from bumdes.members.models import Member
from bumdes.savings.models import SavingsAccount
from core.fields import DayField, RupiahField
from core.idempotency.fields import KeyField
from core.money import format_rupiah

EVERYBODY, FROM_FUND = "semua", "dana"
TAKEN_BY = [(Channel.CASH.value, Channel.CASH.label), (Channel.BANK.value, Channel.BANK.label)]


class SheetForm(forms.Form):
    """One amount a loan, filled with what is owed; an empty one was not paid."""

    key = KeyField()
    date = DayField(label=_("Paid on"))
    channel = forms.ChoiceField(label=_("How"), choices=TAKEN_BY, initial=Channel.CASH.value)

    def __init__(self, *args: Any, rows: Sequence[SheetRow], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[self.name_of(row.loan)] = RupiahField(
                label=row.name, required=False, initial=row.owed or None
            )

    @staticmethod
    def name_of(loan: Loan) -> str:
        return f"amount_{loan.reference}"

    def lines(self) -> list[tuple[SheetRow, forms.BoundField]]:
        return [(row, self[self.name_of(row.loan)]) for row in self.rows]

    def amounts(self) -> dict[Loan, int]:
        """What was paid, without the rows left empty or at zero."""
        given = {row.loan: self.cleaned_data[self.name_of(row.loan)] for row in self.rows}
        return {loan: amount for loan, amount in given.items() if amount}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.amounts():
            self.add_error(None, str(_("Write what at least one of them paid.")))
        return cleaned


class CoverForm(forms.Form):
    """Who is short, on which loan, and whose money fills it."""

    key = KeyField()
    amount = RupiahField(label=_("Amount"), smallest=1)

    def __init__(
        self,
        *args: Any,
        rows: Sequence[SheetRow],
        people: Sequence[Member],
        fund: SavingsAccount | None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.loans = {row.loan.reference: row.loan for row in rows if row.owed}
        self.people = {str(member.pk): member for member in people}
        names = [(pk, member.name) for pk, member in self.people.items()]
        short = [
            (row.loan.reference, f"{row.name} · {row.loan.product.name} · {format_rupiah(row.owed)}")
            for row in rows
            if row.owed
        ]
        first: list[tuple[str, Any]] = [(EVERYBODY, _("All the others, in equal parts"))]
        if fund is not None:
            first.append((FROM_FUND, _("The group's fund, %(free)s") % {"free": format_rupiah(fund.free)}))
        self.fields |= {
            "loan": forms.ChoiceField(label=_("Loan that is short"), choices=short),
            "payer": forms.ChoiceField(label=_("Who pays"), choices=[*first, *names]),
        }
        # A member's own loan says who is short; of a loan of the group somebody must.
        if any(loan.group_id for loan in self.loans.values()):
            self.fields["debtor"] = forms.ChoiceField(label=_("Who is short"), choices=names)

    def borrower(self) -> Member:
        """Who is short; after is_valid()."""
        loan = self.loans[self.cleaned_data["loan"]]
        return loan.member or self.people[self.cleaned_data["debtor"]]


class GiveBackForm(forms.Form):
    key = KeyField()
    amount = RupiahField(label=_("Amount"), smallest=1)

    def __init__(self, *args: Any, debts: Sequence[Debt], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.debts = {debt.value: debt for debt in debts}
        pairs = [
            (
                value,
                f"{debt.debtor.name} → {debt.creditor.name if debt.creditor else _('The group fund')}"
                f" · {format_rupiah(debt.amount)}",
            )
            for value, debt in self.debts.items()
        ]
        self.fields["debt"] = forms.ChoiceField(label=_("Who gives back to whom"), choices=pairs)


class IncentiveForm(forms.Form):
    """The on-time incentive of a loan that was paid off."""

    key = KeyField()
    percent = forms.IntegerField(
        label=_("Percent of the interest paid"), min_value=1, max_value=100, initial=10
    )

    def __init__(self, *args: Any, loans: Sequence[Loan], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.loans = {loan.reference: loan for loan in loans}
        choices = [
            (reference, f"{loan.borrower.name} · {loan.product.name} · {format_rupiah(loan.amount)}")
            for reference, loan in self.loans.items()
        ]
        self.fields["loan"] = forms.ChoiceField(label=_("Loan that was paid off"), choices=choices)
