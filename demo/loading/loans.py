"""Two years of loans of every BUMDes: members, groups, applications, instalments, evenings.

A BUMDes's books tell of its loans month by month, before a month is closed. Books that were begun
without loans get them from their first open month on.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from bumdes.capital.kinds import Kind, Restriction, Source
from bumdes.ledger.access import opened
from bumdes.ledger.calculations import month_end
from bumdes.ledger.models import Unit
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.ledger.services import seal
from bumdes.lending.models import Product
from bumdes.lending.services import offer_product
from bumdes.lending.services.evening import accrue_loans
from bumdes.members.enums import GroupOffice, How, Purpose
from bumdes.members.models import Group, Member
from bumdes.members.services import form_group, give_consent, join_group, register_member
from bumdes.members.services.groups import GroupFacts
from bumdes.members.services.people import Facts
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Office, Organisation
from bumdes.units.services.units import found_unit
from core.users.models import User
from demo.loading.capital import receive_capital, village_as_giver
from demo.loading.loan_lives import Desk, Diary, Life, apply_in_every_state
from demo.loading.loan_offer import FIRST_NAMES, GROUPS, LAST_NAMES, OFFERS, TURNS, UNIT, USUAL, WORKS, plan
from demo.loading.people import FIRST_HUB, OPENED, SIGN_INS, person

BEGAN = date(2025, 2, 1)
# Loans, members and groups of the first BUMDes, and of each other.
LOANS, PEOPLE, CIRCLES, IN_A_GROUP = (40, 9), (60, 22), (7, 3), 6
CAPITAL = (260_000_000, 90_000_000)
RECENT_EVENINGS = 14


def load_loans(now: datetime) -> int:
    """Loans for every BUMDes whose books have none yet; gives how many BUMDes got them."""
    done = 0
    for hub in Organisation.objects.filter(book__isnull=False, is_active=True).order_by("pk"):
        book = book_of(hub)
        with opened(book):
            if Product.objects.of(book).exists():
                continue
        since = book.closed_through + timedelta(days=1) if book.closed_through else BEGAN
        story = LoanStory(hub, now=now, since=max(BEGAN, since))
        story.tell_rest()
        with opened(book):
            seal(book)
        done += 1
    return done


class LoanStory:
    """The loans of one BUMDes, told month by month until yesterday evening."""

    def __init__(self, hub: Organisation, *, now: datetime, since: date = BEGAN):
        self.hub, self.now, self.since = hub, now, since
        self.today = timezone.localdate(now)
        self.is_first = hub.code == FIRST_HUB
        self.chance = random.Random(f"loans-{hub.code}")
        self.diary = Diary()
        self.has_begun = False

    def tell_rest(self) -> None:
        """Every month until today, where the books are there already."""
        end = month_end(self.since)
        while end.replace(day=1) <= self.today:
            self.month(end)
            end = month_end(end + timedelta(days=1))

    def month(self, end: date) -> None:
        """What happens until the end of a month that has not been told; before it is closed."""
        if end < self.since:
            return
        self.book = book_of(self.hub)
        with opened(self.book):
            if not self.has_begun:
                self._begin()
                self.has_begun = True
            self.diary.write(min(end, self.today - timedelta(days=1)), "evening", self._evening)
            self.diary.tell(until=min(end, self.today))

    def _at(self, day: date, hour: int = 3) -> datetime:
        """A moment of a day: three in the morning of the clock is ten in Banyuasin."""
        return min(self.now, datetime.combine(day, time(hour), tzinfo=UTC))

    def _evening(self, day: date) -> None:
        accrue_loans(book=self.book, on=day, now=self._at(day, 16))

    def _some(self, of: tuple[int, int]) -> int:
        return of[0] if self.is_first else of[1]

    def _key(self, what: str) -> str:
        return f"demo-{self.hub.code}-{what}"

    def _begin(self) -> None:
        """Capital, a unit, products, members and groups; then what every loan will go through."""
        self.staff = self._officers()
        units = units_of(self.book)
        if UNIT not in units:
            found_unit(
                organisation=self.hub,
                code=UNIT,
                name="Simpan pinjam",
                kind="savings_loan",
                started_on=self.since,
                key=f"demo-unit-{self.hub.code}-{UNIT}",
                actor=self.staff.director,
                now=self._at(self.since),
            )
            units = units_of(self.book)
        self._capital(units[UNIT])
        products = self._products(units[UNIT])
        members = self._members()
        groups = self._groups(members)
        own = [code for code in products if code not in ("spp", "usaha", "anuitas")]
        savers = members.copy()
        self.chance.shuffle(savers)
        for n in range(self._some(LOANS)):
            planned = plan(
                n if self.is_first else n + self.hub.pk,
                own[n % len(own)],
                chance=self.chance,
                since=self.since,
                today=self.today,
                is_calm=n >= len(TURNS) or (not self.is_first and self.hub.pk % 3 > 0),
            )
            product = products[planned.code]
            life = Life(
                plan=planned,
                product=product,
                group=groups[n % len(groups)] if product.group_max and not product.member_max else None,
                member=savers[n % len(savers)],
                staff=self.staff,
                diary=self.diary,
                key=self._key(f"loan-{n}"),
                channel="bank" if n % 4 == 3 else "cash",
                moment=self._at,
                today=self.today,
            )
            self.diary.write(planned.day, "loan", life.begin)
        if self.is_first:
            for back in range(1, RECENT_EVENINGS + 1):
                day = self.today - timedelta(days=back)
                if day > self.since:
                    self.diary.write(day, "evening", self._evening)
            day = max(self.since, self.today - timedelta(days=6))
            self.diary.write(
                day,
                "loan",
                lambda on: apply_in_every_state(
                    book=self.book,
                    product=products["usaha"],
                    members=members,
                    staff=self.staff,
                    key=self._key("application"),
                    now=self._at(on),
                ),
            )

    def _officers(self) -> Desk:
        """Director and treasurer, who are there, and the credit officer."""
        offices = Office.objects.active().filter(organisation=self.hub).select_related("user").order_by("pk")
        there = {office.role: office.user for office in offices}
        if (officer := there.get(Office.Role.CREDIT_OFFICER)) is None:
            officer = person(
                f"kredit-{self.hub.code}@contoh.sedulang.test", f"Petugas kredit {self.hub.name}"
            )
            Office.objects.create(
                organisation=self.hub, user=officer, role=Office.Role.CREDIT_OFFICER, started_at=OPENED
            )
        return Desk(there[Office.Role.DIRECTOR], there[Office.Role.TREASURER], officer)

    def _capital(self, unit: Unit) -> None:
        receive_capital(
            self.hub,
            contributor=village_as_giver(self.hub),
            kind=Kind.VILLAGE,
            source=Source.VILLAGE_BUDGET,
            amount=self._some(CAPITAL),
            decree="Perdes 02/2025",
            decided_on=self.since - timedelta(days=12),
            moved_on=self.since,
            purpose="Modal unit simpan pinjam (contoh)",
            restriction=Restriction.NONE,
            account=accounts_of(self.book)["bank_1"],
            unit=unit,
            key=self._key("loan-capital"),
            maker=self.staff.treasurer,
            second=self.staff.director,
        )

    def _products(self, unit: Unit) -> dict[str, Product]:
        """All of them in the first BUMDes; in another the usual three and one of its own."""
        codes = list(OFFERS)
        if not self.is_first:
            own = [*codes[4:], "mingguan"]
            codes = ["spp", "usaha", "anuitas", own[self.hub.pk % len(own)]]
        return {
            code: offer_product(
                book=self.book,
                code=code,
                conditions=USUAL | OFFERS[code][0] | {"unit": unit},
                key=self._key(f"product-{code}"),
                actor=self.staff.director,
                now=self._at(self.since),
            )
            for code in codes
        }

    def _members(self) -> list[Member]:
        """The first two of the first BUMDes are the demo's seller and buyer, who see their own loans."""
        signed_in: list[User] = []
        if self.is_first:
            signed_in = [User.objects.get(email=email) for _r, email, _n, _p in (SIGN_INS[1], SIGN_INS[0])]
        members = []
        for n in range(self._some(PEOPLE)):
            user = signed_in[n] if n < len(signed_in) else None
            first, last = (
                FIRST_NAMES[n % len(FIRST_NAMES)],
                LAST_NAMES[(n * 3 + self.hub.pk) % len(LAST_NAMES)],
            )
            members.append(
                register_member(
                    organisation=self.hub,
                    facts=Facts(
                        name=user.name if user else f"{first} {last} (contoh)",
                        village=self.hub.village,
                        address=f"Dusun {1 + n % 4}, RT {1 + n % 3:02d}",
                        phone=f"+62812{self.hub.pk:04d}{n:04d}",
                        work=WORKS[n % len(WORKS)],
                    ),
                    joined_on=self.since,
                    key=self._key(f"member-{n}"),
                    actor=self.staff.officer,
                    now=self._at(self.since),
                    user=user,
                )
            )
        for member in members[: 12 if self.is_first else 2]:
            for purpose in (Purpose.DATA, Purpose.CREDIT):
                give_consent(
                    member=member,
                    purpose=purpose,
                    how=How.PAPER,
                    note="Map anggota (contoh)",
                    actor=self.staff.officer,
                    now=self._at(self.since),
                )
        return members

    def _groups(self, members: list[Member]) -> list[Group]:
        groups = []
        for n, (name, kind, weekday) in enumerate(GROUPS[: self._some(CIRCLES)]):
            facts = GroupFacts(
                name=f"{name} (contoh)",
                village=self.hub.village,
                kind=kind,
                meeting_weekday=weekday,
                meeting_place="Balai desa",
            )
            group = form_group(
                organisation=self.hub,
                facts=facts,
                formed_on=self.since,
                key=self._key(f"group-{n}"),
                actor=self.staff.officer,
                now=self._at(self.since),
            )
            offices = [GroupOffice.CHAIR, GroupOffice.SECRETARY, GroupOffice.TREASURER]
            for place, member in enumerate(members[n * IN_A_GROUP : (n + 1) * IN_A_GROUP]):
                join_group(
                    group=group,
                    member=member,
                    office=offices[place] if place < len(offices) else GroupOffice.MEMBER,
                    on=self.since,
                    actor=self.staff.officer,
                    now=self._at(self.since),
                )
            groups.append(group)
        return groups
