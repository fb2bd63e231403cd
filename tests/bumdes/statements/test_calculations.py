"""Whatever is posted, the statements tie: proved over random entries and every chart."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bumdes.ledger.models import Account
from bumdes.ledger.services.charts import FOLDER, read_chart
from bumdes.statements.calculations import Sums, figures, inter_unit_difference

FACTS = ("code", "name", "type", "side", "line", "cash_in", "cash_out", "role", "is_cash")
CHARTS = {
    path.stem: [
        Account(pk=n, **{fact: row[fact] for fact in FACTS})
        for n, row in enumerate(read_chart(path).accounts, start=1)
    ]
    for path in sorted(FOLDER.glob("*.csv"))
}
UNITS = ("PUSAT", "TOKO")

# An entry: when it was (before the span, or in it), and postings of accounts and units by number.
entries = st.lists(
    st.tuples(
        st.booleans(),
        st.lists(
            st.tuples(
                st.integers(0, 10_000), st.integers(0, 10_000), st.sampled_from(UNITS), st.integers(1, 10**9)
            ),
            min_size=1,
            max_size=4,
        ),
    ),
    max_size=12,
)


def sums_by_unit(accounts: list[Account], drawn: list) -> dict[str | None, list[tuple[Account, Sums]]]:
    """What the totals would hold: each pair debits one account and credits another."""
    found: dict[tuple[str | None, int], Sums] = defaultdict(Sums)
    for is_before, pairs in drawn:
        postings = []
        for debit_at, credit_at, unit, amount in pairs:
            postings.append((accounts[debit_at % len(accounts)], unit, amount, 0))
            postings.append((accounts[credit_at % len(accounts)], "PUSAT", 0, amount))
        with_cash = any(account.is_cash for account, *_rest in postings)
        for account, unit, debit, credit in postings:
            if is_before:
                sums = Sums(before=debit - credit)
            elif with_cash:
                sums = Sums(debit=debit, credit=credit, cash_debit=debit, cash_credit=credit)
            else:
                sums = Sums(debit=debit, credit=credit)
            for scope in (unit, None):
                found[scope, account.pk] += sums
    by_pk = {account.pk: account for account in accounts}
    return {
        scope: [(by_pk[pk], sums) for (owner, pk), sums in found.items() if owner == scope]
        for scope in (None, *UNITS)
    }


# How quickly entries are drawn says something about the machine, and nothing about the statements.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@pytest.mark.parametrize("chart", sorted(CHARTS))
@given(drawn=entries)
def test_statements_tie_for_the_entity_and_every_unit(chart, drawn):
    scopes = sums_by_unit(CHARTS[chart], drawn)
    results = {scope: figures(sums, of_unit=scope is not None) for scope, sums in scopes.items()}

    for now in results.values():
        assert now.position["total_aset"] == now.position["total_kewajiban_dan_ekuitas"]
        assert now.position["kas"] + now.position["setara_kas"] == now.cash_flow.closing
        assert now.equity["ekuitas_akhir"] == now.position["total_ekuitas"]
        assert now.equity["saldo_laba_akhir"] == now.position["saldo_laba"]
        assert now.equity["laba_periode"] == now.income["laba_bersih_sebelum_bagi_hasil"]
    entity = results[None]
    for name, amount in entity.income.items():
        assert sum(results[unit].income[name] for unit in UNITS) == amount
    for name, amount in entity.cash_flow.lines.items():
        assert sum(results[unit].cash_flow.lines[name] for unit in UNITS) == amount
    assert entity.position["rk_pusat"] == 0
    assert entity.position["rk_unit_usaha"] == inter_unit_difference(scopes[None])


def test_an_account_without_a_cash_line_is_counted_under_the_other_ones():
    cash = Account(pk=1, line="kas", cash_in="", cash_out="", is_cash=True)
    odd = Account(pk=2, line="piutang", cash_in="", cash_out="", is_cash=False)
    moved = [
        (cash, Sums(debit=70, credit=20, cash_debit=70, cash_credit=20)),
        (odd, Sums(debit=20, credit=70, cash_debit=20, cash_credit=70)),
    ]

    flow = figures(moved, of_unit=False).cash_flow

    assert (flow.lines["penerimaan_lain"], flow.lines["beban_lain"]) == (70, 20)
    assert flow.closing == 50
