"""Stock cards of two village shops: goods, purchases, sales and one count, by the services.

The days lie after the last closed month, so that nothing is slipped into what was reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bumdes.inventory.calculations import PER_MEASURE, format_quantity, price_of
from bumdes.inventory.models import StockItem
from bumdes.inventory.queries import has_cards
from bumdes.inventory.services import StockLine, add_item, count_stock, purchase, sell
from bumdes.ledger.access import opened
from bumdes.ledger.models import Unit
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Office, Organisation
from core.users.models import User
from demo.loading.people import FIRST_HUB

HUBS = (FIRST_HUB, "muara-padang")
SHOP = "TOKO"


@dataclass(frozen=True)
class Goods:
    code: str
    name: str
    measure: str
    cost: int  # rupiah for one measure
    price: int
    bought: int  # measures in one purchase
    sold_milli: int  # in one sale


GOODS = (
    Goods("BERAS", "Beras medium", "kg", 12_400, 13_500, 100, 12_500),
    Goods("GULA", "Gula pasir", "kg", 15_200, 17_000, 40, 4_500),
    Goods("MINYAK", "Minyak goreng", "liter", 16_300, 18_000, 36, 5_000),
    Goods("GAS-3", "Isi gas 3 kg", "tabung", 18_200, 20_000, 30, 4_000),
    Goods("PUPUK", "Pupuk NPK", "kg", 11_500, 13_000, 50, 7_250),
)
FREIGHT = 60_000


def load_stock() -> int:
    """Cards of the shops that have none; gives how many shops."""
    loaded = 0
    hubs = Organisation.objects.filter(code__in=HUBS).exclude(book=None).select_related("book")
    for hub in hubs.order_by("pk"):
        book = book_of(hub)
        shop = units_of(book).get(SHOP)
        treasurer = Office.objects.active().filter(organisation=hub, role="treasurer").first()
        if shop is not None and treasurer is not None and not has_cards(book):
            _tell(hub, shop, treasurer.user)
            loaded += 1
    return loaded


def _at(day: date) -> datetime:
    return datetime.combine(day, time(3), tzinfo=UTC)  # ten in the morning


def _tell(hub: Organisation, shop: Unit, treasurer: User) -> None:
    book = book_of(hub)
    accounts = accounts_of(book)
    first = (book.closed_through or book.opened_on) + timedelta(days=1)
    items = [
        add_item(
            organisation=hub,
            unit=shop,
            code=goods.code,
            name=goods.name,
            measure=goods.measure,
            price=goods.price,
            reorder_milli=goods.bought * PER_MEASURE // 4,
            actor=treasurer,
            now=_at(first),
        )
        for goods in GOODS
    ]
    for number, paid_from in enumerate(("payable_trade", "bank_1")):
        day = first + timedelta(days=14 * number)
        purchase(
            book=book,
            lines=[
                StockLine(item, goods.bought * PER_MEASURE, goods.bought * (goods.cost + 200 * number))
                for item, goods in zip(items, GOODS, strict=True)
            ],
            paid_from=accounts[paid_from],
            freight=FREIGHT,
            date=day,
            party="Grosir Sumber Rejeki",
            key=f"demo-stock-buy-{hub.code}-{number}",
            actor=treasurer,
            now=_at(day),
        )
    for number in range(7):
        day = first + timedelta(days=15 + 2 * number)
        sell(
            book=book,
            lines=[
                StockLine(item, goods.sold_milli, price_of(goods.price, goods.sold_milli))
                for item, goods in zip(items, GOODS, strict=True)
            ],
            received_in=accounts["receivable_trade" if number == 3 else "cash"],
            discount=5_000 if number == 5 else 0,
            date=day,
            party="Warung Bu Siti" if number == 3 else "",
            key=f"demo-stock-sell-{hub.code}-{number}",
            actor=treasurer,
            now=_at(day),
        )
    _count(hub, shop, treasurer, day=first + timedelta(days=29))


def _count(hub: Organisation, shop: Unit, treasurer: User, *, day: date) -> None:
    """A sack of rice was torn, so half a kilo lacks."""
    book = book_of(hub)
    with opened(book):
        cards = list(StockItem.objects.filter(book=book, unit=shop).select_related("unit").order_by("pk"))
    torn_milli = PER_MEASURE // 2
    count_stock(
        book=book,
        unit=shop,
        lines=[
            (
                card,
                card.on_hand_milli,
                card.on_hand_milli - (torn_milli if card.code == GOODS[0].code else 0),
            )
            for card in cards
        ],
        reason=f"Karung robek, {format_quantity(torn_milli)} kg tumpah",
        key=f"demo-stock-count-{hub.code}",
        actor=treasurer,
        now=_at(day),
    )
