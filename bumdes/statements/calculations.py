"""From the sums of accounts to the lines of the statements. Pure; every amount is whole rupiah."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bumdes.ledger.models import Account
from bumdes.statements.layout import (
    CASH_FLOW,
    EQUITY,
    INCOME,
    INTER_UNIT_LINES,
    POSITION,
    RESULT_LINES,
    RETAINED_LINES,
    SHARED_OUT,
    Activity,
    Line,
    Row,
    Total,
)

# What an account without a line of its own is counted under, so that cash always ties.
OTHER_IN, OTHER_OUT = "penerimaan_lain", "beban_lain"
UNRESERVED = frozenset({RETAINED_LINES[0], *RESULT_LINES, *SHARED_OUT})
EARNINGS = UNRESERVED | {RETAINED_LINES[1]}
# On which side a line reads as positive.
SIGNS = {row.name: row.sign for row in (*INCOME, *POSITION, *EQUITY) if isinstance(row, Line)}


@dataclass(frozen=True)
class Sums:
    """What an account of one unit did in one span: net amounts are debit less credit.

    `before` stands at the start, opening balances included; `debit` and `credit` moved in the span,
    `cash_debit` and `cash_credit` of them in entries that move cash; `closed` is of the year's
    closing entry.
    """

    before: int = 0
    debit: int = 0
    credit: int = 0
    cash_debit: int = 0
    cash_credit: int = 0
    closed: int = 0

    @property
    def moved(self) -> int:
        return self.debit - self.credit

    @property
    def after(self) -> int:
        return self.before + self.moved + self.closed

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.before + other.before,
            self.debit + other.debit,
            self.credit + other.credit,
            self.cash_debit + other.cash_debit,
            self.cash_credit + other.cash_credit,
            self.closed + other.closed,
        )


AccountSums = list[tuple[Account, Sums]]


@dataclass(frozen=True)
class CashFlow:
    """Cash in and out by activity; `lines` holds every line of the layout by its name."""

    lines: dict[str, int]
    net: dict[str, int]
    opening: int

    @property
    def increase(self) -> int:
        return sum(self.net.values())

    @property
    def closing(self) -> int:
        return self.opening + self.increase


@dataclass(frozen=True)
class Figures:
    """The figures of all statements for one span and one scope, by the names of the layout."""

    income: dict[str, int]
    position: dict[str, int]
    equity: dict[str, int]
    cash_flow: CashFlow


def figures(accounts: AccountSums, *, of_unit: bool) -> Figures:
    """Every line and subtotal of the four statements that are tables.

    For one unit the debits of its postings need not equal its credits; the difference is what other
    units owe it or it owes them, and is shown as such. Of the whole entity, inter-unit accounts
    cancel; what is left of them stays on the line of the claims.
    """
    return Figures(
        income=income(accounts),
        position=position(accounts, of_unit=of_unit),
        equity=equity(accounts),
        cash_flow=cash_flow(accounts),
    )


def position_line(account: Account, *, of_unit: bool) -> str:
    """The line of the position on which the balance stands.

    Earnings share one. Of the entity, what units owe the head office stands against the claims on them.
    """
    if account.line in EARNINGS:
        return "saldo_laba"
    claims, debts = INTER_UNIT_LINES
    return claims if account.line == debts and not of_unit else account.line


def income(accounts: AccountSums) -> dict[str, int]:
    moved: dict[str, int] = defaultdict(int)
    for account, sums in accounts:
        moved[account.line] += sums.moved
    return _filled(INCOME, {name: SIGNS[name] * moved[name] for name in (*RESULT_LINES, *SHARED_OUT)})


def position(accounts: AccountSums, *, of_unit: bool) -> dict[str, int]:
    net: dict[str, int] = defaultdict(int)
    for account, sums in accounts:
        net[position_line(account, of_unit=of_unit)] += sums.after
    if of_unit:
        unbooked = sum(net.values())
        net["rk_tersirat_aset"] = -min(unbooked, 0)
        net["rk_tersirat_kewajiban"] = -max(unbooked, 0)
    return _filled(POSITION, {name: SIGNS[name] * amount for name, amount in net.items()})


def inter_unit_difference(accounts: AccountSums) -> int:
    """What is left of the inter-unit accounts when all units are put together; nil when they agree."""
    return sum(sums.after for account, sums in accounts if account.line in INTER_UNIT_LINES)


def equity(accounts: AccountSums) -> dict[str, int]:
    at: dict[str, int] = defaultdict(int)
    for account, sums in accounts:
        line = account.line
        if line == "penyertaan_modal_desa":
            at["pm_desa_awal"] -= sums.before
            at["penambahan_pm_desa"] -= sums.moved + sums.closed
        elif line == "penyertaan_modal_masyarakat":
            at["pm_masyarakat_awal"] -= sums.before
            at["penambahan_pm_masyarakat"] -= sums.moved + sums.closed
        elif line == "modal_donasi":
            at["modal_donasi_awal"] -= sums.before
            at["penambahan_modal_donasi"] -= sums.moved + sums.closed
        elif line in EARNINGS:
            reserved = line == RETAINED_LINES[1]
            at["saldo_laba_awal_dicadangkan" if reserved else "saldo_laba_awal_tidak_dicadangkan"] -= (
                sums.before
            )
            # The closing entry moves the result into retained earnings: together it is nothing.
            at["perubahan_lain_saldo_laba"] -= sums.closed
            if line in RESULT_LINES:
                at["laba_periode"] -= sums.moved
            elif line in SHARED_OUT:
                at[line] += sums.moved
            else:
                at["perubahan_lain_saldo_laba"] -= sums.moved
    return _filled(EQUITY, at)


def cash_flow(accounts: AccountSums) -> CashFlow:
    """What entries that move cash posted elsewhere, by the lines those accounts name.

    Between units the cash of one entry may move in one and its cause stand in another: the rest is
    cash from or to other units, which is nothing for the entity.
    """
    inflow: dict[str, int] = defaultdict(int)
    opening = increase = 0
    for account, sums in accounts:
        if account.is_cash:
            opening += sums.before
            increase += sums.moved
        else:
            inflow[account.cash_in or OTHER_IN] += sums.cash_credit
            inflow[account.cash_out or OTHER_OUT] -= sums.cash_debit
    inflow["rk_antar_unit"] += increase - sum(inflow.values())
    lines, net = {}, {}
    for activity in CASH_FLOW:
        for line in activity.lines:
            lines[line.name] = -line.sign * inflow[line.name]
        net[activity.name] = activity_net(activity, lines)
    return CashFlow(lines=lines, net=net, opening=opening)


def activity_net(activity: Activity, lines: dict[str, int]) -> int:
    return sum(lines[line.name] for line in activity.cash_in) - sum(
        lines[line.name] for line in activity.cash_out
    )


def flow_of(account: Account, sums: Sums, line: str) -> int:
    """What one account adds to a line of the cash flow statement, positive as the line is read."""
    if account.is_cash:
        return 0
    inflow = sums.cash_credit if (account.cash_in or OTHER_IN) == line else 0
    outflow = sums.cash_debit if (account.cash_out or OTHER_OUT) == line else 0
    sign = next(row.sign for activity in CASH_FLOW for row in activity.lines if row.name == line)
    return -sign * (inflow - outflow)


def _filled(layout: Iterable[Row], leaves: dict[str, int]) -> dict[str, int]:
    """Every line and total of a layout, in its order; totals come after what they add up."""
    found: dict[str, int] = {}
    for row in layout:
        if isinstance(row, Line):
            found[row.name] = leaves.get(row.name, 0)
        elif isinstance(row, Total):
            found[row.name] = sum(sign * found[name] for sign, name in row.parts())
    return found
