"""Money of a loan that comes from the borrower's savings or goes there: one entry, moved on both sides.

Callers hold the loan's lock, then the account's, with the book open, in one transaction.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account
from bumdes.lending.loan_kinds import Channel
from bumdes.lending.models import Loan, LoanEvent
from bumdes.lending.services.loan_refusals import NotHerSavings
from bumdes.lending.services.recording import Act
from bumdes.savings.enums import Kind
from bumdes.savings.models import InterestRun, Movement, SavingsAccount
from bumdes.savings.services import deposit, ledger_account, withdraw
from bumdes.savings.services.movements import hold_row
from bumdes.savings.services.refusals import (
    AccountClosed,
    BeforeOpening,
    InterestWasPaid,
    NotCovered,
    NotInOrder,
)
from core.money import format_rupiah


def hold_savings(loan: Loan, savings: SavingsAccount) -> None:
    """Lock the account, after the loan: so does everybody who locks both. Raises NotHerSavings."""
    _check_owner(loan, savings)
    hold_row(savings)


def _check_owner(loan: Loan, savings: SavingsAccount) -> None:
    is_hers = savings.book_id == loan.book_id and savings.member_id == loan.member_id
    if not is_hers or savings.kind != Kind.VOLUNTARY:
        raise NotHerSavings


def check_savings(loan: Loan, savings: SavingsAccount, *, amount: int, day: date) -> None:
    """May so much be put on this account (or, below zero, be taken) on that day? Needs its product.

    What is held stays, and what must stay by the product. Raises NotHerSavings (unless it is voluntary
    savings of the loan's own member), AccountClosed, BeforeOpening, InterestWasPaid, NotInOrder,
    NotCovered; what they say stands beside the fields of a loan's forms.
    """
    _check_owner(loan, savings)
    if savings.closed_on is not None:
        raise AccountClosed(field="against")
    if day < savings.opened_on:
        raise BeforeOpening(field="date")
    paid = InterestRun.objects.filter(product=savings.product_id, month__gte=day.replace(day=1))
    if paid.exists():
        raise InterestWasPaid(field="date")
    if amount >= 0:
        return
    if savings.newest_on is not None and day < savings.newest_on:
        raise NotInOrder(field="date")
    if savings.free < -amount:
        raise NotCovered(_("Only %(free)s of this account is free."), free=format_rupiah(savings.free))
    least = savings.product.smallest_balance
    if 0 < savings.balance + amount < least:
        raise NotCovered(
            _("%(least)s stays on this account until all of it is taken."), least=format_rupiah(least)
        )


def savings_named(savings: SavingsAccount | None) -> dict[str, int]:
    """For the fingerprint of what is asked: nothing without savings, so that older ones stay the same."""
    return {"savings": savings.pk} if savings is not None else {}


def through_savings(loan: Loan, savings: SavingsAccount, *, channel: str, amount: int, day: date) -> Account:
    """The account of the books that such money goes through. Raises as check_savings()."""
    if channel != Channel.SAVINGS:
        raise NotHerSavings
    check_savings(loan, savings, amount=amount, day=day)
    return ledger_account(savings)


def move_savings(act: Act, savings: SavingsAccount, *, words: str) -> None:
    """Move the account by what each entry of this act posted to its account of the books.

    Usually that is one entry; of a murabahah its ta'zir is another. Raises as deposit() and withdraw().
    """
    account = ledger_account(savings)
    for event in act.events:
        if event.entry is None:
            continue
        posted = event.entry.postings.filter(account=account).aggregate(
            amount=Sum("credit", default=0) - Sum("debit", default=0)
        )["amount"]
        if not posted:
            continue
        move = deposit if posted > 0 else withdraw
        move(
            account=savings,
            amount=abs(posted),
            entry=event.entry,
            on=act.day,
            note=f"{words} {act.loan.reference}",
            key=f"loan:{event.pk}",
            actor=act.actor,
            now=act.now,
        )


def savings_of_event(event: LoanEvent) -> SavingsAccount | None:
    """The account that a payment or its parts moved. Two queries at most, in the open book."""
    if event.channel != Channel.SAVINGS:
        return None
    entries = [event.entry_id, *event.parts.values_list("entry", flat=True)]
    moved = Movement.objects.filter(entry__in=entries, account__member=event.loan.member_id)
    return moved.select_related("account__product", "account__book")[0].account
