"""Buying fixed assets, taking over old ones, booking their wear, giving them away."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from bumdes.assets.kinds import ACCOUNTS, Kind
from bumdes.assets.models import Asset, Wear
from bumdes.assets.queries import wear_due
from bumdes.ledger.access import opened
from bumdes.ledger.calculations import month_end
from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.models import Account, Entry, Unit
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.services import post
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Organisation
from core.audit.services import record
from core.locks import lock
from core.refusals import Conflict, Refusal
from core.users.models import User


class CodeTaken(Refusal):
    message = _("There is already an asset with this register number.")
    field = "code"


class ResidualTooHigh(Refusal):
    message = _("What it is worth at the end cannot be more than it cost.")
    field = "residual"


class WornTooMuch(Refusal):
    message = _("More cannot have worn off than the cost less what is left at the end.")
    field = "worn_before"


class AlreadyDisposed(Refusal):
    message = _("This asset was already given away.")


class WearIsMissing(Refusal):
    message = _("Book the depreciation through the month before first.")
    field = "disposed_on"


class BeforePurchase(Refusal):
    message = _("It cannot be given away before it was bought.")
    field = "disposed_on"


def acquire(
    *,
    organisation: Organisation,
    code: str,
    name: str,
    kind: str,
    unit: Unit,
    acquired_on: date,
    cost: int,
    residual: int,
    life_months: int | None,
    paid_from: Account | None,
    place: str = "",
    quantity: int = 1,
    worn_before: int = 0,
    worn_through: date | None = None,
    key: str,
    actor: User | None,
    now: datetime,
) -> Asset:
    """Put an asset in the register and, when it is bought now, its purchase in the books.

    `paid_from` is the account credited: cash, bank, a payable; None for an asset that is among the
    opening balances already, with what has worn off it (`worn_before` through `worn_through`). The
    same key gives the same asset. Raises CodeTaken, ResidualTooHigh, WornTooMuch, NotEnough,
    PeriodClosed, Conflict.
    """
    book = book_of(organisation)
    if residual > cost:
        raise ResidualTooHigh
    if worn_before > cost - residual:
        raise WornTooMuch
    with transaction.atomic(durable=True), opened(book):
        lock(organisation)
        if earlier := Asset.objects.filter(organisation=organisation, key=key).first():
            if (earlier.code, earlier.cost) != (code, cost):
                raise Conflict
            return earlier
        if Asset.objects.filter(organisation=organisation, code=code).exists():
            raise CodeTaken
        entry = None
        if paid_from is not None:
            accounts = accounts_of(book)
            entry = post(
                Draft(
                    book=book,
                    date=acquired_on,
                    description=f"Pembelian aset: {name}"[:200],
                    lines=[dr(accounts[ACCOUNTS[Kind(kind)].cost], cost, unit), cr(paid_from, cost)],
                    source="assets.bought",
                    subject=f"asset:{code}",
                    key=f"assets.bought:{key}",
                    made_by=actor,
                ),
                now=now,
            )
        return Asset.objects.create(
            organisation=organisation,
            code=code,
            name=name,
            kind=kind,
            unit=unit,
            quantity=quantity,
            place=place,
            acquired_on=acquired_on,
            cost=cost,
            residual=residual,
            life_months=None if kind == Kind.LAND else life_months,
            worn_before=worn_before,
            worn_through=month_end(worn_through) if worn_through else None,
            entry=entry,
            key=key,
            made_by=actor,
            made_at=now,
        )


def book_wear(*, organisation: Organisation, month: date, actor: User | None, now: datetime) -> list[Entry]:
    """Book what every asset lost through a month, months that were left out included.

    One entry per month, by unit and kind. Running it again books nothing. Raises PeriodClosed when
    a month that was left out is closed.
    """
    book, last = book_of(organisation), month_end(month)
    entries = []
    with transaction.atomic(durable=True), opened(book):
        lock(organisation)
        due = wear_due(organisation, through=last)
        accounts = accounts_of(book)
        for end in sorted(due):
            lines: dict[tuple[str, int], list[tuple[Asset, int]]] = defaultdict(list)
            for asset, amount in due[end]:
                lines[asset.kind, asset.unit_id].append((asset, amount))
            posted: list[Line] = []
            for (kind, _unit), rows in sorted(lines.items(), key=lambda item: item[0]):
                roles, total = ACCOUNTS[Kind(kind)], sum(amount for _asset, amount in rows)
                if roles.expense is None or roles.wear is None:
                    raise AssertionError("what does not wear is never due")
                unit = rows[0][0].unit
                memo = str(Kind(kind).label)
                posted.append(dr(accounts[roles.expense], total, unit, memo=memo))
                posted.append(cr(accounts[roles.wear], total, unit, memo=memo))
            times = Wear.objects.filter(asset__organisation=organisation, month_end=end).count()
            entry = post(
                Draft(
                    book=book,
                    date=end,
                    description=f"Penyusutan {end:%m/%Y}",
                    lines=posted,
                    source="assets.wear",
                    subject=f"wear:{end:%Y-%m}",
                    key=f"assets.wear:{end:%Y-%m}:{times}",
                    made_by=actor,
                ),
                now=now,
            )
            Wear.objects.bulk_create(
                Wear(asset=asset, month_end=end, amount=amount, entry=entry) for asset, amount in due[end]
            )
            entries.append(entry)
    return entries


def dispose(
    *,
    asset: Asset,
    disposed_on: date,
    proceeds: int,
    received_in: Account | None,
    actor: User,
    now: datetime,
) -> Asset:
    """Sell an asset or write it off (proceeds 0): cost and wear leave, the difference is gain or loss.

    Wear is booked through the month before. Raises AlreadyDisposed, WearIsMissing, BeforePurchase,
    PeriodClosed.
    """
    book = book_of(asset.organisation)
    if disposed_on < asset.acquired_on:
        raise BeforePurchase
    if proceeds and received_in is None:
        raise ValueError("money that comes in goes somewhere")
    with transaction.atomic(durable=True), opened(book):
        lock(asset)
        if asset.disposed_on is not None:
            raise AlreadyDisposed
        before = disposed_on.replace(day=1)
        if any(
            row.pk == asset.pk
            for end, rows in wear_due(asset.organisation, through=disposed_on).items()
            if end < before
            for row, _amount in rows
        ):
            raise WearIsMissing
        worn = asset.worn_before + (asset.wears.aggregate(sum=Sum("amount"))["sum"] or 0)
        accounts, roles, unit = accounts_of(book), ACCOUNTS[Kind(asset.kind)], asset.unit
        left = asset.cost - worn
        lines = [cr(accounts[roles.cost], asset.cost, unit)]
        if worn and roles.wear:
            lines.append(dr(accounts[roles.wear], worn, unit))
        if proceeds and received_in is not None:
            lines.append(dr(received_in, proceeds, unit))
        if proceeds > left:
            lines.append(cr(accounts["gain_on_disposal"], proceeds - left, unit))
        elif proceeds < left:
            lines.append(dr(accounts["loss_on_disposal"], left - proceeds, unit))
        asset.disposal = post(
            Draft(
                book=book,
                date=disposed_on,
                description=f"Pelepasan aset: {asset.name}"[:200],
                lines=lines,
                source="assets.disposed",
                subject=f"asset:{asset.code}",
                key=f"assets.disposed:{asset.pk}",
                made_by=actor,
            ),
            now=now,
        )
        asset.disposed_on, asset.proceeds = disposed_on, proceeds
        asset.save(update_fields=["disposed_on", "proceeds", "disposal"])
        record(action="asset.disposed", subject=asset, actor=actor, at=now, proceeds=proceeds)
    return asset
