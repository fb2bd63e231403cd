"""What the pages of savings show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book
from bumdes.ledger.queries import balance
from bumdes.members.models import Group, Member
from bumdes.savings.enums import ROLES, Kind
from bumdes.savings.models import (
    Hold,
    InterestRun,
    Movement,
    SavingsAccount,
    SavingsProduct,
    WithdrawalRequest,
)


def account_list(
    book: Book, *, words: str = "", kind: str = "", closed: bool = False
) -> QuerySet[SavingsAccount]:
    """Accounts by number; part of them by words or kind. Read with the book open."""
    rows = SavingsAccount.objects.of(book).filter(closed_on__isnull=not closed)
    if words:
        rows = rows.searched(words)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("member", "group", "product").order_by("number", "pk")


@dataclass(frozen=True)
class KindTotal:
    """What is saved of one kind, and what the books say of it; in rupiah."""

    kind: str
    label: str
    accounts: int
    balance: int
    books: int

    @property
    def unspread(self) -> int:
        """In the books and on no account: opening balances that are not spread yet."""
        return self.books - self.balance


def totals(book: Book) -> list[KindTotal]:
    """Each kind that has an account, or a sum in the books. Six queries."""
    with opened(book):
        saved = {
            row["kind"]: row
            for row in SavingsAccount.objects.of(book)
            .active()
            .values("kind")
            .annotate(count=Count("pk"), sum=Sum("balance"))
            .order_by()
        }
        found = Account.objects.filter(book=book, role__in=ROLES.values())
        known = {account.role: balance(account) for account in found}
    rows = []
    for kind in Kind:
        row = saved.get(kind, {"count": 0, "sum": 0})
        books = known.get(ROLES[kind], 0)
        if row["count"] or books:
            rows.append(KindTotal(kind.value, str(kind.label), row["count"], row["sum"], books))
    return rows


def saved_by(book: Book, *, member: Member | None = None, group: Group | None = None) -> int:
    """All that a member or a group saves in open accounts, in rupiah. One query, with the book open."""
    rows = SavingsAccount.objects.of(book).active()
    rows = rows.filter(member=member) if member is not None else rows.filter(group=group)
    return int(rows.aggregate(sum=Sum("balance", default=0))["sum"])


def passbook(account: SavingsAccount) -> QuerySet[Movement]:
    """What moved, newest first. Read with the book open."""
    rows = account.movements.select_related("reversal", "entry", "made_by")
    return rows.order_by("-pk")


def passbook_between(account: SavingsAccount, *, since: date, until: date) -> list[Movement]:
    """For paper: what was written down of these days, oldest first. One query."""
    return list(account.movements.filter(on__range=(since, until)).order_by("pk"))


def holds_of(account: SavingsAccount) -> QuerySet[Hold]:
    """What is held now."""
    return account.holds.filter(released_at=None).select_related("placed_by").order_by("pk")


def product_list(book: Book) -> QuerySet[SavingsProduct]:
    """Products, those offered first, each with its open accounts (`open_accounts`) and `saved`."""
    is_open = Q(accounts__closed_on=None, accounts__isnull=False)
    rows = SavingsProduct.objects.filter(book=book).annotate(
        open_accounts=Count("accounts", filter=is_open), saved=Sum("accounts__balance", default=0)
    )
    return rows.order_by("-is_active", "kind", "name", "pk")


def run_list(book: Book) -> QuerySet[InterestRun]:
    """Interest that was paid, the newest month first."""
    rows = InterestRun.objects.filter(book=book).select_related("product", "entry")
    return rows.order_by("-month", "product__name", "pk")


def request_list(book: Book, *, waiting: bool) -> QuerySet[WithdrawalRequest]:
    """Withdrawals over the limit: those that wait, or those decided, newest first."""
    rows = WithdrawalRequest.objects.filter(book=book)
    rows = rows.filter(state="waiting") if waiting else rows.exclude(state="waiting")
    people = ("account__member", "account__group", "against", "made_by", "decided_by")
    return rows.select_related(*people).order_by("-pk")
