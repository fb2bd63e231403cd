"""Stock cards: average cost to the rupiah, entries that tie, no more out than there is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from bumdes.inventory.calculations import format_quantity, issue_value, parse_quantity
from bumdes.inventory.models import Movement, Slip, StockCount, StockItem, StockRequest
from bumdes.inventory.services import (
    StockLine,
    add_item,
    approve,
    count_stock,
    give_back,
    open_stock,
    purchase,
    sell,
    transfer,
    use,
    write_off,
)
from bumdes.inventory.services.refusals import (
    BackDated,
    MoreThanTheBook,
    NotEnoughStock,
    NotForSale,
    ReturnsTooMuch,
)
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import set_approval_limit
from bumdes.ledger.services.refusals import OnePerson
from core.invariants import violations
from core.refusals import Conflict
from tests.factories.books import make_entry, make_organisation_with_book, make_unit
from tests.factories.people import make_officer
from tests.factories.units import make_business
from tests.threads import at_once

NOW = datetime(2026, 6, 30, 10, tzinfo=UTC)
DAY = date(2026, 6, 1)


class Shop:
    """A unit with money and one kind of goods, and its acts in short."""

    def __init__(self):
        self.hub = make_organisation_with_book()
        self.book = self.hub.book
        self.treasurer = make_officer(self.hub, "treasurer")
        self.director = make_officer(self.hub, "director")
        self.unit = make_unit(self.book)
        self.accounts = accounts_of(self.book)
        cash, capital = self.accounts["cash"], self.accounts["village_capital"]
        make_entry(self.book, dr(cash, 50_000_000, self.unit), cr(capital, 50_000_000, self.unit), now=NOW)
        self.sugar = self.item("GULA", "Gula pasir", "kg")
        self.n = 0

    def item(self, code, name, measure, **kw):
        kw.setdefault("unit", self.unit)
        return add_item(
            organisation=self.hub,
            code=code,
            name=name,
            measure=measure,
            actor=self.treasurer,
            now=NOW,
            **kw,
        )

    def _act(self, service, lines, **kw):
        self.n += 1
        kw = {"date": DAY, "key": f"k{self.n}", "actor": self.treasurer, "now": NOW, **kw}
        return service(book=self.book, lines=[StockLine(*line) for line in lines], **kw)

    def buy(self, *lines, **kw):
        return self._act(purchase, lines, **{"paid_from": self.accounts["cash"], **kw})

    def sell(self, *lines, **kw):
        return self._act(sell, lines, **{"received_in": self.accounts["cash"], **kw})

    def use(self, *lines, **kw):
        return self._act(use, lines, **kw)

    def lose(self, *lines, **kw):
        return self._act(write_off, lines, **{"note": "Busuk", **kw})

    def holds(self, item) -> tuple[int, int]:
        with opened(self.book):
            item.refresh_from_db()
        return item.on_hand_milli, item.value

    def of(self, role, **kw) -> int:
        return balance(self.accounts[role], **kw)


@pytest.fixture
def shop(db) -> Shop:
    return Shop()


def agrees() -> list:
    return list(violations(only="inventory"))


@pytest.mark.parametrize(
    ("typed", "milli"),
    [("12", 12_000), ("1.200", 1_200_000), ("2,5", 2_500), ("0.5", 500), ("1,2345", None), ("-1", None)],
)
def test_quantities_are_read_as_people_type_them(typed, milli):
    assert parse_quantity(typed) == milli


def test_quantities_are_written_as_people_read_them():
    assert [format_quantity(milli) for milli in (1_200_000, 2_500, -125)] == ["1.200", "2,5", "-0,125"]


def test_the_last_to_leave_takes_the_rest():
    # 10,000 over three: 3,333, then half of 6,667 rounded up, then what is left.
    left, value, gone = 3_000, 10_000, []
    while left:
        part = issue_value(value=value, on_hand_milli=left, quantity_milli=1_000)
        gone.append(part)
        left, value = left - 1_000, value - part

    assert gone == [3_333, 3_334, 3_333]


def test_freight_is_shared_and_the_average_is_sold(shop):
    oil = shop.item("MINYAK", "Minyak goreng", "botol")

    shop.buy((shop.sugar, 10_000, 140_000), (oil, 5_000, 70_000), freight=10_000)
    shop.buy((shop.sugar, 10_000, 160_000))
    shop.sell((shop.sugar, 5_000, 90_000), discount=4_000)

    # 140,000 + 6,667 of freight + 160,000 over 20 kg: 5 kg leave at 76,667.
    assert shop.holds(oil) == (5_000, 73_333)
    assert shop.holds(shop.sugar) == (15_000, 230_000)
    assert shop.of("cost_of_goods") == 76_667
    assert (shop.of("revenue_goods"), shop.of("revenue_discounts")) == (90_000, 4_000)
    assert shop.of("inventory_merchandise", unit=shop.unit) == 303_333
    assert shop.of("cash") == 50_000_000 - 380_000 + 86_000
    assert agrees() == []


def test_a_key_moves_once(shop):
    first = shop.buy((shop.sugar, 1_000, 15_000), key="same")
    again = shop.buy((shop.sugar, 1_000, 15_000), key="same")

    assert first == again
    assert shop.holds(shop.sugar) == (1_000, 15_000)
    with pytest.raises(Conflict):
        shop.buy((shop.sugar, 1_000, 15_001), key="same")


def test_no_more_leaves_than_there_is(shop):
    shop.buy((shop.sugar, 1_000, 15_000))

    with pytest.raises(NotEnoughStock):
        shop.sell((shop.sugar, 1_001, 20_000))

    assert shop.holds(shop.sugar) == (1_000, 15_000)
    assert shop.of("revenue_goods") == 0


def test_a_card_goes_on_in_the_order_of_its_days(shop):
    shop.buy((shop.sugar, 1_000, 15_000), date=date(2026, 6, 10))

    with pytest.raises(BackDated, match="10"):
        shop.buy((shop.sugar, 1_000, 15_000), date=date(2026, 6, 9))


def test_supplies_are_used_and_not_sold(shop):
    paper = shop.item("HVS", "Kertas", "rim", kind="supplies")
    shop.buy((paper, 4_000, 200_000))

    shop.use((paper, 1_000))

    assert (shop.of("supplies"), shop.of("office_supplies")) == (150_000, 50_000)
    with pytest.raises(NotForSale):
        shop.sell((paper, 1_000, 60_000))


def test_a_customer_gets_the_price_back_and_goods_come_in_at_their_cost(shop):
    shop.buy((shop.sugar, 3_000, 10_000))
    sale = shop.sell((shop.sugar, 3_000, 20_000))
    with opened(shop.book):
        movement = sale.movements.get()
    kw = {"account": shop.accounts["cash"], "date": DAY, "actor": shop.treasurer, "now": NOW, "slip": sale}

    for key in ("a", "b"):
        give_back(quantities={movement.pk: 1_000}, key=key, **kw)

    assert shop.holds(shop.sugar) == (2_000, 6_667)
    assert (shop.of("revenue_returns"), shop.of("cost_of_goods")) == (13_334, 3_333)
    with pytest.raises(ReturnsTooMuch):
        give_back(quantities={movement.pk: 1_001}, key="c", **kw)
    give_back(quantities={movement.pk: 1_000}, key="d", **kw)
    assert shop.holds(shop.sugar) == (3_000, 10_000)
    assert (shop.of("revenue_returns"), shop.of("cost_of_goods")) == (20_000, 0)
    assert agrees() == []


def test_a_supplier_gives_back_what_was_paid(shop):
    first = shop.buy((shop.sugar, 1_000, 10_000))
    shop.buy((shop.sugar, 1_000, 14_000))
    with opened(shop.book):
        movement = first.movements.get()

    give_back(
        slip=first,
        quantities={movement.pk: 1_000},
        account=shop.accounts["cash"],
        date=DAY,
        key="r",
        actor=shop.treasurer,
        now=NOW,
    )

    # It leaves at the average of 12,000 and 10,000 come back.
    assert shop.holds(shop.sugar) == (1_000, 12_000)
    assert shop.of("inventory_variance") == 2_000
    assert agrees() == []


def test_goods_move_to_another_unit_and_nothing_is_left_between(shop):
    one, two = (make_business(shop.hub, actor=shop.treasurer).unit for _ in range(2))
    rice = shop.item("BERAS", "Beras", "kg", unit=one)
    cash = shop.accounts["cash"]
    make_entry(shop.book, dr(cash, 90_000, one), cr(shop.accounts["village_capital"], 90_000, one), now=NOW)
    shop.buy((rice, 10_000, 90_000))

    shop._act(transfer, [(rice, 4_000)], to_unit=two)

    with opened(shop.book):
        there = StockItem.objects.get(unit=two)
    assert (shop.holds(rice), shop.holds(there)) == ((6_000, 54_000), (4_000, 36_000))
    assert shop.of("inventory_merchandise", unit=two) == 36_000
    assert (
        sum(row.signed(1, 0) * balance(row) for row in accounts_of(shop.book) if row.line.startswith("rk_"))
        == 0
    )
    assert agrees() == []


def test_a_count_corrects_the_cards(shop):
    shop.buy((shop.sugar, 10_000, 150_000))

    for key in ("c", "c"):
        count_stock(
            book=shop.book,
            unit=shop.unit,
            lines=[(shop.sugar, 10_000, 9_000)],
            reason="Susut",
            key=key,
            actor=shop.treasurer,
            now=NOW,
        )

    assert shop.holds(shop.sugar) == (9_000, 135_000)
    assert shop.of("inventory_variance") == 15_000
    with opened(shop.book):
        assert StockCount.objects.count() == 1
    assert agrees() == []


def test_over_the_limit_a_second_person_approves(shop):
    set_approval_limit(book=shop.book, limit=100_000, actor=shop.director, now=NOW)
    shop.book.refresh_from_db()

    waiting = shop.buy((shop.sugar, 10_000, 150_000))

    assert isinstance(waiting, StockRequest)
    assert shop.holds(shop.sugar) == (0, 0)
    with pytest.raises(OnePerson):
        approve(request=waiting, actor=shop.treasurer, now=NOW)
    slip = approve(request=waiting, actor=shop.director, now=NOW)
    assert approve(request=waiting, actor=shop.director, now=NOW) == slip
    assert shop.holds(shop.sugar) == (10_000, 150_000)
    with opened(shop.book):
        entry = Entry.objects.get(pk=slip.entry_id)
    assert (entry.made_by, entry.approved_by) == (shop.treasurer, shop.director)
    assert isinstance(shop.lose((shop.sugar, 9_000)), StockRequest)
    assert isinstance(shop.lose((shop.sugar, 1_000)), Slip)


def test_opening_stock_is_within_what_the_books_hold(shop):
    stock, capital = shop.accounts["inventory_merchandise"], shop.accounts["village_capital"]
    make_entry(shop.book, dr(stock, 80_000, shop.unit), cr(capital, 80_000, shop.unit), now=NOW)
    kw = {"book": shop.book, "date": DAY, "actor": shop.treasurer, "now": NOW}

    open_stock(lines=[StockLine(shop.sugar, 5_000, 60_000)], key="o", **kw)

    assert shop.holds(shop.sugar) == (5_000, 60_000)
    with pytest.raises(MoreThanTheBook):
        open_stock(lines=[StockLine(shop.sugar, 1_000, 20_001)], key="p", **kw)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE inventory_stockitem SET value = value + 1", "stock_card_kept_by_movements"),
        ("UPDATE inventory_movement SET value = value", "only ever added"),
        ("DELETE FROM inventory_slip", "only ever added"),
        ("DELETE FROM inventory_stockitem", "stock_item_stays"),
        (
            "INSERT INTO inventory_movement (slip_id, book_id, item_id, date, quantity_milli, value, amount)"
            " SELECT slip_id, book_id, item_id, date, -1000, -1, 0 FROM inventory_movement WHERE value < 0",
            "stock_leaves_at_the_average",
        ),
    ],
)
def test_the_database_keeps_the_cards(shop, statement, rule):
    shop.buy((shop.sugar, 3_000, 45_000))
    shop.sell((shop.sugar, 1_000, 20_000))

    with (
        opened(shop.book),
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    diag = refused.value.__cause__.diag
    assert rule in f"{diag.constraint_name} {diag.message_primary}"


def test_cards_of_a_closed_book_are_out_of_sight(shop):
    shop.buy((shop.sugar, 2_000, 30_000))

    assert (StockItem.objects.count(), Movement.objects.count(), Slip.objects.count()) == (0, 0, 0)


def test_two_sellers_of_the_last_sell_it_once(committed_db):
    shop = Shop()
    shop.buy((shop.sugar, 1_000, 15_000))

    def seller(n):
        def call():
            with opened(shop.book):
                item = StockItem.objects.select_related("unit").get(pk=shop.sugar.pk)
            return sell(
                book=shop.book,
                lines=[StockLine(item, 1_000, 20_000)],
                received_in=shop.accounts["cash"],
                date=DAY,
                key=f"race-{n}",
                actor=shop.treasurer,
                now=NOW,
            )

        return call

    results = at_once([seller(1), seller(2)])

    assert {type(result) for result in results} == {Slip, NotEnoughStock}
    assert shop.holds(shop.sugar) == (0, 0)
    assert agrees() == []
