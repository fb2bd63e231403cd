"""List, product and basket in Chromium at 360 px over 2G and slow 3G, with a slow processor.

    python benchmarks/slow_link.py [--products 1000] [--times 3] [--scale 1]

First view (nothing kept) and repeat view (the same phone again): bytes, requests, first and
largest paint, and whether the page could be used before its pictures were there. Then the bytes
of every page over a quick link, by kind, with text mode. Writes var/benchmarks/slow_link.json.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring.loading import SLOW_3G, TWO_G, Arrival, Link, chromium, new_phone, view
from benchmarks.measuring.report import Target, console, table, targets, write
from benchmarks.peers import setting_up, steps
from benchmarks.peers.setting_up import OURS, serving
from tests.journeys.http_buyer import Visitor, fill_basket
from tests.journeys.web_server import WebServer

KIND_NAMES = {"Document": "HTML", "Stylesheet": "CSS", "Script": "JS", "Image": "pictures"}
FIRST, REPEAT, TEXT = "first", "repeat", "text mode"


def basket_cookies(server: WebServer, offers: Sequence[int]) -> list[dict[str, str]]:
    """The cookies of a guest who has put these offers in the basket."""
    visitor = Visitor(server.port)
    fill_basket(visitor, offers)
    return [{"name": name, "value": value, "url": server.address} for name, value in visitor.cookies.items()]


def views(
    browser: Browser, address: str, link: Link | None, cookies: list[dict[str, str]], scale: float
) -> tuple[Arrival, Arrival]:
    """The first and the repeat view of one phone."""
    phone = new_phone(browser, scale=scale)
    if cookies:
        phone.add_cookies(cookies)
    found = view(phone, address, link), view(phone, address, link)
    phone.close()
    return found


def middle(arrivals: Sequence[Arrival]) -> dict[str, Any]:
    """Medians of several views of one page."""
    names = ("bytes", "requests", "fcp_s", "lcp_s", "load_s", "usable_s", "pictures_s")
    return {name: median(getattr(arrival, name) for arrival in arrivals) for name in names} | {
        "usable_before_pictures": all(arrival.is_usable_before_pictures for arrival in arrivals),
        "by_kind": dict(arrivals[0].by_kind),
    }


def over_slow_links(
    browser: Browser, pages: dict[str, tuple[str, list[dict[str, str]]]], *, times: int, scale: float
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Medians by (page, link, first or repeat)."""
    found = {}
    for link in (SLOW_3G, TWO_G):
        for page, (address, cookies) in pages.items():
            pairs = [views(browser, address, link, cookies, scale) for _ in range(times)]
            for name, arrivals in zip((FIRST, REPEAT), zip(*pairs, strict=True), strict=True):
                found[page, link.name, name] = middle(arrivals)
    return found


def over_a_quick_link(
    browser: Browser, pages: dict[str, tuple[str, list[dict[str, str]]]], *, scale: float
) -> dict[tuple[str, str], Arrival]:
    """Bytes are exact, so once is enough: by (page, first, repeat or text mode)."""
    found = {}
    for page, (address, cookies) in pages.items():
        found[page, FIRST], found[page, REPEAT] = views(browser, address, None, cookies, scale)
        phone = new_phone(browser, scale=scale, extra_http_headers={"Save-Data": "on"})
        if cookies:
            phone.add_cookies(cookies)
        found[page, TEXT] = view(phone, address, None)
        phone.close()
    return found


def judge(
    slow: dict[tuple[str, str, str], dict[str, Any]], quick: dict[tuple[str, str], Arrival]
) -> list[Target]:
    """T7 and T8 of performance.md §8, and the budgets of the plan."""
    three_g, two_g = slow["list", SLOW_3G.name, FIRST], slow["list", TWO_G.name, FIRST]
    scripts = max(arrival.by_kind["Script"] for arrival in quick.values())
    found = [
        Target("T8 list FCP, slow 3G", three_g["fcp_s"], 1.5, "s"),
        Target("T8 list FCP, 2G", two_g["fcp_s"], 3, "s"),
        Target("T8 list LCP, slow 3G", three_g["lcp_s"], 2.5, "s"),
        Target("T8 list LCP, 2G", two_g["lcp_s"], 9, "s"),
        Target("T7 list, first view", quick["list", FIRST].bytes / 1000, 90, "KB"),
        Target("T7 list, repeat view", quick["list", REPEAT].bytes / 1000, 3, "KB"),
        Target("T7 product, first view: 1/7 of Oscar's", quick["product", FIRST].bytes / 1000, 41.3, "KB"),
        Target("T7 script", scripts / 1000, 10, "KB"),
        Target("product, first view", quick["product", FIRST].bytes / 1000, 70, "KB"),
        Target("basket, first view", quick["basket", FIRST].bytes / 1000, 40, "KB"),
    ]
    for page in ("list", "product", "basket"):
        found.append(Target(f"{page}, repeat view", quick[page, REPEAT].bytes / 1000, 5, "KB"))
        found.append(Target(f"{page}, text mode", quick[page, TEXT].bytes / 1000, 12, "KB"))
        found.append(Target(f"{page}, text mode: requests", quick[page, TEXT].requests, 1))
    late = [" ".join(key) for key, seen in slow.items() if not seen["usable_before_pictures"]]
    found.append(Target("views not usable before pictures", len(late), 0))
    return found


def show(
    slow: dict[tuple[str, str, str], dict[str, Any]], quick: dict[tuple[str, str], Arrival], *, scale: float
) -> None:
    table(
        f"360 px, scale {scale:g}, processor four times slower; seconds, medians",
        (
            "page, link, view",
            "KB",
            "requests",
            "FCP",
            "LCP",
            "load",
            "usable",
            "last picture",
            "usable first",
        ),
        [
            (
                ", ".join(key),
                *(seen["bytes"] / 1000, int(seen["requests"]), seen["fcp_s"], seen["lcp_s"]),
                *(seen["load_s"], seen["usable_s"], seen["pictures_s"] or None),
                "yes" if seen["usable_before_pictures"] else "NO",
            )
            for key, seen in slow.items()
        ],
    )
    table(
        "KB on the wire, no throttle",
        ("page, view", *KIND_NAMES.values(), "other", "all", "requests"),
        [
            (
                ", ".join(key),
                *(seen.by_kind[kind] / 1000 for kind in KIND_NAMES),
                sum(size for kind, size in seen.by_kind.items() if kind not in KIND_NAMES) / 1000,
                *(seen.bytes / 1000, seen.requests),
            )
            for key, seen in quick.items()
        ],
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=1000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1, help="device pixels per CSS pixel")
    chosen = parser.parse_args(arguments)

    setting_up.collect_static()
    database = setting_up.ensure_ours(chosen.products)
    goods = steps.pairs_of_two_shops(database)[0]
    with serving(OURS, database) as server, chromium() as browser:
        cookies = basket_cookies(server, [offer for _path, offer in goods])
        pages = {
            "list": (f"{server.address}/belanja/", []),
            "product": (server.address + goods[0][0], []),
            "basket": (f"{server.address}/keranjang/", cookies),
        }
        for address, held in pages.values():
            # The server's first answers compile templates, which no visitor should be charged for.
            views(browser, address, None, held, chosen.scale)
        with console.status("over slow links"):
            slow = over_slow_links(browser, pages, times=chosen.times, scale=chosen.scale)
        quick = over_a_quick_link(browser, pages, scale=chosen.scale)
    show(slow, quick, scale=chosen.scale)
    found = judge(slow, quick)
    targets(found)
    write(
        "slow_link",
        {
            "scale": chosen.scale,
            "slow": {", ".join(key): seen for key, seen in slow.items()},
            "bytes": {", ".join(key): dict(seen.by_kind) for key, seen in quick.items()},
        },
        found,
    )


if __name__ == "__main__":
    main()
