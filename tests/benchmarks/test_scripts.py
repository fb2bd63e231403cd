"""Each benchmark once, as small as it goes. Figures are only looked at for being there."""

import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from benchmarks import catalogue, ledger, lending, memory, race
from benchmarks.measuring import databases
from benchmarks.measuring.costs import measure
from benchmarks.measuring.loading import SLOW_3G, chromium, new_phone, view
from benchmarks.peers import setting_up, steps
from benchmarks.peers.setting_up import OURS, serving

pytestmark = pytest.mark.race


def test_catalogue_measures_ours_and_oscar(small_shop):
    oscar = f"{small_shop}_oscar"
    try:
        setting_up.ensure_oscar(oscar, small_shop, fresh=True)
        with ExitStack() as running:
            tasks = catalogue.our_tasks(small_shop, running)
            tasks += catalogue.oscar_tasks(oscar, running, with_whoosh=False)
            costs = measure([replace(task, times=1) for task in tasks], rounds=1, said=lambda words: None)
    finally:
        databases.drop(oscar)

    assert {shop for shop, _page in costs} == {"ours", "Oscar", "bare Django"}
    assert all(cost.app_ms > 0 and cost.sql > 0 for cost in costs.values())
    assert costs["ours", catalogue.PURCHASE].sql > costs["ours", catalogue.PRODUCT].sql
    assert len(catalogue.judge({6: costs})) == 9


def test_race_sells_what_there_is(small_shop):
    rows = race.run_all(small_shop, runs=1, buyers=4, pieces=2)

    assert [(row["race"], row["sold"], row["refused"], row["right"]) for row in rows] == [
        ("race 1", 2, 2, True),
        ("crossed baskets", 4, 0, True),
        ("one press, thrice", 3, 0, True),
    ]


def test_memory_takes_a_sample(small_shop):
    shop = memory.Peer(
        *("ours", OURS, small_shop, "/belanja/"),
        *(steps.our_product_paths(small_shop), steps.our_purchase(small_shop)),
    )

    shop.sample(visits=1)

    assert all(value > 0 for value in shop.figures().values())


def test_ledger_measures_ours_beside_plain_sql(committed_db, monkeypatch):
    cells = ((ledger.ONE, 0.0), (ledger.SIXTEEN, ledger.HOLD_S), (ledger.ONE, ledger.HOLD_S))
    monkeypatch.setattr(ledger, "BASE", committed_db)
    monkeypatch.setattr(ledger, "CELLS", cells)
    connection.close()

    peers = dict.fromkeys([ledger.OURS, ledger.PLAIN, ledger.LEAN], Path(sys.executable))
    with ledger.databases_of(peers, fresh=False) as made:
        paces = ledger.post_in_turns(made, rounds=1, seconds=0.2, said=lambda words: None)
        broken = ledger.broken_rules(f"{committed_db}_{ledger.OURS}")
    timed = ledger.reports([200], rounds=1, with_statements=False)

    assert broken == []
    assert set(paces) == {(peer, cell) for peer in peers for cell in cells}
    assert all(pace.per_s > 0 for taken in paces.values() for pace in taken)
    assert all(milliseconds > 0 for milliseconds in timed[200].values())
    assert len(ledger.judge(paces, timed)) == 2


@pytest.mark.browser
def test_slow_link_sees_a_page_arrive(small_shop):
    with serving(OURS, small_shop) as server, chromium() as browser:
        phone = new_phone(browser)
        first = view(phone, f"{server.address}/belanja/", SLOW_3G)
        repeat = view(phone, f"{server.address}/belanja/", SLOW_3G)

    assert 0 < first.fcp_s <= first.lcp_s
    assert first.links == 6
    assert repeat.bytes < first.bytes
    assert first.is_usable_before_pictures


def test_lending_counts_schedules():
    found = lending.measure(seconds=0.01, rounds=1, with_peers=False)

    assert set(found) == {*(method.value for method in lending.MEASURED), lending.COMMAND}
    assert all(pace > 0 for cells in found.values() for pace in cells.values())
