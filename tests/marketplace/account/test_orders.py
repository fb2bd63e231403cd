"""A buyer's orders: tabs, the purchase page, and what can be done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.basket.models import Line as BasketLine
from marketplace.order import services as orders
from marketplace.order.enums import Status
from marketplace.order.models import Order, Purchase
from tests.factories.goods import make_product
from tests.factories.people import NOON, make_user
from tests.factories.purchases import make_purchase, only_order

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def buyer(client):
    user = make_user(email="siti@contoh.test")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def offer(**kw):
    return make_product(**kw).stockrecords.get()


def advance(order, to):
    way = [orders.accept, orders.pack, orders.hand_over, orders.deliver, orders.complete]
    states = [Status.ACCEPTED, Status.PACKED, Status.HANDED_OVER, Status.DELIVERED, Status.COMPLETED]
    for move in way[: states.index(to) + 1]:
        move(order=order, actor=None, now=LATER)
    return order


def guest_purchase(*lines) -> Purchase:
    purchase = make_purchase(*lines, paid=True)
    Order.objects.filter(purchase=purchase).update(user=None)
    Purchase.objects.filter(pk=purchase.pk).update(user=None)
    purchase.refresh_from_db()
    return purchase


@pytest.mark.parametrize(
    ("state", "tab"),
    [
        (None, "belum-bayar"),
        (Status.PLACED, "dikemas"),
        (Status.PACKED, "dikemas"),
        (Status.HANDED_OVER, "dikirim"),
        (Status.DELIVERED, "dikirim"),
        (Status.COMPLETED, "selesai"),
    ],
)
def test_each_state_stands_under_one_tab(client, buyer, state, tab):
    purchase = make_purchase((offer(), 1), user=buyer, paid=state is not None)
    if state not in (None, Status.PLACED):
        advance(only_order(purchase), state)

    shown = {
        name: len(client.get(f"/akun/pesanan/{name}/").context["cards"])
        for name in ("belum-bayar", "dikemas", "dikirim", "selesai", "dibatalkan")
    }

    assert shown == {name: int(name == tab) for name in shown}


def test_orders_open_where_something_waits(client, buyer):
    make_purchase((offer(), 1), user=buyer)

    assert client.get("/akun/pesanan/").context["tab"] == "belum-bayar"
    assert client.get("/akun/pesanan/lain/").status_code == 404


def test_pages_of_orders(client, buyer):
    for _ in range(11):
        make_purchase((offer(), 1), user=buyer)

    first = client.get("/akun/pesanan/belum-bayar/")
    second = client.get("/akun/pesanan/belum-bayar/?page=2")

    assert (len(first.context["cards"]), len(second.context["cards"])) == (10, 1)
    assert client.get("/akun/pesanan/belum-bayar/?page=-1%27").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_purchase_cost_the_same_for_one_and_three(client, buyer, count, django_assert_num_queries):
    for _ in range(count):
        make_purchase((offer(), 1), user=buyer)
    many = make_purchase(*[(offer(), 1) for _ in range(count)], user=buyer, paid=True)
    url = reverse("account:purchase", args=[many.reference])

    with django_assert_num_queries(5):  # session, user, counts, orders, lines
        client.get("/akun/pesanan/belum-bayar/")
    with django_assert_num_queries(8):  # session, user, purchase, orders, lines, events, refunds, payment
        client.get(url)


def test_purchase_shows_one_card_per_shop_with_its_own_timeline(client, buyer):
    purchase = make_purchase((offer(), 2), (offer(price=5_000), 1), user=buyer, paid=True)
    first, _second = purchase.orders.order_by("pk")
    advance(first, Status.PACKED)

    page = client.get(f"/akun/belanja/{purchase.reference}/").context["purchase"]

    assert [card.status for card in page.orders] == ["packed", "placed"]
    assert page.status == Status.PLACED
    assert [step.state for step in page.orders[0].steps] == ["done"] * 3 + ["current"] + ["todo"] * 3
    assert sum(card.total for card in page.orders) == page.total == 35_000


def test_unpaid_purchase_leads_to_paying_and_can_be_cancelled(client, buyer):
    purchase = make_purchase((offer(), 1), user=buyer)

    page = client.get(f"/akun/belanja/{purchase.reference}/")
    client.post(f"/akun/belanja/{purchase.reference}/batal/")

    assert reverse("checkout:pay", args=[purchase.reference]) in page.text
    assert only_order(purchase).status == Status.CANCELLED


def test_pickup_code_shows_only_when_the_parcel_travels(client, buyer):
    purchase = make_purchase((offer(), 1), user=buyer, paid=True)
    order = only_order(purchase)
    url = f"/akun/belanja/{purchase.reference}/"

    before = client.get(url).text
    advance(order, Status.HANDED_OVER)
    after = client.get(url).text

    assert order.shipment.pickup_code
    assert order.shipment.pickup_code not in before
    assert order.shipment.pickup_code in after


def test_received_order_is_completed_once(client, buyer):
    purchase = make_purchase((offer(), 1), user=buyer, paid=True)
    order = advance(only_order(purchase), Status.DELIVERED)
    url = f"/akun/belanja/{purchase.reference}/{order.number}/diterima/"

    first, second = client.post(url), client.post(url)

    assert first["Location"] == second["Location"] == f"/akun/belanja/{purchase.reference}/"
    assert only_order(purchase).status == Status.COMPLETED
    assert order.events.filter(to_status="completed").count() == 1


def test_order_that_was_not_delivered_cannot_be_completed(client, buyer):
    purchase = make_purchase((offer(), 1), user=buyer, paid=True)
    order = only_order(purchase)

    page = client.post(f"/akun/belanja/{purchase.reference}/{order.number}/diterima/", follow=True)

    assert "can no longer be done" in page.text
    assert only_order(purchase).status == Status.PLACED


def test_paid_order_is_cancelled_with_a_reason(client, buyer):
    purchase = make_purchase((offer(), 1), user=buyer, paid=True)
    order = only_order(purchase)
    url = f"/akun/belanja/{purchase.reference}/{order.number}/batal/"

    empty = client.post(url, {"reason": " "}, follow=True)
    long = client.post(url, {"reason": "x" * 10_000}, follow=True)
    client.post(url, {"reason": "Salah pilih"})

    assert "Write why" in empty.text
    assert "at most 200" in long.text
    assert only_order(purchase).status == Status.CANCELLED
    assert order.events.get(to_status="cancelled").reason == "Salah pilih"


def test_order_on_its_way_cannot_be_cancelled(client, buyer):
    purchase = make_purchase((offer(), 1), user=buyer, paid=True)
    order = advance(only_order(purchase), Status.HANDED_OVER)

    client.post(f"/akun/belanja/{purchase.reference}/{order.number}/batal/", {"reason": "Lama"})

    assert only_order(purchase).status == Status.HANDED_OVER


def test_buy_again_fills_the_basket_once(client, buyer):
    stock = offer()
    purchase = make_purchase((stock, 2), user=buyer, paid=True)
    url = f"/akun/belanja/{purchase.reference}/{only_order(purchase).number}/beli-lagi/"

    answer = client.post(url)
    client.post(url)

    assert answer["Location"] == reverse("basket:summary")
    line = BasketLine.objects.get(basket__owner=buyer, basket__status="Open")
    assert (line.stockrecord_id, line.quantity) == (stock.pk, 2)


def test_buy_again_takes_what_is_left_and_says_what_is_gone(client, buyer):
    few, gone = offer(stock=3), offer()
    purchase = make_purchase((few, 2), (gone, 1), user=buyer, paid=True)
    gone.is_active = False
    gone.save()
    order = purchase.orders.get(lines__stockrecord=gone)

    alone = client.post(f"/akun/belanja/{purchase.reference}/{order.number}/beli-lagi/", follow=True)

    assert "Nothing of this order is on sale right now." in alone.text


def test_foreign_purchases_are_not_there(client, buyer):
    purchase = make_purchase((offer(), 1), paid=True)
    order = only_order(purchase)
    base = f"/akun/belanja/{purchase.reference}/"

    assert client.get(base).status_code == 404
    for act in (
        "batal/",
        f"{order.number}/diterima/",
        f"{order.number}/batal/",
        f"{order.number}/beli-lagi/",
    ):
        assert client.post(base + act, {"reason": "x"}).status_code == 404


def test_foreign_order_number_under_ones_own_purchase_is_not_there(client, buyer):
    mine = make_purchase((offer(), 1), user=buyer, paid=True)
    foreign = only_order(make_purchase((offer(), 1), paid=True))

    answer = client.post(f"/akun/belanja/{mine.reference}/{foreign.number}/batal/", {"reason": "x"})

    assert answer.status_code == 404


def test_guest_follows_by_link_and_acts(client):
    purchase = guest_purchase((offer(), 1))
    order = only_order(purchase)
    advance(order, Status.DELIVERED)
    url = f"/akun/lacak/{purchase.token}/"

    page = client.get(url)
    client.post(f"{url}{order.number}/diterima/")

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert only_order(purchase).status == Status.COMPLETED
    assert client.get("/akun/lacak/tidak-ada/").status_code == 404
    assert client.get(f"/akun/belanja/{purchase.reference}/").status_code == 302


def test_members_purchase_does_not_open_by_its_link():
    purchase = make_purchase((offer(), 1), paid=True)
    order = only_order(purchase)
    url = f"/akun/lacak/{purchase.token}/"

    assert Client().get(url)["Location"] == f"/akun/belanja/{purchase.reference}/"
    assert Client().post(f"{url}{order.number}/batal/", {"reason": "x"}).status_code == 404


def test_guest_can_buy_again(client):
    purchase = guest_purchase((offer(), 2))
    order = only_order(purchase)

    answer = client.post(f"/akun/lacak/{purchase.token}/{order.number}/beli-lagi/")

    assert answer.cookies["sdl_basket"].value
    assert BasketLine.objects.get(basket__token=answer.cookies["sdl_basket"].value).quantity == 2
