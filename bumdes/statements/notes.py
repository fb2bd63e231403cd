"""The notes to the statements (CALK), drawn from the same sums: no number in them is typed. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bumdes.ledger.models import Account, Unit
from bumdes.statements.calculations import (
    SIGNS,
    AccountSums,
    Figures,
    Sums,
    income,
    inter_unit_difference,
    position_line,
)
from bumdes.statements.layout import (
    INCOME,
    POSITION,
    RESULT_LINES,
    SHARED_OUT,
    Line,
    Statement,
)
from bumdes.statements.models import Basis

if TYPE_CHECKING:
    from bumdes.statements.queries.sums import BookSums

# Whose share, and the role of the account it is owed on.
SHARES = {
    "desa": "profit_share_village",
    "masyarakat": "profit_share_community",
    "penyerta_modal": "profit_share_investors",
    "pengurus": "profit_share_management",
    "dana_sosial": "profit_share_social",
}
LOAN_ROLES = {
    "pokok": ("loan_principal", "murabahah_receivable"),
    "jasa": ("loan_interest_receivable", "penalty_receivable"),
    "penyisihan": ("allowance_loan_principal", "allowance_loan_interest"),
}


@dataclass(frozen=True)
class AccountFigure:
    """One account within a line, positive as the line is read."""

    account: int
    code: str
    name: str
    amount: int
    prior: int


@dataclass(frozen=True)
class LineNote:
    """A line of the position or the income statement, and the accounts it is made of."""

    statement: str
    name: str
    label: str
    amount: int
    prior: int
    accounts: tuple[AccountFigure, ...]


@dataclass(frozen=True)
class ShareNote:
    """What is owed of one profit share: before, set aside and paid in the span, and at its end."""

    name: str
    code: str
    label: str
    before: int
    added: int
    paid: int
    after: int


@dataclass(frozen=True)
class LoanNote:
    """The loans as the books hold them. `coverage_bps`: allowance for each 10.000 of principal."""

    principal: int
    interest: int
    allowance: int
    disbursed: int
    repaid: int

    @property
    def coverage_bps(self) -> int:
        return self.allowance * 10_000 // self.principal if self.principal > 0 else 0

    @property
    def net(self) -> int:
        return self.principal + self.interest - self.allowance


@dataclass(frozen=True)
class UnitNote:
    """One business unit's part of the result."""

    code: str
    name: str
    revenue: int
    result: int
    prior_result: int


@dataclass(frozen=True)
class Notes:
    policies: tuple[tuple[str, str], ...]  # heading and text
    lines: tuple[LineNote, ...]
    shares: tuple[ShareNote, ...]
    loans: LoanNote
    units: tuple[UnitNote, ...]
    inter_unit_difference: int


def notes_of(sums: BookSums, *, unit: Unit | None, figures: tuple[Figures, Figures], basis: str) -> Notes:
    now, prior = (sums.of(unit, column=n) for n in (0, 1))
    return Notes(
        policies=policies(basis),
        lines=tuple(line_notes(now, prior, figures=figures, of_unit=unit is not None)),
        shares=tuple(share_notes(now)),
        loans=loan_note(now),
        units=tuple(unit_notes(sums)),
        inter_unit_difference=0 if unit else inter_unit_difference(now),
    )


def policies(basis: str) -> tuple[tuple[str, str], ...]:
    """The accounting policies in words."""
    if basis == Basis.KEPMENDESA:
        compliance = _("These statements follow the guideline of Kepmendesa PDTT 136/2022.")
    else:
        compliance = _(
            "These statements follow %(standard)s and the guideline of Kepmendesa PDTT 136/2022."
        ) % {"standard": Basis(basis).label}
    return (
        (_("Statement of compliance"), compliance),
        (
            _("Basis of preparation"),
            _(
                "The statements are kept on the accrual basis and at historical cost, in whole rupiah. The "
                "cash flow statement follows the direct method. Cash and cash equivalents are cash on hand, "
                "money in banks and deposits of up to three months."
            ),
        ),
        (
            _("Receivables and allowance"),
            _(
                "Receivables stand at what is owed, less an allowance. The allowance for loans follows the "
                "collectability of each loan by days in arrears."
            ),
        ),
        (
            _("Inventory"),
            _("Inventory is kept perpetually and stands at its average cost."),
        ),
        (
            _("Fixed assets"),
            _(
                "Fixed assets stand at cost less accumulated depreciation, by the straight-line method "
                "over the useful life in the register of fixed assets. Land is not depreciated."
            ),
        ),
        (
            _("Revenue and expenses"),
            _(
                "Revenue is recognised when goods are handed over or a service is given, "
                "expenses when they arise."
            ),
        ),
        (_("Taxes"), _("Taxes are counted by the rules in force in the period.")),
        (
            _("Profit sharing"),
            _("Profit is shared by the articles of association after the village assembly decided on it."),
        ),
    )


def line_notes(
    now: AccountSums, prior: AccountSums, *, figures: tuple[Figures, Figures], of_unit: bool
) -> list[LineNote]:
    """Every line that holds something, in the order of the statements, with its accounts.

    Retained earnings show the accounts of equity and, as one row, what the open year has earned.
    """
    before = {account.pk: sums for account, sums in prior}
    pairs = [(account, sums, before.get(account.pk, Sums())) for account, sums in now]
    known = {account.pk for account, _sums in now}
    pairs += [(account, Sums(), sums) for account, sums in prior if account.pk not in known]
    pairs.sort(key=lambda pair: pair[0].code)

    by_line: dict[tuple[str, str], list[AccountFigure]] = defaultdict(list)
    for account, sums, old in pairs:
        if account.line in RESULT_LINES or account.line in SHARED_OUT:
            sign = SIGNS[account.line]
            by_line[Statement.INCOME, account.line].append(
                _figure(account, sign * sums.moved, sign * old.moved)
            )
        if account.line not in RESULT_LINES:
            line = position_line(account, of_unit=of_unit)
            by_line[Statement.POSITION, line].append(
                _figure(account, SIGNS[line] * sums.after, SIGNS[line] * old.after)
            )
    notes = []
    for statement, layout, columns in (
        (Statement.POSITION, POSITION, [each.position for each in figures]),
        (Statement.INCOME, INCOME, [each.income for each in figures]),
    ):
        for row in layout:
            accounts = [
                figure
                for figure in by_line.get((statement, getattr(row, "name", "")), [])
                if figure.amount or figure.prior
            ]
            if not isinstance(row, Line) or not (accounts or columns[0][row.name] or columns[1][row.name]):
                continue
            if row.name == "saldo_laba":
                accounts += _unclosed(accounts, columns)
            notes.append(
                LineNote(
                    statement=statement.value,
                    name=row.name,
                    label=str(row.label),
                    amount=columns[0][row.name],
                    prior=columns[1][row.name],
                    accounts=tuple(accounts),
                )
            )
    return notes


def _figure(account: Account, amount: int, prior: int) -> AccountFigure:
    return AccountFigure(account.pk, account.code, account.name, amount, prior)


def _unclosed(accounts: list[AccountFigure], columns: list[dict[str, int]]) -> list[AccountFigure]:
    """The result that no closing entry has moved into retained earnings yet."""
    amount = columns[0]["saldo_laba"] - sum(figure.amount for figure in accounts)
    prior = columns[1]["saldo_laba"] - sum(figure.prior for figure in accounts)
    return [AccountFigure(0, "", _("Result not closed yet"), amount, prior)] if amount or prior else []


def share_notes(now: AccountSums) -> list[ShareNote]:
    by_role = {account.role: (account, sums) for account, sums in now}
    notes = []
    for name, role in SHARES.items():
        if role not in by_role:
            continue
        account, sums = by_role[role]
        notes.append(
            ShareNote(
                name=name,
                code=account.code,
                label=account.name,
                before=-sums.before,
                added=sums.credit,
                paid=sums.debit,
                after=-sums.after,
            )
        )
    return notes


def loan_note(now: AccountSums) -> LoanNote:
    """Roles carry the kind of loan behind them: loan_principal_spp is a loan_principal."""

    def total(kind: str) -> Sums:
        starts = LOAN_ROLES[kind]
        return sum((sums for account, sums in now if (account.role or "").startswith(starts)), Sums())

    principal = total("pokok")
    return LoanNote(
        principal=principal.after,
        interest=total("jasa").after,
        allowance=-total("penyisihan").after,
        disbursed=principal.debit,
        repaid=principal.credit,
    )


def unit_notes(sums: BookSums) -> list[UnitNote]:
    """Every unit that moved anything in either span."""
    notes = []
    for unit in sums.units.values():
        now, prior = (income(sums.of(unit, column=n)) for n in (0, 1))
        if any(now.values()) or any(prior.values()):
            notes.append(
                UnitNote(
                    code=unit.code,
                    name=unit.name,
                    revenue=now["total_pendapatan"],
                    result=now["laba_bersih_sebelum_bagi_hasil"],
                    prior_result=prior["laba_bersih_sebelum_bagi_hasil"],
                )
            )
    return notes
