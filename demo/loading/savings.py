"""Members of one BUMDes and what they save: products, accounts, two months of movements, interest, a hold.

Older months of the demo's books are closed, so savings begin with the last month. People are invented.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Unit
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.members.models import Group, Member
from bumdes.members.services import form_group, register_member
from bumdes.members.services.groups import GroupFacts
from bumdes.members.services.people import Facts
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Office, Organisation
from bumdes.savings.enums import Basis, Kind
from bumdes.savings.models import SavingsAccount, SavingsProduct
from bumdes.savings.services import (
    Terms,
    add_product,
    begin_account,
    pay_out,
    place_hold,
    run_interest,
    take_in,
)
from bumdes.units.services.units import found_unit
from core.users.models import User
from demo.loading.people import FIRST_HUB

SAVERS = 48
UNIT = "SP"
NAMES = ("Aminah", "Budi", "Cik Nur", "Darwin", "Elis", "Fauzi", "Gunawan", "Halimah", "Idris", "Juwita")
GROUPS = ("Mawar Pesisir", "Nelayan Upang", "Kemplang Bahari")
# Name, and what a product says of interest and of what stays.
PRODUCTS: dict[Kind, tuple[str, dict[str, Any]]] = {
    Kind.VOLUNTARY: ("Simpanan sukarela", {"rate_bps": 200, "smallest_balance": 10_000}),
    Kind.COMPULSORY: ("Simpanan wajib", {"rate_bps": 100, "monthly_amount": 20_000}),
    Kind.TERM: ("Simpanan berjangka 6 bulan", {"rate_bps": 450, "basis": Basis.AVERAGE, "term_months": 6}),
    Kind.GROUP: ("Dana tanggung renteng", {}),
}


def load_savings(now: datetime) -> int:
    """Give the first BUMDes its savers, once; gives how many accounts were opened."""
    hub = Organisation.objects.filter(code=FIRST_HUB, book__isnull=False).select_related("book").first()
    if hub is None or hub.book is None:
        return 0
    with opened(hub.book):
        if SavingsProduct.objects.filter(book=hub.book).exists():
            return 0
        return _Savers(hub, now).save()


class _Savers:
    """The savings of one BUMDes, from the first day of the last month until today."""

    def __init__(self, hub: Organisation, now: datetime):
        self.hub, self.book, self.now = hub, book_of(hub), now
        self.today = timezone.localdate(now)
        self.this_month = self.today.replace(day=1)
        self.began = (self.this_month - timedelta(days=1)).replace(day=1)
        offices = Office.objects.active().filter(organisation=hub, role=Office.Role.TREASURER)
        self.actor: User = offices.select_related("user").order_by("pk")[0].user
        self.cash: Account = accounts_of(self.book)["cash"]
        self.chance, self.numbers = random.Random(hub.code), count(1)

    def key(self) -> str:
        return f"demo-savings-{self.hub.code}-{next(self.numbers)}"

    def save(self) -> int:
        unit = self._unit()
        products = {
            kind: add_product(
                book=self.book,
                kind=kind,
                terms=Terms(name=name, unit=unit, **says),
                actor=self.actor,
                now=self.now,
            )
            for kind, (name, says) in PRODUCTS.items()
        }
        opened_accounts = 0
        for n, member in enumerate(self._members()):
            own = self._open(products[Kind.VOLUNTARY], member=member)
            due = self._open(products[Kind.COMPULSORY], member=member)
            self._live(own, due)
            opened_accounts += 2
            if n % 8 == 0:
                term = self._open(products[Kind.TERM], member=member, interest_to=own)
                self._in(term, self.chance.randrange(10, 60) * 100_000, self.began)
                opened_accounts += 1
            if n % 12 == 5:
                place_hold(
                    account=own,
                    amount=50_000,
                    reason="Jaminan pinjaman kelompok (contoh)",
                    key=self.key(),
                    actor=self.actor,
                    now=self.now,
                )
        for group in self._groups():
            fund = self._open(products[Kind.GROUP], group=group)
            for week in range(4):
                self._in(fund, 25_000, self.began + timedelta(days=7 * week))
            opened_accounts += 1
        for product in products.values():
            if product.rate_bps:
                run_interest(product=product, month=self.began, actor=None, now=self.now)
        return opened_accounts

    def _unit(self) -> Unit:
        units = units_of(self.book)
        if UNIT not in units:
            found_unit(
                organisation=self.hub,
                code=UNIT,
                name="Simpan pinjam",
                kind="savings_loan",
                started_on=self.began,
                key=f"demo-unit-{self.hub.code}-{UNIT}",
                actor=self.actor,
                now=self.now,
            )
        return units_of(self.book)[UNIT]

    def _members(self) -> list[Member]:
        known = list(Member.objects.of(self.hub).active().order_by("pk")[:SAVERS])
        for n in range(len(known), SAVERS):
            facts = Facts(
                name=f"{NAMES[n % len(NAMES)]} {n + 1} (contoh)",
                village=self.hub.village,
                phone=f"+62812001{n:05d}",
                work=("Nelayan", "Petani", "Pembuat kemplang", "Pedagang")[n % 4],
            )
            known.append(
                register_member(
                    organisation=self.hub,
                    facts=facts,
                    joined_on=self.began,
                    key=self.key(),
                    actor=self.actor,
                    now=self.now,
                )
            )
        return known

    def _groups(self) -> list[Group]:
        known = list(Group.objects.of(self.hub).active().order_by("pk")[: len(GROUPS)])
        for name in GROUPS[len(known) :]:
            facts = GroupFacts(name=f"{name} (contoh)", village=self.hub.village)
            known.append(
                form_group(
                    organisation=self.hub,
                    facts=facts,
                    formed_on=self.began,
                    key=self.key(),
                    actor=self.actor,
                    now=self.now,
                )
            )
        return known

    def _open(
        self,
        product: SavingsProduct,
        *,
        member: Member | None = None,
        group: Group | None = None,
        interest_to: SavingsAccount | None = None,
    ) -> SavingsAccount:
        account = begin_account(
            product=product,
            member=member,
            group=group,
            opened_on=self.began,
            interest_to=interest_to,
            key=self.key(),
            actor=self.actor,
            now=self.now,
        )
        account.book, account.product = self.book, product
        return account

    def _live(self, own: SavingsAccount, due: SavingsAccount) -> None:
        """A deposit or two each month, sometimes a withdrawal, and twenty thousand of what is owed."""
        self._in(own, self.chance.randrange(6, 60) * 10_000, self.began)
        self._in(due, 20_000, self.began + timedelta(days=4))
        if self.chance.random() < 0.6:
            self._in(
                own,
                self.chance.randrange(1, 20) * 5_000,
                self.began + timedelta(days=self.chance.randrange(8, 20)),
            )
        if self.chance.random() < 0.3 and own.free > 60_000:
            pay_out(
                account=own,
                amount=self.chance.randrange(1, 5) * 5_000,
                against=self.cash,
                on=self.began + timedelta(days=24),
                key=self.key(),
                actor=self.actor,
                now=self.now,
            )
        if self.chance.random() < 0.7:
            self._in(own, self.chance.randrange(1, 12) * 5_000, min(self.today, self._this(5)))
        if self.chance.random() < 0.9:
            self._in(due, 20_000, min(self.today, self._this(3)))

    def _this(self, days: int) -> date:
        return self.this_month + timedelta(days=days)

    def _in(self, account: SavingsAccount, amount: int, on: date) -> None:
        take_in(
            account=account,
            amount=amount,
            against=self.cash,
            on=on,
            key=self.key(),
            actor=self.actor,
            now=self.now,
        )
