"""Reading a page as a browser would: what a form would send when nothing was touched."""

from __future__ import annotations

from html.parser import HTMLParser

from django.http import HttpResponse

from marketplace.partner.models import StockRecord


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.actions: list[str] = []
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
            self.actions.append(got.get("action", ""))
        elif tag == "input" and self.forms and got.get("name"):
            if got.get("type") not in ("radio", "checkbox") or "checked" in got:
                self.forms[-1][got["name"]] = got.get("value", "")
        elif tag == "textarea" and self.forms:
            self.area = got.get("name", "")
            self.forms[-1][self.area] = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""


def form_with(response: HttpResponse, field: str) -> dict[str, str]:
    """The fields of the page's first form that has this one. Raises StopIteration without one."""
    parser = _Forms()
    parser.feed(response.content.decode())
    return next(form for form in parser.forms if field in form)


def text_of(response: HttpResponse) -> str:
    """The words of a page in one line."""
    words: list[str] = []

    class Words(HTMLParser):
        def handle_data(self, data: str) -> None:
            words.append(data)

    Words().feed(response.content.decode())
    return " ".join(" ".join(words).split())


def put_in_basket(client, offer: StockRecord, quantity: object = 1, **more: str) -> HttpResponse:
    return client.post(
        "/keranjang/barang/",
        {"offer": offer.pk, "quantity": quantity, **more},
        headers={"Sec-Fetch-Site": "same-origin"},
    )


HOUSE = {
    "where": "new",
    "name": "Siti",
    "phone": "0812-3456-7890",
    "village": "16.07.02.2001",
    "landmark": "Rumah hijau",
}
COUNTER = {"where": "pickup", "name": "Siti", "phone": "0812-3456-7890"}


def go_to_delivery(client, **answers: str) -> HttpResponse:
    """Fill in the first checkout page and open the second."""
    return client.post("/checkout/", answers or COUNTER, follow=True)


def order(client, page: HttpResponse, **changes: str) -> HttpResponse:
    """Press the order button of the second page as it stands, but for some changes."""
    return client.post(
        "/checkout/pengiriman/", {**form_with(page, "quoted_total"), "action": "place", **changes}
    )
