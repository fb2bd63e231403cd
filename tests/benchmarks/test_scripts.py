"""Each benchmark once, as small as it goes. Figures are only looked at for being there."""

from contextlib import ExitStack
from dataclasses import replace

import pytest

from benchmarks import catalogue, memory, race
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
