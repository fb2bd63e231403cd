"""Two years of books for every BUMDes, made by the services that a treasurer's pages call.

Amounts follow a seed of the BUMDes's own code, so every load gives the same books. One BUMDes hands
its reports in late, so that the regency's list has something to show.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from bumdes.assets.services import acquire, book_wear
from bumdes.closing.models import AllocationShare, Report
from bumdes.closing.services.months import close_month
from bumdes.closing.services.profits import NothingToShare, approve_allocation, pay_share, propose_allocation
from bumdes.closing.services.reports import accept_report, sign_off, submit_report
from bumdes.closing.services.years import close_year
from bumdes.ledger.calculations import month_end
from bumdes.ledger.drafts import Draft, Line, cr, dr
from bumdes.ledger.enums import EntryKind
from bumdes.ledger.models import Account, Unit
from bumdes.ledger.queries import AccountIndex, accounts_of, balance, units_of
from bumdes.ledger.services import post_all, seal
from bumdes.organisations.models import ByLaws, Office, Organisation
from bumdes.organisations.services import adopt_bylaws, begin_books
from bumdes.units.services.units import found_unit
from core.users.models import User
from demo.loading.capital import FoodStory, tell_founding
from demo.loading.loans import LoanStory
from demo.loading.people import FIRST_HUB, OFFICES, OPENED, SIGN_INS, person

BEGAN = date(2024, 1, 1)
LATE_HUB = "muara-padang"  # hands its reports in late
DOMAIN = "contoh.sedulang.test"

# Code, kind, name, revenue account's role, usual monthly income, and what the goods cost of it in percent.
UNITS = (
    ("TOKO", "shop", "Toko desa", "revenue_goods", 18_000_000, 78),
    ("AIR", "water", "Air bersih", "revenue_water", 4_200_000, 0),
    ("SEWA", "rental", "Sewa gedung dan alat", "revenue_rent_building", 2_600_000, 0),
    ("WISATA", "tourism", "Wisata sungai", "revenue_ticket", 3_400_000, 0),
)
SHARES = {
    "village": 3000,
    "reserve": 1800,
    "management": 3500,
    "adviser": 700,
    "supervisor": 500,
    "social": 500,
}
# Lebaran, harvest and holidays make months unlike each other.
SEASON = (0.9, 0.9, 1.25, 1.3, 0.95, 1.1, 1.05, 0.95, 0.95, 1.0, 1.05, 1.25)


@dataclass(frozen=True)
class Staff:
    director: User
    treasurer: User
    adviser: User
    supervisor: User


def load_books(now: datetime) -> int:
    """Books of every BUMDes that has none yet; gives how many were begun."""
    hubs = list(
        Organisation.objects.filter(book=None, is_active=True).select_related("village").order_by("pk")
    )
    for hub in hubs:
        _Story(hub, now=now, is_late=hub.code == LATE_HUB).tell()
    return len(hubs)


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


class _Story:
    """The life of one BUMDes from its first day until today."""

    def __init__(self, hub: Organisation, *, now: datetime, is_late: bool):
        self.hub, self.now, self.is_late = hub, now, is_late
        self.chance = random.Random(hub.code)
        self.size = self.chance.uniform(0.6, 1.5)
        self.staff = _staff(hub)
        with transaction.atomic():
            self.book = begin_books(
                organisation=hub,
                chart="kepmendesa-136-2022",
                opened_on=BEGAN,
                actor=self.staff.director,
                now=_at(BEGAN),
            )
        self.accounts: AccountIndex = accounts_of(self.book)
        self.loans = LoanStory(hub, now=now)

    def tell(self) -> None:
        self._begin()
        today = self.now.date()
        months = [
            month_end(date(year, month, 1))
            for year in range(BEGAN.year, today.year + 1)
            for month in range(1, 13)
        ]
        # Last month is still open, as in a real office.
        last_closed = (today.replace(day=1) - timedelta(days=1)).replace(day=1) - timedelta(days=1)
        for end in months:
            if end.replace(day=1) > today:
                break
            self._month(end, until=min(end, today))
            self.food.month(end)
            self.loans.month(end)
            if end <= last_closed:
                self._close(end)
        seal(self.book)

    def _begin(self) -> None:
        """Capital, units and the first assets."""
        for code, kind, name, *_rest in UNITS:
            found_unit(
                organisation=self.hub,
                code=code,
                name=name,
                kind=kind,
                started_on=BEGAN,
                key=f"demo-unit-{self.hub.code}-{code}",
                actor=self.staff.director,
                now=_at(BEGAN),
            )
        # An inter-unit account came with each.
        self.accounts = accounts_of(self.book)
        self.units = units_of(self.book)
        village, people = self._round(120_000_000), self._round(25_000_000)
        lines = [
            dr(self.accounts["bank_1"], village),
            cr(self.accounts["village_capital"], village),
            dr(self.accounts["cash"], people),
            cr(self.accounts["community_capital"], people),
        ]
        opening = self._draft(BEGAN, "Saldo awal", lines, "opening", kind=EntryKind.OPENING)
        with transaction.atomic():
            post_all([opening], now=_at(BEGAN))
        tell_founding(
            self.hub,
            on=BEGAN,
            village=village,
            people=people,
            office=self.units[Unit.HEAD_OFFICE],
            maker=self.staff.treasurer,
            second=self.staff.director,
        )
        self.food = FoodStory(
            self.hub,
            accounts=self.accounts,
            round_to=self._round,
            maker=self.staff.treasurer,
            second=self.staff.director,
            today=self.now.date(),
        )
        if not ByLaws.objects.filter(organisation=self.hub).exists():
            adopt_bylaws(
                organisation=self.hub,
                adopted_on=BEGAN,
                minutes_number="BA-01/MUSDES/2024",
                shares=SHARES,
                actor=self.staff.director,
                now=_at(BEGAN),
            )
        for code, name, kind, unit, month, cost in (
            ("GDG-001", "Kios toko desa", "building", "TOKO", 1, 36_000_000),
            ("MSN-001", "Pompa dan tangki air", "machine", "AIR", 1, 18_000_000),
            ("KDR-001", "Sepeda motor roda tiga", "vehicle", "TOKO", 6, 14_500_000),
            ("KMP-001", "Laptop dan pencetak", "computer", Unit.HEAD_OFFICE, 2, 9_600_000),
        ):
            acquire(
                organisation=self.hub,
                code=code,
                name=f"{name} (contoh)",
                kind=kind,
                unit=self.units[unit],
                acquired_on=date(2024, month, 8),
                cost=self._round(cost),
                residual=0,
                life_months={"building": 240, "machine": 60, "vehicle": 120, "computer": 48}[kind],
                paid_from=self.accounts["bank_1"],
                key=f"demo-asset-{code}",
                actor=self.staff.treasurer,
                now=_at(date(2024, month, 8)),
            )

    def _round(self, amount: float) -> int:
        """To a village's round figures."""
        return max(5_000, round(amount * self.size / 5_000) * 5_000)

    def _some(self, amount: float, end: date) -> int:
        growth = 1 + 0.06 * (end.year - BEGAN.year)
        return self._round(amount * growth * SEASON[end.month - 1] * self.chance.uniform(0.85, 1.15))

    def _draft(self, day: date, words: str, lines: list[Line], key: str, **kw: str) -> Draft:
        return Draft(
            book=self.book,
            date=day,
            description=words,
            lines=lines,
            source="demo",
            key=f"demo:{key}",
            made_by=self.staff.treasurer,
            **kw,
        )

    def _month(self, end: date, *, until: date) -> None:
        drafts = sorted(
            (draft for draft in self._days(end) if draft.date <= until), key=lambda draft: draft.date
        )
        # One transaction a month: money is there before it is spent, since days are in order.
        with transaction.atomic():
            post_all(drafts, now=_at(until, 11))
        if until == end:
            book_wear(organisation=self.hub, month=end, actor=self.staff.treasurer, now=_at(end, 12))

    def _days(self, end: date) -> Iterator[Draft]:
        a, tag = self.accounts, f"{end:%Y%m}"

        def on(day: int) -> date:
            return end.replace(day=min(day, end.day))

        sold = 0
        for code, _kind, name, role, usual, cost in UNITS:
            unit = self.units[code]
            for part, day in enumerate((6, 13, 20, 27)):
                amount = self._some(usual / 4, end)
                lines = [dr(a["cash"], amount, unit), cr(a[role], amount, unit)]
                if cost:
                    goods = amount * cost // 100
                    sold += goods
                    lines += [
                        dr(a["cost_of_goods"], goods, unit),
                        cr(a["inventory_merchandise"], goods, unit),
                    ]
                yield self._draft(on(day), f"Pendapatan {name.lower()}", lines, f"{tag}:{code}:{part}")
        shop = self.units["TOKO"]
        # Bought before it is sold, and paid from the bank, which the week's cash goes to.
        stock = self._round(sold * 1.02 / self.size) if sold else 0
        deposit = stock + self._round(3_000_000)
        yield self._draft(
            on(2),
            "Belanja barang dagangan",
            [dr(a["inventory_merchandise"], stock, shop), cr(a["bank_1"], stock, shop)],
            f"{tag}:stock",
        )
        yield self._draft(
            on(28),
            "Setor ke bank",
            [dr(a["bank_1"], deposit), cr(a["cash"], deposit)],
            f"{tag}:deposit",
        )
        for role, words, amount, unit in (
            ("salary", "Gaji pengurus", 3_600_000, None),
            ("wages", "Upah penjaga toko", 1_500_000, shop),
            ("electricity", "Listrik", 450_000, None),
            ("internet", "Telepon dan internet", 300_000, None),
            ("office_supplies", "ATK dan fotokopi", 120_000, None),
            ("maintenance", "Perawatan pompa air", 350_000, self.units["AIR"]),
        ):
            account = a[role]
            spent = self._some(amount, end)
            yield self._draft(
                on(25), words, [dr(account, spent, unit), cr(a["cash"], spent, unit)], f"{tag}:{role}"
            )
        interest, fee = self._round(60_000), 15_000
        yield self._draft(
            end,
            "Bunga dan biaya bank",
            [dr(a["bank_1"], interest - fee), dr(a["bank_fee"], fee), cr(a["bank_interest"], interest)],
            f"{tag}:bank",
        )

    def _close(self, end: date) -> None:
        treasurer, closed_at = self.staff.treasurer, _at(end + timedelta(days=5))
        if end.month == 12:
            close_year(organisation=self.hub, year=end.year, reason="", actor=treasurer, now=closed_at)
            self._report(end.year, Report.Kind.ANNUAL, date(end.year + 1, 2, 20), date(end.year + 1, 5, 12))
            return
        close_month(organisation=self.hub, through=end, reason="", actor=treasurer, now=closed_at)
        if end.month == 2:
            self._share(end.year - 1)
        if end.month == 6:
            self._report(end.year, Report.Kind.HALF_YEAR, date(end.year, 7, 18), date(end.year, 9, 9))

    def _report(self, year: int, kind: str, in_time: date, too_late: date) -> None:
        day = too_late if self.is_late else in_time
        if day > self.now.date():
            return
        report = submit_report(
            organisation=self.hub,
            year=year,
            kind=kind,
            summary="Usaha berjalan baik; pendapatan air bersih dan toko naik. (contoh)",
            actor=self.staff.treasurer,
            now=_at(day),
        )
        for office, signer in (("adviser", self.staff.adviser), ("supervisor", self.staff.supervisor)):
            sign_off(report=report, office=office, note="", actor=signer, now=_at(day + timedelta(days=7)))
        assembly = day + timedelta(days=23)
        if assembly <= self.now.date():
            accept_report(
                report=report,
                assembly_date=assembly,
                minutes_number=f"BA-02/MUSDES/{assembly.year}",
                actor=self.staff.director,
                now=_at(assembly + timedelta(days=1)),
            )

    def _share(self, year: int) -> None:
        """The assembly in March shares last year's profit; the village is paid in April."""
        if year < BEGAN.year:
            return
        assembly, paid_on = date(year + 1, 3, 15), date(year + 1, 3, 28)
        if paid_on > self.now.date():
            return
        try:
            allocation = propose_allocation(
                organisation=self.hub,
                year=year,
                assembly_date=assembly,
                minutes_number=f"BA-03/MUSDES/{year + 1}",
                key=f"demo-allocation-{self.hub.code}-{year}",
                actor=self.staff.treasurer,
                now=_at(assembly),
            )
        except NothingToShare:
            return
        approve_allocation(allocation=allocation, actor=self.staff.director, now=_at(assembly, 12))
        share = AllocationShare.objects.select_related("allocation__organisation__book").get(
            allocation=allocation, purpose="village"
        )
        bank: Account = self.accounts["bank_1"]
        if 0 < share.amount <= balance(bank):
            pay_share(
                share=share,
                amount=share.amount,
                paid_on=paid_on,
                paid_from=bank,
                recipient="Kas desa",
                receipt_number=f"STS-{year + 1}-{self.hub.pk:03d}",
                key=f"demo-pades-{self.hub.code}-{year}",
                actor=self.staff.treasurer,
                now=_at(paid_on),
            )


def _staff(hub: Organisation) -> Staff:
    """Director, treasurer, adviser and supervisor; the first hub's are the printed sign-ins."""
    found: dict[str, User] = {}
    known = {
        office: email for _r, email, _n, _p in SIGN_INS if (office := OFFICES.get(email.partition("@")[0]))
    }
    for role, title in (
        ("director", "Direktur"),
        ("treasurer", "Bendahara"),
        ("adviser", "Penasihat"),
        ("supervisor", "Pengawas"),
    ):
        if hub.code == FIRST_HUB and role in known:
            user = User.objects.get(email=known[role])
        else:
            user = person(f"{title.lower()}-{hub.code}@{DOMAIN}", f"{title} {hub.name}")
        Office.objects.get_or_create(
            organisation=hub, user=user, role=role, ended_at=None, defaults={"started_at": OPENED}
        )
        found[role] = user
    return Staff(**found)
