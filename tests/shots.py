"""Screenshots of the main pages at three widths, written to var/shots/: `make shots`.

Run against the demo; looks at pages as a guest, a buyer, a seller, a cashier and an operator.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "var" / "shots"
PORT = 8975
BASE = f"http://127.0.0.1:{PORT}"
WIDTHS = {360: 800, 768: 1024, 1280: 900}
PASSWORD = "contoh-sedulang-2026"
HUB = "/bumdes/sungsang-bahari"
PAGES = {
    "": {
        "home": "/",
        "list": "/belanja/",
        "search": "/belanja/cari/?q=kpoi",
        "category": "/belanja/kategori/olahan-ikan/",
        "product": "/belanja/",  # the first card's page
        "shop": "/toko/dapur-cek-lina/",
        "villages": "/desa/",
        "basket": "/keranjang/",
        "sign-in": "/akun/masuk/",
    },
    "pembeli": {"account": "/akun/", "orders": "/akun/pesanan/"},
    "penjual": {"seller": "/jual/", "seller-products": "/jual/dapur-cek-lina/produk/"},
    "bendahara": {
        "books": f"{HUB}/buku/",
        "books-pay": f"{HUB}/buku/bayar/",
        "books-journal": f"{HUB}/buku/jurnal/",
    },
    "kasir": {"hub": f"{HUB}/", "counter": f"{HUB}/loket/"},
    "operator": {"operator": "/operator/"},
}


def _wait() -> None:
    for _try in range(100):
        try:
            urlopen(f"{BASE}/healthz", timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("the server did not start")


def _shoot(browser: Browser, width: int, who: str, pages: dict[str, str]) -> None:
    context = browser.new_context(viewport={"width": width, "height": WIDTHS[width]}, locale="id-ID")
    page = context.new_page()
    if who:
        page.goto(f"{BASE}/akun/masuk/")
        page.fill("[name=login]", f"{who}@contoh.sedulang.test")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state()
    for name, path in pages.items():
        page.goto(BASE + path)
        if name == "product":
            page.click(".card .name a >> nth=0")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=OUT / f"{name}-{width}.png")
        print(f"    {name}-{width}.png")
    context.close()


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.local"}
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--port",
            str(PORT),
            "config.wsgi:application",
        ],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for who, pages in PAGES.items():
                for width in WIDTHS:
                    _shoot(browser, width, who, pages)
            browser.close()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
