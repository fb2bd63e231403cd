"""What each account of a product earned in a month, whether it was paid or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from bumdes.ledger.access import opened
from bumdes.savings.calculations import Balances, interest, month_balances, month_ends
from bumdes.savings.enums import Basis
from bumdes.savings.models import Movement, SavingsAccount, SavingsProduct


@dataclass(frozen=True, slots=True)
class Earned:
    """One account: how it stood, and the whole rupiah it earned. `to_id` is the account that gets them."""

    account_id: int
    number: str
    owner: str
    balances: Balances
    interest: int
    to_id: int
    to_kind: str


def earnings(product: SavingsProduct, month: date, *, is_locking: bool = False) -> list[Earned]:
    """Every account that is open today and was by the month's end, in the order of numbers.

    Two queries; one more with `is_locking`, which locks the accounts that will be paid into as well.
    """
    first, last = month_ends(month)
    with opened(product.book):
        rows = (
            SavingsAccount.objects.filter(product=product, closed_on=None, opened_on__lte=last)
            .select_related("member", "group", "interest_to")
            .order_by("pk")
        )
        if is_locking:
            # In the order of keys, as everybody locks. An account is never closed under this lock.
            targets = SavingsAccount.objects.filter(product=product, closed_on=None)
            wanted = {pk for pair in targets.values_list("pk", "interest_to_id") for pk in pair if pk}
            locked = SavingsAccount.objects.filter(pk__in=wanted).order_by("pk")
            list(locked.select_for_update(no_key=True).values_list("pk"))
        accounts = list(rows)
        # From the balance of today back to the month's beginning: only what came since is read.
        since: dict[int, list[tuple[date, int]]] = {}
        moved = (
            Movement.objects.filter(account__product=product, account__closed_on=None, on__gte=first)
            .values_list("account_id", "on")
            .annotate(sum=Sum("amount"))
            .order_by()
        )
        for pk, day, amount in moved:
            since.setdefault(pk, []).append((day, amount))
    return [_earned(product, account, since.get(account.pk, []), first, last) for account in accounts]


def _earned(
    product: SavingsProduct,
    account: SavingsAccount,
    since: list[tuple[date, int]],
    first: date,
    last: date,
) -> Earned:
    before = account.balance - sum(amount for _day, amount in since)
    within = [(day, amount) for day, amount in since if day <= last]
    balances = month_balances(before, within, month=first, until=account.due_on)
    to = account.interest_to if account.interest_to and account.interest_to.closed_on is None else account
    return Earned(
        account_id=account.pk,
        number=account.number,
        owner=account.owner_name,
        balances=balances,
        interest=interest(balances, rate_bps=product.rate_bps, is_lowest=product.basis == Basis.LOWEST),
        to_id=to.pk,
        to_kind=to.kind,
    )
