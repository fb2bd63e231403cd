"""Recording on the pages: what is typed is what moves, and what is wrong is said where it was typed."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from bumdes.closing.queries.checklist import stock_is_counted
from bumdes.inventory.models import Slip, StockCount, StockItem, StockRequest
from bumdes.inventory.services import count_stock
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import cr, dr
from bumdes.ledger.services import set_approval_limit
from tests.bumdes.inventory.test_stock import DAY, NOW, Shop, agrees
from tests.factories.books import make_entry
from tests.factories.people import make_officer
from tests.factories.units import make_business

pytestmark = pytest.mark.django_db
KEY = "a-key-of-this-page-1"


@pytest.fixture
def shop() -> Shop:
    return Shop()


def client_of(user) -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(user)
    return client


def send(shop, name, answers, *rows, user=None, args=(), query=""):
    data = {"key": KEY, "date": DAY.isoformat(), "rows": "4", **answers}
    for number, row in enumerate(rows):
        data |= {f"r{number}-{part}": str(value) for part, value in row.items()}
    address = reverse(f"inventory:{name}", args=[shop.hub.code, *args]) + query
    return client_of(user or shop.treasurer).post(address, data)


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_new_card_is_opened_once(shop):
    answers = {
        "name": "Beras",
        "code": "BERAS",
        "unit": shop.unit.pk,
        "measure": "kg",
        "kind": "merchandise",
        "price": "14.000",
        "reorder_milli": "2,5",
    }

    made = send(shop, "new_item", answers)
    taken = send(shop, "new_item", {**answers, "name": "Beras ketan"})

    with opened(shop.book):
        item = StockItem.objects.get(code="BERAS")
    assert (made.status_code, item.price, item.reorder_milli) == (302, 14_000, 2_500)
    assert taken.status_code == 422
    assert "Beras ketan" in text_of(taken)


def test_a_purchase_sent_twice_is_one(shop):
    rows = [{"item": shop.sugar.pk, "quantity": "1,5", "amount": "21.000"}]
    answers = {"paid_from": shop.accounts["cash"].pk, "freight": "1.500", "party": "Toko Induk"}

    first = send(shop, "purchase", answers, *rows)
    second = send(shop, "purchase", answers, *rows)

    assert first.status_code == 302
    assert first.url == second.url
    assert shop.holds(shop.sugar) == (1_500, 22_500)
    assert not agrees()


def test_more_rows_keep_what_was_typed(shop):
    answer = send(
        shop, "purchase", {"more": "1", "party": "Toko Induk"}, {"item": shop.sugar.pk, "quantity": "dua"}
    )

    page = text_of(answer)
    assert answer.status_code == 200
    assert 'name="r7-item"' in page
    assert 'value="dua"' in page
    assert 'value="Toko Induk"' in page
    assert "alert" not in page.partition("<main")[2].partition("<form")[0]


def test_only_cash_banks_and_payables_pay(shop):
    answer = send(
        shop,
        "purchase",
        {"paid_from": shop.accounts["village_capital"].pk},
        {"item": shop.sugar.pk, "quantity": "1", "amount": "1000"},
    )

    assert answer.status_code == 422
    with opened(shop.book):
        assert not Slip.objects.exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"quantity": "satu", "amount": "1000"}, "Tulis angka"),
        ({"quantity": "0", "amount": "1000"}, "harus lebih dari 0"),
        ({"quantity": "1", "amount": ""}, "Tulis jumlah rupiah"),
        ({"quantity": "9", "amount": "9000"}, "hanya ada 2 kg"),
    ],
)
def test_bad_rows_say_so_and_stay(shop, row, said):
    shop.buy((shop.sugar, 2_000, 20_000))

    answer = send(shop, "sell", {"received_in": shop.accounts["cash"].pk}, {"item": shop.sugar.pk, **row})

    page = text_of(answer)
    assert answer.status_code == 422
    assert said.lower() in page.lower()
    assert f'name="r0-quantity" value="{row["quantity"]}"' in page
    assert shop.holds(shop.sugar) == (2_000, 20_000)


def test_the_same_goods_stand_in_one_row_only(shop):
    row = {"item": shop.sugar.pk, "quantity": "1", "amount": "1000"}

    answer = send(shop, "purchase", {"paid_from": shop.accounts["cash"].pk}, row, row)

    assert answer.status_code == 422
    assert "baris lain" in text_of(answer)


def test_an_empty_price_is_the_usual_one(shop):
    oil = shop.item("MINYAK", "Minyak", "liter", price=20_000)
    shop.buy((oil, 5_000, 75_000))

    send(
        shop,
        "sell",
        {"received_in": shop.accounts["receivable_trade"].pk, "discount": "5.000"},
        {"item": oil.pk, "quantity": "2,5"},
    )

    assert shop.of("receivable_trade") == 45_000
    assert shop.holds(oil) == (2_500, 37_500)


def test_opening_stock_is_what_the_books_hold(shop):
    stock, capital = shop.accounts["inventory_merchandise"], shop.accounts["village_capital"]
    make_entry(shop.book, dr(stock, 80_000, shop.unit), cr(capital, 80_000, shop.unit), now=NOW)
    row = {"item": shop.sugar.pk, "quantity": "5,5"}
    client, address = client_of(shop.treasurer), reverse("inventory:open_stock", args=[shop.hub.code])

    shown = text_of(client.get(address))
    too_much = send(shop, "open_stock", {}, {**row, "amount": "80.001"})
    kept = send(shop, "open_stock", {}, {**row, "amount": "80.000"})
    again = send(shop, "open_stock", {}, {**row, "amount": "80.000"})
    after = text_of(client.get(address))

    assert "Rp80.000" in shown
    assert "tercatat di kartu stok" in after
    assert (too_much.status_code, kept.status_code, again.url) == (422, 302, kept.url)
    assert "80.001" in text_of(too_much)
    assert shop.holds(shop.sugar) == (5_500, 80_000)
    assert shop.of("inventory_merchandise") == 80_000
    assert not agrees()


def test_only_the_treasurer_opens_stock(shop):
    cashier = make_officer(shop.hub, "cashier")

    answer = send(
        shop, "open_stock", {}, {"item": shop.sugar.pk, "quantity": "1", "amount": "1"}, user=cashier
    )

    assert answer.status_code == 403


def test_no_stock_stands_before_the_book(shop):
    early = {"date": "2025-12-31"}

    answer = send(shop, "open_stock", early, {"item": shop.sugar.pk, "quantity": "1", "amount": "0"})

    assert answer.status_code == 422
    assert shop.holds(shop.sugar) == (0, 0)


def test_goods_are_used_written_off_and_come_back(shop):
    bought = shop.buy((shop.sugar, 10_000, 100_000))
    with opened(shop.book):
        movement = bought.movements.get()

    used = send(shop, "use", {"note": "Rapat"}, {"item": shop.sugar.pk, "quantity": "1"})
    lost = send(
        shop,
        "write_off",
        {"note": "Basah", "key": KEY + "b"},
        {"item": shop.sugar.pk, "quantity": "2"},
    )
    back = {"account": shop.accounts["cash"].pk, "key": KEY + "c", f"m{movement.pk}": "3"}
    returned = send(shop, "give_back", back, args=[bought.pk])
    too_much = send(shop, "give_back", {**back, "key": KEY + "d", f"m{movement.pk}": "8"}, args=[bought.pk])

    assert [a.status_code for a in (used, lost, returned, too_much)] == [302, 302, 302, 422]
    assert shop.holds(shop.sugar) == (4_000, 40_000)
    assert not agrees()


def test_goods_move_to_another_unit(shop):
    business = make_business(shop.hub, kind="shop", actor=shop.director)
    source = make_business(shop.hub, kind="shop", actor=shop.director)
    item = shop.item("TEH", "Teh", "dus", unit=source.unit)
    shop.buy((item, 4_000, 40_000), paid_from=shop.accounts["payable_trade"])

    answer = send(shop, "transfer", {"to_unit": business.unit.pk}, {"item": item.pk, "quantity": "1"})

    assert answer.status_code == 302
    with opened(shop.book):
        assert StockItem.objects.get(unit=business.unit, code="TEH").on_hand_milli == 1_000


def test_a_cashier_writes_nothing_off(shop):

    cashier = make_officer(shop.hub, "cashier")

    answer = send(shop, "write_off", {"note": "x"}, {"item": shop.sugar.pk, "quantity": "1"}, user=cashier)

    assert answer.status_code == 403
    with opened(shop.book):
        assert not Slip.objects.exists()


def test_a_count_corrects_the_cards(shop):
    shop.buy((shop.sugar, 10_000, 100_000))
    sheet = {f"c{shop.sugar.pk}": "9,5", f"b{shop.sugar.pk}": "10000"}

    no_reason = send(shop, "count", sheet)
    counted = send(shop, "count", {**sheet, "reason": "Tumpah"})

    assert (no_reason.status_code, counted.status_code) == (422, 302)
    assert 'value="9,5"' in text_of(no_reason)
    assert shop.holds(shop.sugar) == (9_500, 95_000)


def test_a_card_that_moved_while_it_was_counted_is_shown_again(shop):
    shop.buy((shop.sugar, 10_000, 100_000))

    answer = send(shop, "count", {f"c{shop.sugar.pk}": "8", f"b{shop.sugar.pk}": "8000"})

    page = text_of(answer)
    assert answer.status_code == 422
    assert f'name="b{shop.sugar.pk}" value="10000"' in page
    with opened(shop.book):
        assert not StockCount.objects.exists()


def test_the_printed_sheet_does_not_say_what_the_cards_hold(shop):
    shop.buy((shop.sugar, 12_345, 100_000))

    address = reverse("inventory:count", args=[shop.hub.code])
    page = text_of(client_of(shop.treasurer).get(address, {"cetak": "1"}))

    assert "Gula pasir" in page
    assert "12,345" not in page


def test_a_purchase_over_the_limit_is_decided_by_another(shop):
    set_approval_limit(book=shop.book, limit=50_000, actor=shop.director, now=NOW)
    answers = {"paid_from": shop.accounts["cash"].pk}
    row = {"item": shop.sugar.pk, "quantity": "10", "amount": "100000"}
    send(shop, "purchase", answers, row)
    send(shop, "purchase", {**answers, "key": KEY + "b"}, row)
    send(shop, "purchase", {**answers, "key": KEY + "c"}, row)
    with opened(shop.book):
        first, second, third = StockRequest.objects.order_by("pk")

    own = send(shop, "approve", {}, args=[first.pk])
    unsaid = send(shop, "refuse", {"note": ""}, args=[second.pk], user=shop.director)
    send(shop, "approve", {}, args=[first.pk], user=shop.director)
    send(shop, "refuse", {"note": "Terlalu mahal"}, args=[second.pk], user=shop.director)
    send(shop, "withdraw", {}, args=[third.pk])

    with opened(shop.book):
        states = list(StockRequest.objects.order_by("pk").values_list("state", flat=True))
    decided = text_of(
        client_of(shop.director).get(reverse("inventory:approvals", args=[shop.hub.code]), {"tab": "selesai"})
    )
    assert own.url.endswith("/persetujuan/")
    assert unsaid.status_code == 422
    assert states == ["approved", "refused", "withdrawn"]
    assert shop.holds(shop.sugar) == (10_000, 100_000)
    assert "Terlalu mahal" in decided


def test_buying_points_to_the_cards_when_there_are_some(shop):
    address = reverse("books:buy", args=[shop.hub.code])
    with_cards = text_of(client_of(shop.treasurer).get(address))
    with opened(shop.book):
        StockItem.objects.update(is_active=False)
    without = text_of(client_of(shop.treasurer).get(address))

    link = f'href="{reverse("inventory:purchase", args=[shop.hub.code])}"'
    assert link in with_cards
    assert link not in without


def test_a_close_asks_for_a_count_of_half_a_year(shop):
    shop.buy((shop.sugar, 2_000, 20_000))
    before = stock_is_counted(shop.hub, date(2026, 6, 30))
    count_stock(
        book=shop.book,
        unit=shop.unit,
        lines=[(shop.sugar, 2_000, 2_000)],
        key="c",
        actor=shop.treasurer,
        now=NOW,
    )

    checks = [stock_is_counted(shop.hub, day) for day in (date(2026, 6, 30), date(2027, 1, 31))]

    assert (before.is_done, before.is_advice, before.blocks) == (False, True, False)
    assert [(check.is_done, check.is_advice) for check in checks] == [(True, False), (False, False)]
