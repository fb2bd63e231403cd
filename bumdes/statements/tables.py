"""The statements as rows to print, the same for the page, the workbook and the PDF. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from bumdes.statements.calculations import CashFlow, Figures
from bumdes.statements.layout import (
    CASH_FLOW,
    EQUITY,
    INCOME,
    POSITION,
    Heading,
    Line,
    Row,
    Statement,
    Total,
)

Kind = Literal["heading", "line", "total"]


@dataclass(frozen=True)
class TableRow:
    """A row: words alone, a figure, or a figure with the signed names of those it adds up."""

    kind: Kind
    level: int
    label: str
    name: str = ""
    amount: int = 0
    prior: int = 0
    terms: tuple[tuple[int, str], ...] = ()

    @property
    def is_nil(self) -> bool:
        """A plain line without a figure in either column: a phone leaves it out."""
        return self.kind == "line" and not self.amount and not self.prior

    @property
    def opens(self) -> bool:
        """Do accounts stand behind it, that can be looked at?"""
        return bool(self.name) and self.name not in _NET_NAMES


# Sums of the cash flow statement over other sums; every other figure can be taken apart.
_NET_NAMES = frozenset(
    {*(f"bersih_{activity.name}" for activity in CASH_FLOW), "kenaikan", "saldo_awal", "saldo_akhir"}
)


@dataclass(frozen=True)
class Table:
    statement: str
    title: str
    rows: tuple[TableRow, ...]


def tables_of(now: Figures, prior: Figures) -> tuple[Table, ...]:
    """The four statements that are tables. Lines of ours that are nil in both columns are left out."""
    return (
        _table(Statement.INCOME, _plain(INCOME, now.income, prior.income)),
        _table(Statement.POSITION, _plain(POSITION, now.position, prior.position)),
        _table(Statement.EQUITY, _plain(EQUITY, now.equity, prior.equity)),
        _table(Statement.CASH_FLOW, _cash(now.cash_flow, prior.cash_flow)),
    )


def _table(statement: Statement, rows: Iterable[TableRow]) -> Table:
    return Table(statement.value, str(statement.label), tuple(rows))


def _plain(layout: Iterable[Row], now: dict[str, int], prior: dict[str, int]) -> Iterator[TableRow]:
    shown: set[str] = set()
    for row in layout:
        if isinstance(row, Heading):
            yield TableRow("heading", row.level, str(row.label))
            continue
        amount, before = now[row.name], prior[row.name]
        if row.is_ours and not amount and not before:
            continue
        shown.add(row.name)
        terms: tuple[tuple[int, str], ...] = ()
        if isinstance(row, Total):
            terms = tuple((sign, name) for sign, name in row.parts() if name in shown)
        kind: Kind = "total" if isinstance(row, Total) or row.level == 0 else "line"
        yield TableRow(kind, row.level, str(row.label), row.name, amount, before, terms)


def _cash(now: CashFlow, prior: CashFlow) -> Iterator[TableRow]:
    nets = []
    for activity in CASH_FLOW:
        yield TableRow("heading", 0, str(activity.label))
        terms: list[tuple[int, str]] = []
        for sign, label, lines in (
            (1, _("Cash in"), activity.cash_in),
            (-1, _("Cash out"), activity.cash_out),
        ):
            yield TableRow("heading", 1, label)
            for line in lines:
                if _is_shown(line, now, prior):
                    terms.append((sign, line.name))
                    yield TableRow(
                        "line", 2, str(line.label), line.name, now.lines[line.name], prior.lines[line.name]
                    )
        net = f"bersih_{activity.name}"
        nets.append((1, net))
        yield TableRow(
            "total",
            0,
            str(activity.net_label),
            net,
            now.net[activity.name],
            prior.net[activity.name],
            tuple(terms),
        )
    yield TableRow(
        "total", 0, _("Increase (decrease) of cash"), "kenaikan", now.increase, prior.increase, tuple(nets)
    )
    yield TableRow("line", 0, _("Cash at the beginning"), "saldo_awal", now.opening, prior.opening)
    yield TableRow(
        "total",
        0,
        _("Cash at the end"),
        "saldo_akhir",
        now.closing,
        prior.closing,
        ((1, "saldo_awal"), (1, "kenaikan")),
    )


def _is_shown(line: Line, now: CashFlow, prior: CashFlow) -> bool:
    return not line.is_ours or bool(now.lines[line.name] or prior.lines[line.name])
