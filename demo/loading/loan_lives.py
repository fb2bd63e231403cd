"""One loan of the demo from the application to its end, told in the order of days."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count

from django.db.models import F, Sum

from bumdes.ledger.models import Book
from bumdes.lending.calculations.frozen import terms_from_json
from bumdes.lending.calculations.terms import Method
from bumdes.lending.loan_kinds import LoanState, VersionReason
from bumdes.lending.models import Application, InstalmentBalance, LoanEvent, Product
from bumdes.lending.queries.stories import story_of
from bumdes.lending.services import (
    add_pledge,
    apply_for,
    cast_vote,
    decide,
    make_loan,
    propose,
    record_survey,
    withdraw,
)
from bumdes.lending.services.applications import Visit, Wish
from bumdes.lending.services.disbursing import cancel, disburse
from bumdes.lending.services.repaying import repay, reverse_payment
from bumdes.lending.services.rescheduling import pay_off, payoff_of, reschedule
from bumdes.lending.services.writing_off import recover, write_off
from bumdes.members.models import Group, Member
from core.users.models import User
from demo.loading.loan_offer import Plan, Way

Act = Callable[[date], None]
# What happens on a day before its evening.
_ORDER = {"loan": 0, "payment": 1, "evening": 2}


@dataclass(frozen=True)
class Desk:
    director: User
    treasurer: User
    officer: User


class Diary:
    """What is going to happen, in the order of days."""

    def __init__(self) -> None:
        self._pages: list[tuple[date, int, int, Act]] = []
        self._numbers = count()

    def write(self, day: date, what: str, act: Act) -> None:
        heapq.heappush(self._pages, (day, _ORDER[what], next(self._numbers), act))

    def tell(self, *, until: date) -> None:
        while self._pages and self._pages[0][0] <= until:
            day, _order, _number, act = heapq.heappop(self._pages)
            act(day)


def committee(
    application: Application, *, staff: Desk, now: datetime, votes: Sequence[bool] = (True, True)
) -> None:
    """Before the committee by the officer; director and treasurer vote, in this order."""
    propose(application=application, actor=staff.officer, now=now)
    for voter, in_favour in zip((staff.director, staff.treasurer), votes, strict=False):
        note = "" if in_favour else "Angsuran melebihi sisa penghasilan (contoh)"
        cast_vote(application=application, in_favour=in_favour, note=note, actor=voter, now=now)


def survey(application: Application, *, staff: Desk, now: datetime, income: int) -> None:
    visit = Visit(
        visited_on=now.date(),
        income=income,
        expenses=income * 6 // 10,
        dependants=3,
        business_years=4,
        reputation="good",
        notes="Usaha berjalan, alat lengkap. (contoh)",
    )
    record_survey(application=application, visit=visit, actor=staff.officer, now=now)


@dataclass
class Life:
    plan: Plan
    product: Product
    group: Group | None
    member: Member
    staff: Desk
    diary: Diary
    key: str
    channel: str
    moment: Callable[..., datetime]
    today: date
    payments: int = 0

    def begin(self, day: date) -> None:
        """Application, survey, committee, agreement and disbursement, all on one day."""
        now, plan, product = self.moment(day), self.plan, self.product
        monthly = plan.principal // plan.periods
        application = apply_for(
            book=product.book,
            product=product,
            member=None if self.group else self.member,
            group=self.group,
            wish=Wish(
                principal=plan.principal,
                periods=plan.periods,
                purpose=f"{plan.purpose} (contoh)",
                instalment=self._agreed(monthly),
            ),
            officer=self.staff.officer,
            key=self.key,
            actor=self.staff.officer,
            now=now,
        )
        if product.collateral_from and plan.principal >= product.collateral_from:
            add_pledge(
                application=application,
                kind="vehicle",
                description="Sepeda motor dengan BPKB (contoh)",
                value=plan.principal,
                actor=self.staff.officer,
                now=now,
            )
        survey(application, staff=self.staff, now=now, income=max(1_500_000, monthly * 5))
        committee(application, staff=self.staff, now=now)
        decide(application=application, disburse_on=day, actor=self.staff.treasurer, now=now)
        self.loan = make_loan(application=application, actor=self.staff.director, now=now)
        disburse(
            loan=self.loan,
            to="bank",
            date=day,
            key=f"{self.key}-out",
            actor=self.staff.treasurer,
            now=now,
        )
        self._plan_payments(day)

    def _agreed(self, monthly: int) -> int | None:
        """Of an annuity with an agreed instalment: what covers its interest too."""
        if self.product.method != Method.FIXED_INSTALMENT:
            return None
        return -(-(monthly + self.plan.principal * 12 // 1_000) // 10_000) * 10_000

    def _plan_payments(self, day: date) -> None:
        dues = list(InstalmentBalance.objects.filter(loan=self.loan).order_by("n").values_list("n", "due"))
        way, stopped = self.plan.way, self.today - timedelta(days=self.plan.since_days)
        for n, due in dues:
            if way in (Way.STOPPED, Way.WRITTEN_OFF, Way.RESCHEDULED) and due > stopped:
                break
            late = (3 + n * 5 % 8) if way == Way.SLACK else n % 3 - 1
            paid_on = max(day, due + timedelta(days=late))
            self.diary.write(paid_on, "payment", self._special(n, len(dues)) or self._pay)
            if way == Way.EARLY and n == len(dues) // 2:
                self.diary.write(paid_on + timedelta(days=6), "payment", self._end_early)
                break
        if way == Way.RESCHEDULED:
            self.diary.write(max(day, stopped + timedelta(days=40)), "payment", self._reschedule)
        if way == Way.WRITTEN_OFF:
            written_off = max(day, self.today - timedelta(days=100))
            self.diary.write(written_off, "payment", self._write_off)
            self.diary.write(written_off + timedelta(days=50), "payment", self._recover)

    def _special(self, n: int, of: int) -> Act | None:
        if self.plan.way == Way.AHEAD and n == 3:
            return lambda day: self._take(day, times=2)
        if self.plan.way == Way.MISTAKEN and n == 2:
            return self._mistake
        if self.plan.way == Way.SHORT and self.today - timedelta(days=75) < self._due(n) <= self.today:
            return lambda day: self._take(day, percent=40)
        return None

    def _due(self, n: int) -> date:
        return InstalmentBalance.objects.get(loan=self.loan, n=n).due

    def _pay(self, day: date) -> None:
        self._take(day)

    def _take(self, day: date, *, times: int = 1, percent: int = 100) -> LoanEvent | None:
        """All that is due by then, or the next instalment when nothing is."""
        self.loan.refresh_from_db()
        if self.loan.state != LoanState.ACTIVE:
            return None
        rows = InstalmentBalance.objects.filter(loan=self.loan, is_open=True)
        owed = F("principal") + F("interest") + F("fee") + F("penalty")
        by_now = rows.filter(due__lte=day + timedelta(days=1)).aggregate(sum=Sum(owed))["sum"] or 0
        amount = (by_now * times - self.loan.deposit) * percent // 100
        if amount <= 0:
            return None
        self.payments += 1
        return repay(
            loan=self.loan,
            amount=amount,
            channel=self.channel,
            date=day,
            key=f"{self.key}-{self.payments}",
            actor=self.staff.treasurer,
            now=self.moment(day),
        )

    def _mistake(self, day: date) -> None:
        """Taken down for the wrong borrower, seen on the same day, and taken down again."""
        if (event := self._take(day)) is None:
            return
        reverse_payment(
            event=event,
            date=day,
            reason="Salah nama peminjam (contoh)",
            key=f"{self.key}-back",
            actor=self.staff.treasurer,
            now=self.moment(day),
        )
        self._take(day)

    def _end_early(self, day: date) -> None:
        self.loan.refresh_from_db()
        if self.loan.state != LoanState.ACTIVE:
            return
        # What waits may be due since the last evening: the story knows, the kept figure does not yet.
        waits = story_of(self.loan).state(on=day).deposit
        pay_off(
            loan=self.loan,
            amount=payoff_of(self.loan, on=day).total - waits,
            channel=self.channel,
            key=f"{self.key}-end",
            actor=self.staff.treasurer,
            now=self.moment(day),
        )

    def _reschedule(self, day: date) -> None:
        self.loan.refresh_from_db()
        terms = terms_from_json(self.loan.terms)
        reschedule(
            loan=self.loan,
            terms=replace(
                terms,
                principal=self.loan.principal,
                periods=10,
                disbursed=day,
                first_due=None,
                due_dates=None,
            ),
            reason=VersionReason.RESCHEDULED,
            note="Musim ombak besar, tidak melaut (contoh)",
            key=f"{self.key}-new",
            actor=self.staff.officer,
            approved_by=self.staff.director,
            now=self.moment(day),
        )
        dues = InstalmentBalance.objects.filter(loan=self.loan, is_open=True).order_by("n")
        for due in list(dues.values_list("due", flat=True)):
            self.diary.write(due, "payment", self._pay)

    def _write_off(self, day: date) -> None:
        write_off(
            loan=self.loan,
            date=day,
            note="Pindah tanpa alamat, sudah tiga kali dicari (contoh)",
            key=f"{self.key}-off",
            actor=self.staff.treasurer,
            approved_by=self.staff.director,
            now=self.moment(day),
        )

    def _recover(self, day: date) -> None:
        recover(
            loan=self.loan,
            amount=250_000,
            channel="cash",
            date=day,
            key=f"{self.key}-recovered",
            actor=self.staff.treasurer,
            now=self.moment(day),
        )


def apply_in_every_state(
    *, book: Book, product: Product, members: Sequence[Member], staff: Desk, key: str, now: datetime
) -> None:
    """One application in each state, a loan that waits to be paid out, and one that nobody came for."""

    def ask(n: int, member: Member, *, actor: User | None = None) -> Application:
        return apply_for(
            book=book,
            product=product,
            member=member,
            wish=Wish(
                principal=1_500_000 + n * 200_000, periods=10, purpose="Tambah modal kemplang (contoh)"
            ),
            officer=None if actor else staff.officer,
            key=f"{key}-{n}",
            actor=actor or staff.officer,
            now=now,
        )

    # By the member herself, on her phone; nobody has taken it on.
    own = next((member for member in members if member.user_id), members[0])
    ask(0, own, actor=own.user or staff.officer)
    rest = [member for member in members if member.pk != own.pk][-8:]
    surveyed, proposed, voted, agreed, refused, withdrawn, lent, dropped = (
        ask(n, member) for n, member in enumerate(rest, start=1)
    )
    for application in (surveyed, proposed, voted, agreed, refused, lent, dropped):
        survey(application, staff=staff, now=now, income=2_400_000)
    committee(proposed, staff=staff, now=now, votes=())
    committee(voted, staff=staff, now=now, votes=(True,))
    for application in (agreed, lent, dropped):
        committee(application, staff=staff, now=now)
        decide(application=application, disburse_on=now.date(), actor=staff.treasurer, now=now)
    committee(refused, staff=staff, now=now, votes=(False, False))
    decide(
        application=refused,
        disburse_on=now.date(),
        note="Diminta mengajukan lebih kecil (contoh)",
        actor=staff.treasurer,
        now=now,
    )
    withdraw(
        application=withdrawn, note="Batal, sudah dibantu keluarga (contoh)", actor=staff.officer, now=now
    )
    make_loan(application=lent, actor=staff.director, now=now)
    cancel(
        loan=make_loan(application=dropped, actor=staff.director, now=now),
        reason="Tidak jadi diambil (contoh)",
        key=f"{key}-dropped",
        actor=staff.director,
        now=now,
    )
