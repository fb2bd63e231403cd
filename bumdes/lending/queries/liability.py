"""A group's joint liability: who owes whom, and how it came to that."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from bumdes.lending.calculations.liability import Covered, GivenBack, who_owes_whom
from bumdes.lending.loan_kinds import LiabilityKind
from bumdes.lending.models import LiabilityFact
from bumdes.members.models import Group, Member
from bumdes.savings.enums import Kind
from bumdes.savings.models import SavingsAccount

# The group's fund among the keys of members.
FUND = 0


@dataclass(frozen=True)
class Debt:
    debtor: Member
    creditor: Member | None  # None: the group's fund
    amount: int

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.debtor.pk}-{self.creditor.pk if self.creditor else FUND}"


def debts_of(group: Group) -> dict[tuple[int, int], int]:
    """Rupiah by (who owes, to whom); FUND stands for the fund. One query, in the open book."""
    facts: list[Covered | GivenBack] = []
    rows = LiabilityFact.objects.filter(group=group).order_by("pk")
    for kind, debtor, creditor, amount in rows.values_list("kind", "debtor", "creditor", "amount"):
        if kind == LiabilityKind.COVERED:
            facts.append(Covered(payer=creditor or FUND, of=debtor, amount=amount))
        else:
            facts.append(GivenBack(by=debtor, to=creditor or FUND, amount=amount))
    return who_owes_whom(facts)


def debts_with_names(group: Group) -> list[Debt]:
    """The same with the people, by name. Two queries."""
    owed = debts_of(group)
    people = Member.objects.in_bulk({pk for pair in owed for pk in pair if pk != FUND}) if owed else {}
    debts = [
        Debt(people[debtor], people[creditor] if creditor != FUND else None, amount)
        for (debtor, creditor), amount in owed.items()
    ]
    return sorted(debts, key=lambda debt: (debt.debtor.name, debt.creditor.name if debt.creditor else ""))


def history(group: Group) -> QuerySet[LiabilityFact]:
    """What happened, the newest first."""
    rows = LiabilityFact.objects.filter(group=group).select_related("debtor", "creditor", "event__loan")
    return rows.order_by("-pk")


def fund_of(group: Group) -> SavingsAccount | None:
    """The open account in which the group saves for its liability. One query, in the open book."""
    found = SavingsAccount.objects.active().filter(group=group, kind=Kind.GROUP)
    return found.select_related("book", "product__unit").order_by("pk").first()
