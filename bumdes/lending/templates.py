"""What each event of a loan posts: one fixed template per event, by roles of accounts. Pure.

`MONEY` stands for the account the money goes through: cash, bank, savings, or what the market owes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MONEY = "money"


class Event(StrEnum):
    DISBURSED = "disbursed"
    REPAID = "repaid"
    DEPOSIT_USED = "deposit_used"
    FUND_USED = "fund_used"
    INTEREST_ACCRUED = "interest_accrued"
    ACCRUAL_REVERSED = "accrual_reversed"
    PENALTY_CHARGED = "penalty_charged"
    PENALTY_WAIVED = "penalty_waived"
    PROVISION_RAISED = "provision_raised"
    PROVISION_LOWERED = "provision_lowered"
    WRITTEN_OFF = "written_off"
    RECOVERED = "recovered"
    INCENTIVE_PAID = "incentive_paid"
    MURABAHAH_SOLD = "murabahah_sold"
    MURABAHAH_REPAID = "murabahah_repaid"
    TAZIR_RECEIVED = "tazir_received"


@dataclass(frozen=True, slots=True)
class Leg:
    """One posting to be: the part of the event's amounts, on the account of a role."""

    role: str
    part: str


@dataclass(frozen=True, slots=True)
class Template:
    debits: tuple[Leg, ...]
    credits: tuple[Leg, ...]

    @property
    def parts(self) -> set[str]:
        return {leg.part for leg in (*self.debits, *self.credits)}

    @property
    def roles(self) -> set[str]:
        return {leg.role for leg in (*self.debits, *self.credits)} - {MONEY}


# What a payment settles, from wherever it comes. Interest that was accrued is a receivable; interest
# of a loan that accrues no longer, or ahead of its day, is income when it is paid.
_SETTLED = (
    Leg("loan_principal", "principal"),
    Leg("loan_interest_receivable", "accrued_interest"),
    Leg("loan_interest_income", "interest"),
    Leg("loan_admin_income", "fee"),
    Leg("penalty_receivable", "penalty"),
)

TEMPLATES: dict[Event, Template] = {
    Event.DISBURSED: Template(
        (Leg("loan_principal", "principal"),),
        (Leg(MONEY, "paid"), Leg("loan_admin_income", "fee")),
    ),
    Event.REPAID: Template((Leg(MONEY, "paid"),), (*_SETTLED, Leg("instalment_deposit", "excess"))),
    Event.DEPOSIT_USED: Template((Leg("instalment_deposit", "paid"),), _SETTLED),
    Event.FUND_USED: Template((Leg("joint_liability_fund", "paid"),), _SETTLED),
    Event.INTEREST_ACCRUED: Template(
        (Leg("loan_interest_receivable", "interest"),), (Leg("loan_interest_income", "interest"),)
    ),
    Event.ACCRUAL_REVERSED: Template(
        (Leg("loan_interest_income", "interest"),), (Leg("loan_interest_receivable", "interest"),)
    ),
    Event.PENALTY_CHARGED: Template(
        (Leg("penalty_receivable", "penalty"),), (Leg("penalty_income", "penalty"),)
    ),
    Event.PENALTY_WAIVED: Template(
        (Leg("penalty_income", "penalty"),), (Leg("penalty_receivable", "penalty"),)
    ),
    Event.PROVISION_RAISED: Template(
        (Leg("loan_provision_expense", "difference"),), (Leg("allowance_loan_principal", "difference"),)
    ),
    Event.PROVISION_LOWERED: Template(
        (Leg("allowance_loan_principal", "difference"),), (Leg("loan_provision_expense", "difference"),)
    ),
    # What was set aside goes first; what was not is an expense of today. Penalties are given up.
    Event.WRITTEN_OFF: Template(
        (
            Leg("allowance_loan_principal", "set_aside"),
            Leg("loan_provision_expense", "not_set_aside"),
            Leg("loan_interest_income", "accrued_interest"),
            Leg("penalty_income", "penalty"),
        ),
        (
            Leg("loan_principal", "principal"),
            Leg("loan_interest_receivable", "accrued_interest"),
            Leg("penalty_receivable", "penalty"),
        ),
    ),
    # A loan that was written off has no receivable any more: what comes back is income.
    Event.RECOVERED: Template((Leg(MONEY, "paid"),), (Leg("recovery_income", "paid"),)),
    Event.INCENTIVE_PAID: Template((Leg("iptw_expense", "paid"),), (Leg(MONEY, "paid"),)),
    Event.MURABAHAH_SOLD: Template(
        (Leg("murabahah_receivable", "price"),),
        (Leg(MONEY, "paid"), Leg("murabahah_margin_deferred", "margin"), Leg("loan_admin_income", "fee")),
    ),
    # The margin is earned as the cost comes in.
    Event.MURABAHAH_REPAID: Template(
        (Leg(MONEY, "paid"), Leg("murabahah_margin_deferred", "margin")),
        (
            Leg("murabahah_receivable", "price"),
            Leg("murabahah_income", "margin"),
            Leg("loan_admin_income", "fee"),
            Leg("instalment_deposit", "excess"),
        ),
    ),
    # A murabahah does not grow when it is late: ta'zir is owed to nobody and goes to the social fund.
    Event.TAZIR_RECEIVED: Template((Leg(MONEY, "paid"),), (Leg("profit_share_social", "paid"),)),
}


@dataclass(frozen=True, slots=True)
class Posted:
    """A posting by role, in rupiah; one side is zero."""

    role: str
    debit: int = 0
    credit: int = 0


class NotTheEvents(ValueError):
    """The amounts are not those of the event: an unknown part, a negative amount, or unequal sides."""


def postings_of(event: Event, amounts: Mapping[str, int], *, mirrored: bool = False) -> list[Posted]:
    """The postings of an event, debits first, without those of zero. Raises NotTheEvents.

    Mirrored they undo so much of what such an event posted.
    """
    template = TEMPLATES[event]
    if unknown := amounts.keys() - template.parts:
        raise NotTheEvents(f"{event} has no {', '.join(sorted(unknown))}")
    if any(amount < 0 for amount in amounts.values()):
        raise NotTheEvents(f"{event} takes no negative amount")
    debits = [Posted(leg.role, debit=amounts.get(leg.part, 0)) for leg in template.debits]
    credits = [Posted(leg.role, credit=amounts.get(leg.part, 0)) for leg in template.credits]
    if sum(each.debit for each in debits) != sum(each.credit for each in credits):
        raise NotTheEvents(f"{event} does not balance: {dict(amounts)}")
    if mirrored:
        debits, credits = (
            [Posted(each.role, debit=each.credit) for each in credits],
            [Posted(each.role, credit=each.debit) for each in debits],
        )
    return [each for each in (*debits, *credits) if each.debit or each.credit]
