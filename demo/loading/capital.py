"""Whose money the demo's BUMDes work with: what they began with, and Dana Desa for food security.

The first capital is among the opening balances, so its rows bring no entry. In 2025 each village gave
a quarter of its Dana Desa for a fish pond; what was bought with it is in the use report, and the
rest waits there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time

from django.db import transaction

from bumdes.capital.kinds import ContributorKind, Kind, Restriction, Source, State
from bumdes.capital.models import Contribution
from bumdes.capital.services.contributions import approve, receive
from bumdes.capital.services.uses import allocate, set_village_fund
from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.models import Entry, Unit
from bumdes.ledger.queries import AccountIndex
from bumdes.ledger.services import post_all
from bumdes.organisations.models import Organisation
from bumdes.units.services.units import found_unit
from core.users.models import User

FOUNDERS = ("Hj. Maimunah", "Rusdi Hartono", "Nurhayati", "Kelompok Tani Maju Bersama", "Abdul Kadir")
POND = "PANGAN"
GIVEN_ON = date(2025, 5, 15)
DANA_DESA = {2025: 820_000_000, 2026: 846_000_000}
FOOD_SHARE = 25  # percent; the least is 20
# Day, words, account's role, part of the money in percent.
SPENT = (
    (date(2025, 6, 12), "Kolam terpal dan pompa", "operating_repairs", 22),
    (date(2025, 6, 20), "Benih ikan patin dan nila", "biological_fish", 34),
    (date(2025, 7, 8), "Pakan ikan", "feed", 12),
    (date(2025, 9, 9), "Pakan ikan", "feed", 9),
)
HARVESTS = (date(2025, 12, 18), date(2026, 5, 21), date(2026, 10, 15))


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def tell_founding(
    hub: Organisation,
    *,
    on: date,
    village: int,
    people: int,
    office: Unit,
    maker: User,
    second: User,
) -> None:
    """Say whose the opening balances of capital are: the village's, and those of five founders."""
    given = [(village_as_giver(hub), Kind.VILLAGE, Source.VILLAGE_BUDGET, village)]
    parts = _parted(people, len(FOUNDERS))
    for name, part in zip(FOUNDERS, parts, strict=True):
        kind = ContributorKind.GROUP if name.startswith("Kelompok") else ContributorKind.PERSON
        given.append(({"kind": kind, "name": f"{name} (contoh)"}, Kind.COMMUNITY, Source.OWN_MONEY, part))
    for number, (contributor, kind, source, amount) in enumerate(given, 1):
        receive_capital(
            hub,
            contributor=contributor,
            kind=kind,
            source=source,
            amount=amount,
            decree="Perdes 04/2023" if kind == Kind.VILLAGE else "BA-01/MUSDES/2023",
            decided_on=date(2023, 11, 20),
            moved_on=on,
            purpose="Modal awal BUM Desa",
            restriction=Restriction.NONE,
            account=None,
            unit=office,
            key=f"demo-capital-{hub.code}-{number}",
            maker=maker,
            second=second,
        )


class FoodStory:
    """The fish pond that Dana Desa paid for, month by month."""

    def __init__(
        self,
        hub: Organisation,
        *,
        accounts: AccountIndex,
        round_to: Callable[[float], int],
        maker: User,
        second: User,
        today: date,
    ):
        self.hub, self.accounts, self.round_to = hub, accounts, round_to
        self.maker, self.second, self.today = maker, second, today
        self.money: Contribution | None = None
        self.unit: Unit | None = None

    def month(self, end: date) -> None:
        """What happened in the month that ends so; nothing later than today."""

        def now_in(day: date) -> bool:
            return (day.year, day.month) == (end.year, end.month) and day <= self.today

        if now_in(GIVEN_ON):
            self._give()
        if now_in(date(end.year, 1, 20)) and end.year in DANA_DESA:
            self._fund(end.year)
        for day, words, role, percent in SPENT:
            if now_in(day):
                self._spend(day, words, role, percent)
        for day in HARVESTS:
            if now_in(day):
                self._harvest(day)

    def _fund(self, year: int) -> None:
        set_village_fund(
            book=self.hub.book,
            year=year,
            amount=self.round_to(DANA_DESA[year]),
            decree=f"Perbup alokasi Dana Desa {year} (contoh)",
            actor=self.maker,
            now=_at(date(year, 1, 20)),
        )

    def _give(self) -> None:
        self.unit = found_unit(
            organisation=self.hub,
            code=POND,
            name="Kolam ikan ketahanan pangan",
            kind="food_security",
            started_on=GIVEN_ON,
            key=f"demo-unit-{self.hub.code}-{POND}",
            actor=self.second,
            now=_at(GIVEN_ON),
        ).unit
        self.money = receive_capital(
            self.hub,
            contributor=village_as_giver(self.hub),
            kind=Kind.VILLAGE,
            source=Source.VILLAGE_FUND,
            amount=self.round_to(DANA_DESA[2025]) * FOOD_SHARE // 100,
            decree="BA-05/MUSDES/2025",
            decided_on=date(2025, 4, 28),
            moved_on=GIVEN_ON,
            purpose="Ketahanan pangan: budidaya ikan air tawar",
            restriction=Restriction.FOOD,
            account=self.accounts["bank_1"],
            unit=self.unit,
            key=f"demo-food-{self.hub.code}",
            maker=self.maker,
            second=self.second,
        )

    def _spend(self, day: date, words: str, role: str, percent: int) -> None:
        if self.money is None:
            return
        amount = self.money.amount * percent // 100
        a = self.accounts
        lines = dr(a[role], amount, self.unit), cr(a["bank_1"], amount, self.unit)
        entry = self._post(day, words, lines)
        allocate(
            contribution=self.money,
            entry=entry,
            amount=amount,
            note="Kuitansi terlampir (contoh)",
            actor=self.maker,
            now=_at(day, 14),
        )

    def _harvest(self, day: date) -> None:
        """A third of the fish is sold, at half as much again as it had cost."""
        if self.money is None:
            return
        cost = self.money.amount * 34 // 100 // len(HARVESTS)
        a, sold = self.accounts, cost * 3 // 2
        lines = (
            dr(a["cash"], sold, self.unit),
            cr(a["revenue_fishery"], sold, self.unit),
            dr(a["cost_of_food_produce"], cost, self.unit),
            cr(a["biological_fish"], cost, self.unit),
        )
        self._post(day, "Panen ikan", lines)

    def _post(self, day: date, words: str, lines: Sequence[Line]) -> Entry:
        draft = Draft(
            book=self.hub.book,
            date=day,
            description=words,
            lines=lines,
            source="demo",
            key=f"demo:food:{day.isoformat()}",
            made_by=self.maker,
        )
        with transaction.atomic():
            return post_all([draft], now=_at(day, 11))[0]


def village_as_giver(hub: Organisation) -> dict[str, str]:
    """Who gives when the village does."""
    return {"kind": ContributorKind.VILLAGE, "name": f"Desa {hub.village.name}"}


def _parted(amount: int, parts: int) -> list[int]:
    """Equal parts in tens of thousands; the first one takes what is left."""
    each = amount // parts // 10_000 * 10_000
    return [amount - each * (parts - 1), *[each] * (parts - 1)]


def receive_capital(
    hub: Organisation, *, maker: User, second: User, key: str, **facts: object
) -> Contribution:
    """A contribution with its second person's yes, where it needs one."""
    moved_on = facts["moved_on"]
    contribution = receive(book=hub.book, key=key, actor=maker, now=_at(moved_on), **facts)
    if contribution.state == State.PROPOSED:
        contribution = approve(contribution=contribution, actor=second, now=_at(moved_on, 12))
    return contribution
