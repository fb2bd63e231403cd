"""What a visitor does at each shop, from the first page to the page that thanks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, pairwise

from benchmarks.measuring.databases import connect
from tests.journeys.http_buyer import Visitor, fill_basket, is_placed, place, to_delivery

RECIPIENT = {
    "where": "new",
    "name": "Siti Contoh",
    "phone": "081200000001",
    "landmark": "dekat masjid",
    "dusun": "I",
    "rt": "1",
    "rw": "2",
}
OSCAR_ADDRESS = {
    "first_name": "Siti",
    "last_name": "Contoh",
    "line1": "Dusun I RT 1 RW 2",
    "line4": "Sungsang",
    "postcode": "30971",
    "country": "ID",
}
CHOICES = 200  # purchases are spread over so many products


def page(path: str) -> Callable[[Visitor], object]:
    """Looking at one page."""
    return lambda visitor: visitor.get(path)


def our_product_paths(database: str) -> list[str]:
    """The pages of goods with plenty of stock."""
    with connect(database) as connection:
        rows = connection.execute(
            "SELECT slug, id FROM catalogue_product WHERE slug LIKE 'skala-%%' ORDER BY id LIMIT %s",
            [CHOICES],
        ).fetchall()
    return [f"/produk/{slug}/{key}/" for slug, key in rows]


def our_purchase(database: str) -> Callable[[Visitor], None]:
    """Two product pages of two shops, basket, recipient, delivery, order, and how to pay."""
    pairs = cycle(pairs_of_two_shops(database))
    recipient = RECIPIENT | {"village": _some_village(database)}

    def buy(visitor: Visitor) -> None:
        offers = []
        for path, offer in next(pairs):
            visitor.get(path)
            offers.append(offer)
        fill_basket(visitor, offers)
        answer = place(visitor, to_delivery(visitor, recipient))
        if not is_placed(answer):
            raise RuntimeError(f"not placed: {answer.status} at {answer.path}\n{answer.text[:2000]}")

    return buy


def _some_village(database: str) -> str:
    with connect(database) as connection:
        return connection.execute("SELECT min(code) FROM villages_village").fetchone()[0]


def pairs_of_two_shops(database: str) -> list[list[tuple[str, int]]]:
    """Page and offer of two goods with plenty of stock, from different shops, many times over."""
    with connect(database) as connection:
        rows = connection.execute(
            """SELECT p.slug, p.id, s.id, s.partner_id FROM catalogue_product p
                 JOIN partner_stockrecord s ON s.product_id = p.id
                WHERE p.slug LIKE 'skala-%%' AND s.num_in_stock > 100 ORDER BY p.id LIMIT %s""",
            [CHOICES],
        ).fetchall()
    return [
        [(f"/produk/{slug}/{key}/", offer) for slug, key, offer, _shop in (one, two)]
        for one, two in pairwise(rows)
        if one[3] != two[3]
    ]


def oscar_product_paths(database: str) -> list[str]:
    with connect(database) as connection:
        rows = connection.execute(
            "SELECT slug, id FROM catalogue_product ORDER BY id DESC LIMIT %s", [CHOICES]
        ).fetchall()
    return [f"/catalogue/{slug}_{key}/" for slug, key in rows]


def oscar_purchase(database: str) -> Callable[[Visitor], None]:
    """One product page, basket, e-mail, address, payment, preview, order, and thanks."""
    paths = cycle(oscar_product_paths(database))

    def buy(visitor: Visitor) -> None:
        goods = visitor.get(next(paths))
        visitor.submit(goods, goods.form("quantity"))
        gateway = visitor.get("/checkout/")
        address = visitor.submit(
            gateway, gateway.form("options"), username="siti@contoh.test", options="anonymous"
        )
        visitor.submit(address, address.form("line1"), **OSCAR_ADDRESS)
        preview = visitor.get("/checkout/preview/")
        thanks = visitor.submit(preview, preview.form("action"))
        if "/thank-you/" not in thanks.path:
            raise RuntimeError(f"not placed: {thanks.status} at {thanks.path}\n{thanks.text[:2000]}")

    return buy
