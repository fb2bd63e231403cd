"""The first screen of a phone is drawn by the styles in the page's head: what comes later moves nothing."""

from __future__ import annotations

import re
from itertools import product
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Route

from tests.factories.cms import make_site
from tests.factories.goods import make_category, make_product
from tests.factories.people import make_seller
from tests.factories.photos import make_picture
from tests.factories.search import index_all, make_review, make_variant

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

STATIC = settings.BASE_DIR / "themes" / "static"
HOST = "http://shop.test"
# Everything that lies wholly in the first screen: where, and in which colours and letters.
DRAWN = """() => [...document.body.querySelectorAll('*')].flatMap(part => {
    const box = part.getBoundingClientRect();
    // What a closed <details> hides has a box, too.
    if (!part.checkVisibility({ checkOpacity: true }) || !box.width || !box.height) return [];
    if (box.top < 0 || box.bottom > innerHeight) return [];
    const { color, backgroundColor, fontSize, fontWeight, borderRadius } = getComputedStyle(part);
    const place = [box.x, box.y, box.width, box.height].map(Math.round);
    return [[part.tagName, part.className.toString(), ...place, color, backgroundColor, fontSize,
        fontWeight, borderRadius].join(' ')];
})"""


@pytest.fixture
def pages(client) -> dict[str, str]:
    """The pages most visits begin on, by name."""
    category = make_category("Olahan ikan", slug="olahan-ikan")
    seller = make_seller(name="Dapur Cek Lina", slug="dapur")
    picture = make_picture(ready=True)
    products = [
        make_product(title=f"Kemplang panggang {n}", seller=seller, category=category) for n in range(4)
    ]
    for made in products:
        made.images.create(picture=picture, display_order=0)
        make_review(made, 5)
    make_variant(products[0], "250 g")
    make_variant(products[0], "500 g", price=30_000)
    index_all()
    make_site()
    addresses = {
        "home": "/",
        "list": reverse("store:list"),
        "corrected search": reverse("store:search") + "?q=kemplng",
        "category": reverse("store:category", args=["olahan-ikan"]),
        "product": products[1].get_absolute_url(),
        "product with variants": products[0].get_absolute_url(),
        "shop": reverse("store:shop", args=["dapur"]),
    }
    answers = {name: client.get(address) for name, address in addresses.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    return {name: answer.content.decode() for name, answer in answers.items()}


def drawn(browser: Browser, html: str, *, scheme: str, with_later: bool) -> list[str]:
    """The first screen at 360 px, with the sheet at the end of the page or before it has come."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = STATIC / path.removeprefix("/static/")
        if path == "/":
            route.fulfill(body=html, content_type="text/html")
        elif not file.is_file() or (file.name == "sedulang.css" and not with_later):
            route.abort()
        else:
            route.fulfill(path=file)

    phone = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme, is_mobile=True)
    page = phone.new_page()
    page.route(re.compile("."), answer)
    page.goto(f"{HOST}/", wait_until="load")
    found = page.evaluate(DRAWN)
    phone.close()
    return found


def test_first_screen_waits_for_no_second_sheet(pages, chromium):
    # The pages come first: with the browser's loop running, the database would be another connection.
    moved = {}
    for name, scheme in product(pages, ("light", "dark")):
        first = drawn(chromium, pages[name], scheme=scheme, with_later=False)
        whole = drawn(chromium, pages[name], scheme=scheme, with_later=True)
        assert len(first) > 20, name
        if parts := sorted(set(first) ^ set(whole)):
            moved[name, scheme] = parts

    assert moved == {}, "\n".join(f"{key}: {part}" for key, parts in moved.items() for part in parts)
