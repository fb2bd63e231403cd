"""The register, the card of a contributor, the use report, the 20 % for food; each opens the book itself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from bumdes.capital.calculations import food_security_share
from bumdes.capital.kinds import ROLES, Kind, Restriction, Source, State
from bumdes.capital.models import Contribution, Contributor, Use, VillageFund
from bumdes.ledger.access import opened
from bumdes.ledger.models import Book, Entry, Posting
from bumdes.ledger.queries import accounts_of, trial_balance
from bumdes.organisations.models import Office, Organisation

# What a row adds to the capital: what went back counts against it.
SIGNED = Case(When(returns=None, then=F("amount")), default=-F("amount"), output_field=BigIntegerField())


def register_rows(book: Book, *, kind: str = "") -> QuerySet[Contribution]:
    """Every row of the register, newest first, of one kind or all. Read with the book open."""
    rows = Contribution.objects.filter(book=book).select_related("contributor")
    return (rows.filter(kind=kind) if kind in Kind.values else rows).order_by("-moved_on", "-pk")


def waiting(book: Book) -> list[Contribution]:
    """What a second person must agree to, oldest first. One query."""
    with opened(book):
        rows = Contribution.objects.filter(book=book, state=State.PROPOSED)
        return list(rows.select_related("contributor", "made_by").order_by("pk"))


def correction_of(contribution: Contribution) -> Contribution | None:
    """What replaces a contribution, in the books or waiting for a second person. One query."""
    with opened(contribution.book):
        return contribution.corrections.exclude(state=State.REFUSED).first()


@dataclass(frozen=True)
class Signers:
    director: str
    treasurer: str


def signers_of(organisation: Organisation) -> Signers:
    """Who signs a certificate today; "" for a vacant office. One query."""
    roles = (Office.Role.DIRECTOR, Office.Role.TREASURER)
    offices = Office.objects.active().filter(organisation=organisation, role__in=roles)
    # The newest holder is read last and stays.
    names = {its.role: its.user.name for its in offices.select_related("user").order_by("started_at", "pk")}
    return Signers(*(names.get(role, "") for role in roles))


@dataclass(frozen=True)
class Agreement:
    """Register against books for one line of the equity, both in rupiah."""

    account: str
    register: int
    books: int

    @property
    def difference(self) -> int:
        return self.books - self.register


def agreement(book: Book, *, on: date) -> list[Agreement]:
    """Village, community and donated capital: the register beside the books."""
    with opened(book):
        posted = Contribution.objects.filter(book=book, state=State.POSTED, moved_on__lte=on)
        sums = dict(posted.order_by().values_list("kind").annotate(sum=Sum(SIGNED)))
        accounts = accounts_of(book)
        balances = {row.account: row.closing for row in trial_balance(book, until=on)}
    found = []
    for role in dict.fromkeys(ROLES.values()):
        account = accounts[role]
        # A treasurer may have added accounts under the same heading: the line holds them all.
        books = sum(balances.get(other.pk, 0) for other in accounts if other.line == account.line)
        held = sum(sums.get(kind, 0) for kind, its in ROLES.items() if its == role)
        found.append(Agreement(account.name, held, books))
    return found


def contributor_rows(book: Book) -> QuerySet[Contributor]:
    """Contributors by name with what they gave, got back and `held`. Read with the book open."""
    posted = Q(contributions__state=State.POSTED)
    total = Sum("contributions__amount", filter=posted & Q(contributions__returns=None))
    back = Sum("contributions__amount", filter=posted & Q(contributions__returns__isnull=False))
    rows = Contributor.objects.filter(book=book)
    rows = rows.annotate(given=Coalesce(total, 0), back=Coalesce(back, 0))
    return rows.annotate(held=F("given") - F("back")).order_by("name", "pk")


@dataclass(frozen=True)
class CardRow:
    contribution: Contribution
    change: int
    balance: int


def capital_card(contributor: Contributor) -> list[CardRow]:
    """What a contributor gave and got back, oldest first, with the capital after each. One query."""
    with opened(contributor.book):
        rows = list(contributor.contributions.filter(state=State.POSTED).order_by("moved_on", "pk"))
    card, balance = [], 0
    for row in rows:
        change = -row.amount if row.returns_id else row.amount
        balance += change
        card.append(CardRow(row, change, balance))
    return card


@dataclass(frozen=True)
class UseRow:
    pk: int
    date: date
    entry: uuid.UUID
    name: str
    description: str
    note: str
    amount: int
    is_reversed: bool  # in the books, since it was put in the report


@dataclass(frozen=True)
class UseReport:
    """Of one contribution, in rupiah. What was reversed in the books is shown and not counted as used."""

    rows: list[UseRow]
    received: int
    returned: int
    used: int
    reserved: int  # by rows whose entry was reversed: free again when they are taken out

    @property
    def rest(self) -> int:
        return self.received - self.returned - self.used


def use_report(contribution: Contribution) -> UseReport:
    """Two queries, beside the scope's."""
    with opened(contribution.book):
        mirrors = Entry.objects.filter(reversal_of=OuterRef("entry"))
        uses = (
            Use.objects.filter(contribution=contribution, undone_at=None)
            .annotate(is_reversed=Exists(mirrors))
            .select_related("entry")
            .order_by("entry__date", "pk")
        )
        rows = [
            UseRow(
                pk=use.pk,
                date=use.entry.date,
                entry=use.entry_id,
                name=str(use.entry),
                description=use.entry.description,
                note=use.note,
                amount=use.amount,
                is_reversed=use.is_reversed,
            )
            for use in uses
        ]
        returned = contribution.returned.exclude(state=State.REFUSED).aggregate(sum=Sum("amount"))
    return UseReport(
        rows=rows,
        received=contribution.amount,
        returned=returned["sum"] or 0,
        used=sum(row.amount for row in rows if not row.is_reversed),
        reserved=sum(row.amount for row in rows if row.is_reversed),
    )


def spending_entries(contribution: Contribution, *, words: str = "") -> QuerySet[Entry]:
    """Entries that took cash out since the contribution came, with `left` to allocate, newest first.

    Read with the book open.
    """
    cash = Posting.objects.filter(entry=OuterRef("pk"), account__is_cash=True).order_by().values("entry")
    out = cash.annotate(out=Sum(F("credit") - F("debit"))).values("out")
    uses = Use.objects.filter(entry=OuterRef("pk"), undone_at=None).order_by().values("entry")
    taken = uses.annotate(taken=Sum("amount")).values("taken")
    whole = BigIntegerField()
    rows = (
        Entry.objects.filter(book=contribution.book, date__gte=contribution.moved_on, reversal_of=None)
        .exclude(source__startswith="capital.")
        .exclude(Exists(Entry.objects.filter(reversal_of=OuterRef("pk"))))
        .exclude(Exists(Use.objects.filter(entry=OuterRef("pk"), contribution=contribution, undone_at=None)))
        .annotate(
            left=Coalesce(Subquery(out, output_field=whole), 0)
            - Coalesce(Subquery(taken, output_field=whole), 0)
        )
        .filter(left__gt=0)
    )
    if words:
        rows = rows.filter(description__icontains=words)
    return rows.order_by("-date", "-pk")


@dataclass(frozen=True)
class FoodYear:
    """Dana Desa of a year, a fifth of it, and what came to the BUMDes of it for food security."""

    year: int
    village_fund: int | None  # None: not written down yet
    given: int

    @property
    def needed(self) -> int | None:
        return None if self.village_fund is None else food_security_share(self.village_fund)

    @property
    def is_met(self) -> bool:
        return self.needed is not None and self.given >= self.needed

    @property
    def missing(self) -> int:
        """What is not there yet of the 20 %, in rupiah."""
        return max((self.needed or 0) - self.given, 0)


def food_years(book: Book) -> list[FoodYear]:
    """Every year with Dana Desa written down or with food-security money, newest first. Two queries."""
    with opened(book):
        funds = dict(VillageFund.objects.filter(book=book).values_list("year", "amount"))
        posted = Contribution.objects.filter(
            book=book, state=State.POSTED, restriction=Restriction.FOOD, source=Source.VILLAGE_FUND
        )
        # What goes back later takes from the year it was given in.
        given: dict[int, int] = {}
        for year, back_to, amount in posted.values_list("year", "returns__year", "amount"):
            at = back_to or year
            given[at] = given.get(at, 0) + (-amount if back_to else amount)
    return [
        FoodYear(year, funds.get(year), given.get(year, 0)) for year in sorted({*funds, *given}, reverse=True)
    ]
