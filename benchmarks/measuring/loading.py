"""How a page arrives in Chromium over a slow link: bytes, requests, and when what is there."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
CPU_SLOWDOWN = 4
VIEWPORT = {"width": 360, "height": 800}
SETTLE_MS = 800  # pictures that script asks for late

# Paint times, and what a thumb could do the moment the document was complete.
_WATCH = """
    window.seen = {lcp: 0, links: 0, buttons: 0, ready: 0};
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) window.seen.lcp = entry.startTime;
    }).observe({type: 'largest-contentful-paint', buffered: true});
    document.addEventListener('DOMContentLoaded', () => {
        window.seen.ready = performance.now();
        window.seen.links = document.querySelectorAll('main a').length;
        window.seen.buttons = document.querySelectorAll('main button, .dock button').length;
    });
"""
_READ = """() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    const pictures = performance.getEntriesByType('resource').filter(e => e.initiatorType === 'img');
    const page = performance.getEntriesByType('navigation')[0];
    return {
        ...window.seen,
        fcp: paint ? paint.startTime : 0,
        load: page.loadEventEnd,
        pictures: Math.max(0, ...pictures.map(e => e.responseEnd)),
    };
}"""


@dataclass(frozen=True)
class Link:
    """What a connection can do: bits per second, and the wait before every answer."""

    name: str
    bits_per_s: int
    latency_ms: int


TWO_G = Link("2G", 50_000, 800)
SLOW_3G = Link("slow 3G", 400_000, 400)


@dataclass
class Arrival:
    """One view of a page. Bytes are those on the wire, headers included; times in seconds."""

    requests: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    fcp_s: float = 0
    lcp_s: float = 0
    load_s: float = 0
    usable_s: float = 0
    pictures_s: float = 0
    links: int = 0
    buttons: int = 0

    @property
    def bytes(self) -> int:
        return self.by_kind.total()

    @property
    def is_usable_before_pictures(self) -> bool:
        """Words, links and buttons were there, styled, before the last picture was; or there are none."""
        return self.links + self.buttons > 0 and (
            not self.pictures_s or self.usable_s < self.pictures_s or not self.by_kind["Image"]
        )


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine. Raises RuntimeError when there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise RuntimeError("Chromium is needed: install the package 'chromium'")
    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


def new_phone(browser: Browser, *, scale: float = 1, **more: Any) -> BrowserContext:
    """A phone that has never been here: no cache, no cookies."""
    return browser.new_context(
        viewport=VIEWPORT, device_scale_factor=scale, is_mobile=True, has_touch=True, **more
    )


def view(phone: BrowserContext, address: str, link: Link | None, *, timeout_s: int = 240) -> Arrival:
    """Open an address in a new tab over this link and wait until everything asked for has come."""
    page = phone.new_page()
    page.add_init_script(_WATCH)
    session = phone.new_cdp_session(page)
    session.send("Network.enable")
    if link is not None:
        session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWDOWN})
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": link.latency_ms,
                "downloadThroughput": link.bits_per_s / 8,
                "uploadThroughput": link.bits_per_s / 8,
            },
        )
    arrival, kinds = Arrival(), {}

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, Any]) -> None:
        # What came out of the cache travelled nowhere.
        if event["encodedDataLength"] > 0:
            arrival.requests += 1
            arrival.by_kind[kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="load", timeout=timeout_s * 1000)
    page.wait_for_load_state("networkidle", timeout=timeout_s * 1000)
    page.wait_for_timeout(SETTLE_MS)
    times = page.evaluate(_READ)
    page.close()
    arrival.fcp_s, arrival.lcp_s = times["fcp"] / 1000, times["lcp"] / 1000
    arrival.load_s, arrival.pictures_s = times["load"] / 1000, times["pictures"] / 1000
    arrival.usable_s = max(times["fcp"], times["ready"]) / 1000
    arrival.links, arrival.buttons = times["links"], times["buttons"]
    return arrival
