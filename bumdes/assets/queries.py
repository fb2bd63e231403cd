"""The register as a table, what still wears, and whether the register agrees with the books."""

from __future__ import annotations

from collections import defaultdict
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from bumdes.assets.calculations import months_between, worn_after
from bumdes.assets.kinds import ACCOUNTS, Kind
from bumdes.assets.models import Asset, Wear
from bumdes.ledger.access import opened
from bumdes.ledger.calculations import month_end
from bumdes.ledger.queries import accounts_of, trial_balance
from bumdes.organisations.models import Organisation


def _opened(organisation: Organisation) -> AbstractContextManager[None]:
    """Units are rows of the book: without it open, an asset's unit is out of sight, and so is the asset."""
    return opened(organisation.book) if organisation.book else nullcontext()


@dataclass(frozen=True)
class AssetRow:
    pk: int
    code: str
    name: str
    kind: str
    unit: str
    acquired_on: date
    life_months: int | None
    cost: int
    worn: int
    is_disposed: bool

    @property
    def left(self) -> int:
        """Book value in rupiah."""
        return 0 if self.is_disposed else self.cost - self.worn


def register(organisation: Organisation, *, on: date) -> list[AssetRow]:
    """Every asset bought by a day, those given away last. One query."""
    assets = (
        Asset.objects.filter(organisation=organisation, acquired_on__lte=on)
        .select_related("unit")
        .annotate(booked=Coalesce(Sum("wears__amount", filter=Q(wears__month_end__lte=on)), 0))
        .order_by("disposed_on", "code", "pk")
    )
    with _opened(organisation):
        found = list(assets)
    rows = [
        AssetRow(
            pk=asset.pk,
            code=asset.code,
            name=asset.name,
            kind=str(Kind(asset.kind).label),
            unit=asset.unit.name,
            acquired_on=asset.acquired_on,
            life_months=asset.life_months,
            cost=asset.cost,
            worn=asset.worn_before + asset.booked,
            is_disposed=asset.disposed_on is not None and asset.disposed_on <= on,
        )
        for asset in found
    ]
    return sorted(rows, key=lambda row: row.is_disposed)


@dataclass(frozen=True)
class Agreement:
    """Register against books for one account, both in rupiah."""

    account: str
    register: int
    books: int

    @property
    def difference(self) -> int:
        return self.books - self.register


def agreement(organisation: Organisation, *, on: date) -> list[Agreement]:
    """The accounts of fixed assets and wear whose register and books differ, or hold anything."""
    if organisation.book is None:
        return []
    held: dict[str, int] = {}
    assets = Asset.objects.filter(organisation=organisation, acquired_on__lte=on)
    assets = assets.filter(Q(disposed_on=None) | Q(disposed_on__gt=on)).annotate(
        booked=Coalesce(Sum("wears__amount", filter=Q(wears__month_end__lte=on)), 0)
    )
    for asset in assets:
        roles = ACCOUNTS[Kind(asset.kind)]
        held[roles.cost] = held.get(roles.cost, 0) + asset.cost
        if roles.wear:
            held[roles.wear] = held.get(roles.wear, 0) + asset.worn_before + asset.booked
    accounts = accounts_of(organisation.book)
    balances = {row.account: row.closing for row in trial_balance(organisation.book, until=on)}
    names = dict.fromkeys(role for kind in ACCOUNTS.values() for role in (kind.cost, kind.wear) if role)
    rows = [
        Agreement(accounts[role].name, held.get(role, 0), balances.get(accounts[role].pk, 0))
        for role in names
        if role in accounts
    ]
    return [row for row in rows if row.register or row.books]


def wear_due(organisation: Organisation, *, through: date) -> dict[date, list[tuple[Asset, int]]]:
    """What is still to be booked through a month, by month end. Two queries."""
    due: dict[date, list[tuple[Asset, int]]] = defaultdict(list)
    assets = (
        Asset.objects.filter(organisation=organisation, life_months__isnull=False, disposed_on=None)
        .filter(acquired_on__lte=through)
        .select_related("unit")
        .annotate(booked=Coalesce(Sum("wears__amount"), 0))
        .order_by("pk")
    )
    last_booked: dict[int, date] = {}
    for pk, end in Wear.objects.filter(asset__organisation=organisation).values_list("asset", "month_end"):
        last_booked[pk] = max(end, last_booked.get(pk, end))
    with _opened(organisation):
        wearing = list(assets)
    for asset in wearing:
        worn = asset.worn_before + asset.booked
        at = last_booked.get(asset.pk) or asset.worn_through
        end = month_end(asset.acquired_on) if at is None else _next_month_end(at)
        while end <= through:
            total = worn_after(
                months_between(asset.acquired_on, end),
                cost=asset.cost,
                residual=asset.residual,
                life_months=asset.life_months or 1,
            )
            if total > worn:
                due[end].append((asset, total - worn))
                worn = total
            end = _next_month_end(end)
    return due


def _next_month_end(end: date) -> date:
    return month_end(date(end.year + 1, 1, 1) if end.month == 12 else date(end.year, end.month + 1, 1))
