"""The yearly ranking questionnaire, answered from the books and registers as far as they can.

Source: Kepmendesa PDTT 145/2022, seven aspects. Its points are not ours to give: the answers are
facts, each with where it comes from, to be copied into the ministry's form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from bumdes.closing.models import ProfitAllocation, Report, YearClosing
from bumdes.closing.queries.profits import village_income
from bumdes.ledger.models import Entry, Unit
from bumdes.ledger.queries import trial_balance
from bumdes.organisations.models import ByLaws, Office, Organisation
from core.money import format_rupiah

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Aspect(models.TextChoices):
    INSTITUTION = "institution", _("Institution")
    MANAGEMENT = "management", _("Management")
    BUSINESS = "business", _("Business and units")
    PARTNERSHIP = "partnership", _("Partnership")
    CAPITAL = "capital", _("Assets and capital")
    REPORTING = "reporting", _("Administration and accountability")
    BENEFIT = "benefit", _("Profit and benefit for village and community")


@dataclass(frozen=True)
class Facts:
    """What is asked of one BUMDes for one year, read once."""

    organisation: Organisation
    year: int
    bylaws: int
    offices: frozenset[str]
    units: int
    entries: int
    by_type: dict[str, int]  # closing balances of the year by account type, before the closing entry
    lines: dict[str, int]  # the same by statement line
    result: int | None  # None while the year is open
    reports: frozenset[str]
    shared: bool
    village_income: int


@dataclass(frozen=True)
class Question:
    code: str
    aspect: Aspect
    text: StrPromise
    answer: Callable[[Facts], str]


@dataclass(frozen=True)
class Answer:
    code: str
    aspect: str
    text: str
    answer: str


def _yes(truth: object) -> str:
    return str(_("Yes")) if truth else str(_("No"))


QUESTIONS = (
    Question(
        "1.1",
        Aspect.INSTITUTION,
        _("Is the organisation founded by a village decision and active?"),
        lambda f: _yes(f.organisation.is_active),
    ),
    Question(
        "1.2", Aspect.INSTITUTION, _("How many versions of the by-laws are on file?"), lambda f: str(f.bylaws)
    ),
    Question(
        "1.3",
        Aspect.INSTITUTION,
        _("Are adviser, director and supervisor in office?"),
        lambda f: _yes({"adviser", "director", "supervisor"} <= f.offices),
    ),
    Question(
        "2.1",
        Aspect.MANAGEMENT,
        _("Are director and treasurer two people in office?"),
        lambda f: _yes({"director", "treasurer"} <= f.offices),
    ),
    Question(
        "2.2", Aspect.MANAGEMENT, _("How many entries were recorded in the year?"), lambda f: str(f.entries)
    ),
    Question("3.1", Aspect.BUSINESS, _("How many business units are running?"), lambda f: str(f.units)),
    Question(
        "3.2",
        Aspect.BUSINESS,
        _("What was the turnover of the year?"),
        lambda f: format_rupiah(f.by_type.get("revenue", 0)),
    ),
    Question(
        "4.1",
        Aspect.PARTNERSHIP,
        _("What is owed by trading partners at the end of the year?"),
        lambda f: format_rupiah(f.lines.get("piutang", 0)),
    ),
    Question(
        "5.1",
        Aspect.CAPITAL,
        _("What are the assets at the end of the year?"),
        lambda f: format_rupiah(f.by_type.get("asset", 0)),
    ),
    Question(
        "5.2",
        Aspect.CAPITAL,
        _("What capital has the village paid in?"),
        lambda f: format_rupiah(f.lines.get("penyertaan_modal_desa", 0)),
    ),
    Question(
        "5.3",
        Aspect.CAPITAL,
        _("What capital has the community paid in?"),
        lambda f: format_rupiah(f.lines.get("penyertaan_modal_masyarakat", 0)),
    ),
    Question(
        "6.1", Aspect.REPORTING, _("Was the half-year report handed in?"), lambda f: _yes("half" in f.reports)
    ),
    Question(
        "6.2", Aspect.REPORTING, _("Was the annual report handed in?"), lambda f: _yes("annual" in f.reports)
    ),
    Question("6.3", Aspect.REPORTING, _("Is the year closed?"), lambda f: _yes(f.result is not None)),
    Question(
        "7.1",
        Aspect.BENEFIT,
        _("What was the profit of the year?"),
        lambda f: format_rupiah(f.result) if f.result is not None else str(_("The year is still open")),
    ),
    Question("7.2", Aspect.BENEFIT, _("Was the profit shared by the by-laws?"), lambda f: _yes(f.shared)),
    Question(
        "7.3",
        Aspect.BENEFIT,
        _("What was paid to the village (PADes) in the year?"),
        lambda f: format_rupiah(f.village_income),
    ),
)


def answers(organisation: Organisation, *, year: int) -> list[Answer]:
    """Every question with its answer as it can be read today. The number of queries is fixed."""
    facts = _facts(organisation, year)
    return [Answer(q.code, str(q.aspect.label), str(q.text), q.answer(facts)) for q in QUESTIONS]


def _facts(organisation: Organisation, year: int) -> Facts:
    book = organisation.book
    if book is None:
        raise ValueError("the questionnaire is answered from a book")
    by_type: dict[str, int] = {}
    lines: dict[str, int] = {}
    rows = trial_balance(book, since=date(year, 1, 1), until=date(year, 12, 31), with_closing=False)
    lines_by_account = dict(book.accounts.values_list("pk", "line"))
    natural = {
        "asset": "debit",
        "cost": "debit",
        "expense": "debit",
        "other_expense": "debit",
        "tax": "debit",
    }
    for row in rows:
        sign = 1 if row.side == natural.get(row.type, "credit") else -1
        is_result = row.type in {"revenue", "cost", "expense", "other_income", "other_expense", "tax"}
        amount = sign * (row.closing - row.opening if is_result else row.closing)
        by_type[row.type] = by_type.get(row.type, 0) + amount
        line = lines_by_account[row.account]
        lines[line] = lines.get(line, 0) + amount
    closing = YearClosing.objects.filter(organisation=organisation, year=year, undone_at=None).first()
    reports = Report.objects.filter(organisation=organisation, year=year, withdrawn_at=None)
    allocations = ProfitAllocation.objects.filter(organisation=organisation, year=year, state="approved")
    return Facts(
        organisation=organisation,
        year=year,
        bylaws=ByLaws.objects.filter(organisation=organisation).count(),
        offices=frozenset(
            Office.objects.active().filter(organisation=organisation).values_list("role", flat=True)
        ),
        units=book.units.filter(is_active=True).exclude(code=Unit.HEAD_OFFICE).count(),
        entries=Entry.objects.filter(book=book, year=year).count(),
        by_type=by_type,
        lines=lines,
        result=closing.result if closing else None,
        reports=frozenset(reports.values_list("kind", flat=True)),
        shared=allocations.exists(),
        village_income=village_income(organisation).get(year, 0),
    )
