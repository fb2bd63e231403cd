"""A guest who buys through HTTP alone: cookies, forms and redirects, no script."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from tests.journeys.pages import Form, forms_in

REDIRECTS = (301, 302, 303, 307, 308)
PICKUP = {"where": "pickup", "name": "Siti Contoh", "phone": "081200000001"}
TIMEOUT_S = 120


@dataclass(frozen=True)
class Answer:
    """One answer of the server; `wire_bytes` is the body as it travelled, gzipped or not."""

    path: str
    status: int
    headers: Mapping[str, str]
    text: str
    wire_bytes: int

    @property
    def raw_bytes(self) -> int:
        return len(self.text.encode())

    @property
    def gzip_bytes(self) -> int:
        """The body as it travels from a server that compresses, be it this one or one before it."""
        if "content-encoding" in self.headers:
            return self.wire_bytes
        return len(gzip.compress(self.text.encode(), compresslevel=6))

    def form(self, *names: str) -> Form:
        """The first form that has all these fields."""
        for form in forms_in(self.text):
            if all(name in form.fields or name in form.choices for name in names):
                return form
        raise LookupError(f"No form with {', '.join(names)} at {self.path} ({self.status})")


@dataclass
class Visitor:
    """One browser with its cookies and one connection. `seen` keeps every answer, redirects too."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    seen: list[Answer] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def twin(self) -> Visitor:
        """The same browser's second connection."""
        return Visitor(self.port, headers=dict(self.headers), cookies=dict(self.cookies))

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str) -> Answer:
        return self._follow(self._ask("GET", path, None))

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        return self._follow(self._ask("POST", path, fields))

    def submit(self, page: Answer, form: Form, **changes: str) -> Answer:
        """Send a form of a page with some fields changed, as a press of its button would."""
        path = urlsplit(urljoin(page.path, form.action)).path if form.action else page.path
        return self.post(path, form.fields | changes)

    def _follow(self, answer: Answer) -> Answer:
        while answer.status in REDIRECTS:
            parts = urlsplit(urljoin(answer.path, answer.headers["location"]))
            answer = self._ask("GET", parts.path + (f"?{parts.query}" if parts.query else ""), None)
        return answer

    def _ask(self, method: str, path: str, fields: Mapping[str, str] | None) -> Answer:
        headers = {"Accept-Encoding": "gzip", **self.headers}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": self.origin,
                "Referer": self.origin + (self.seen[-1].path if self.seen else path),
            }
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        except ConnectionError:
            # The server let an idle connection go; a browser asks again without a word, too.
            self._connection.close()
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        content = response.read()
        for value in response.headers.get_all("Set-Cookie", []):
            self._remember(value)
        plain = gzip.decompress(content) if response.headers.get("Content-Encoding") == "gzip" else content
        answer = Answer(
            path=path,
            status=response.status,
            headers={name.lower(): value for name, value in response.headers.items()},
            text=plain.decode(errors="replace"),
            wire_bytes=len(content),
        )
        self.seen.append(answer)
        return answer

    def _remember(self, value: str) -> None:
        for name, morsel in SimpleCookie(value).items():
            if morsel["max-age"] == "0" or not morsel.value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value


def fill_basket(visitor: Visitor, offers: Sequence[int]) -> Answer:
    """Put one piece of each offer in the basket; gives the basket's page."""
    for offer in offers:
        page = visitor.post("/keranjang/barang/", {"offer": str(offer), "quantity": "1"})
    return page


def to_delivery(visitor: Visitor, recipient: Mapping[str, str] = PICKUP) -> Answer:
    """From the basket to the page whose button places the order."""
    page = visitor.get("/checkout/")
    return visitor.submit(page, page.form("where", "phone"), **recipient)


def place(visitor: Visitor, delivery: Answer) -> Answer:
    """Press "order and pay" on the delivery page."""
    return visitor.submit(delivery, delivery.form("quoted_total", "key"), action="place")


def is_placed(answer: Answer) -> bool:
    """True on the page that says how to pay."""
    return answer.status == 200 and answer.path.endswith("/bayar/")


def is_refused_kindly(answer: Answer) -> bool:
    """True on the basket's page with words on what happened."""
    return (
        answer.status == 200
        and urlsplit(answer.path).path == "/keranjang/"
        and 'class="notice warning"' in answer.text
    )
