"""Placing a purchase: one order per shop, stock promised, retries safe, totals asked again."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from core.invariants import violations
from core.refusals import Conflict
from marketplace.order.enums import Status
from marketplace.order.models import Order, Purchase
from marketplace.partner.models import StockRecord
from marketplace.partner.stock import StockShort
from marketplace.payment.models import Payment, PaymentSplit
from marketplace.purchases.services import (
    AlreadyPlaced,
    BasketHasProblems,
    Choice,
    ChooseDelivery,
    EmptyBasket,
    TotalChanged,
    UnknownMethod,
    place,
)
from tests.factories.goods import make_offer, make_product
from tests.factories.people import NOON, make_seller, make_user
from tests.factories.purchases import make_basket, make_courier, pickup_request

pytestmark = pytest.mark.django_db


def offer(**kw) -> StockRecord:
    return make_product(**kw).stockrecords.get()


def test_place_makes_one_order_per_shop():
    kemplang, kopi = offer(price=15_000), offer(price=32_000)
    also_kemplang_shop = offer(price=5_000, seller=kemplang.product.seller)
    basket = make_basket((kemplang, 2), (kopi, 1), (also_kemplang_shop, 1))

    purchase = place(basket=basket, request=pickup_request(basket), user=None, key="k", now=NOON)

    totals = {order.seller: order.total for order in purchase.orders.all()}
    assert totals == {kemplang.product.seller: 35_000, kopi.product.seller: 32_000}
    assert purchase.total == 67_000
    assert {order.status for order in purchase.orders.all()} == {Status.AWAITING_PAYMENT}
    assert list(violations()) == []


def test_place_promises_stock_and_submits_the_basket():
    kemplang = offer(stock=10)
    basket = make_basket((kemplang, 3))

    place(basket=basket, request=pickup_request(basket), user=None, key="k", now=NOON)

    kemplang.refresh_from_db()
    basket.refresh_from_db()
    assert (kemplang.num_in_stock, kemplang.num_allocated) == (10, 3)
    assert basket.status == "Submitted"


def test_place_splits_the_payment_over_its_orders():
    basket = make_basket((offer(price=15_000), 1), (offer(price=32_000), 2))

    purchase = place(basket=basket, request=pickup_request(basket), user=None, key="k", now=NOON)

    payment = Payment.objects.get(purchase=purchase)
    assert payment.amount == 79_000
    assert sorted(PaymentSplit.objects.values_list("amount", flat=True)) == [15_000, 64_000]


def test_place_with_one_key_places_once():
    basket = make_basket((offer(), 1))
    request = pickup_request(basket)

    first = place(basket=basket, request=request, user=None, key="k", now=NOON)
    again = place(basket=basket, request=request, user=None, key="k", now=NOON)

    assert first == again == Purchase.objects.get()


def test_place_with_one_key_and_other_content_is_refused():
    basket = make_basket((offer(), 1))
    request = pickup_request(basket)
    place(basket=basket, request=request, user=None, key="k", now=NOON)

    with pytest.raises(Conflict):
        place(basket=basket, request=replace(request, name="Orang lain"), user=None, key="k", now=NOON)


def test_place_from_a_second_tab_names_the_first_purchase():
    basket = make_basket((offer(), 1))
    request = pickup_request(basket)
    purchase = place(basket=basket, request=request, user=None, key="one", now=NOON)

    with pytest.raises(AlreadyPlaced) as refused:
        place(basket=basket, request=request, user=None, key="two", now=NOON)

    assert refused.value.purchase == purchase


def test_place_asks_again_when_the_price_rose():
    kemplang = offer(price=15_000)
    basket = make_basket((kemplang, 2))
    request = pickup_request(basket)
    StockRecord.objects.update(price=16_000)

    with pytest.raises(TotalChanged) as refused:
        place(basket=basket, request=request, user=None, key="k", now=NOON)

    assert refused.value.total == 32_000
    assert "Rp32.000" in str(refused.value.message)
    assert Purchase.objects.count() == 0


def test_place_prices_from_the_lines_own_offer_not_the_cheapest():
    product = make_product(price=15_000)
    dearer = make_offer(product, price=18_000)
    basket = make_basket((dearer, 1))

    purchase = place(basket=basket, request=pickup_request(basket), user=None, key="k", now=NOON)

    assert purchase.total == 18_000
    assert purchase.orders.get().seller == dearer.partner.seller


def test_place_refuses_what_sold_out_meanwhile_and_keeps_nothing():
    kemplang, kopi = offer(stock=5), offer(stock=1)
    first = make_basket((kopi, 1))
    basket = make_basket((kemplang, 1), (kopi, 1))
    place(basket=first, request=pickup_request(first), user=None, key="first", now=NOON)

    with pytest.raises(BasketHasProblems):
        place(basket=basket, request=pickup_request(basket), user=None, key="k", now=NOON)

    kemplang.refresh_from_db()
    assert kemplang.num_allocated == 0
    assert Purchase.objects.count() == 1


def test_allocate_names_the_offers_that_are_short():
    from marketplace.partner.stock import allocate

    many, few = offer(stock=9), offer(stock=2)

    with pytest.raises(StockShort) as refused, transaction.atomic():
        allocate(wanted={many.pk: 1, few.pk: 3})

    many.refresh_from_db()
    assert refused.value.short == {few.pk: 2}
    assert many.num_allocated == 0


def test_place_without_a_delivery_choice_names_the_shop():
    kemplang = offer()
    basket = make_basket((kemplang, 1))
    request = replace(pickup_request(basket), choices={})

    with pytest.raises(ChooseDelivery) as refused:
        place(basket=basket, request=request, user=None, key="k", now=NOON)

    assert kemplang.product.seller.name in str(refused.value.message)


def test_place_refuses_a_delivery_that_was_not_offered():
    kemplang = offer()
    tariff = make_courier(kemplang.product.seller.hub)
    basket = make_basket((kemplang, 1))
    choices = {kemplang.product.seller.pk: Choice(option=f"courier-{tariff.pk}")}
    request = replace(pickup_request(basket), choices=choices)

    with pytest.raises(ChooseDelivery):  # no address was given, so no courier was offered
        place(basket=basket, request=request, user=None, key="k", now=NOON)


def test_place_by_courier_adds_the_fee_to_that_shops_order():
    kemplang = offer(price=15_000)
    hub = kemplang.product.seller.hub
    tariff = make_courier(hub, fee=10_000)
    basket = make_basket((kemplang, 1))
    request = replace(
        pickup_request(basket),
        choices={kemplang.product.seller.pk: Choice(option=f"courier-{tariff.pk}")},
        address={"village_id": hub.village_id, "landmark": "Dekat dermaga"},
        quoted_total=25_000,
    )

    purchase = place(basket=basket, request=request, user=None, key="k", now=NOON)

    order = purchase.orders.get()
    assert (order.total, order.delivery_fee, purchase.delivery_total) == (25_000, 10_000, 10_000)
    assert order.shipment.tariff == tariff
    assert purchase.address.village == hub.village


def test_place_refuses_an_empty_basket():
    basket = make_basket()

    with pytest.raises(EmptyBasket):
        place(basket=basket, request=pickup_request(basket), user=None, key="k", now=NOON)


def test_place_refuses_an_unknown_way_to_pay():
    basket = make_basket((offer(), 1))

    with pytest.raises(UnknownMethod):
        place(basket=basket, request=pickup_request(basket, method="gold"), user=None, key="k", now=NOON)


def test_place_marks_a_closed_shop():
    seller = make_seller(closed_from=NOON.date(), closed_until=NOON.date())
    basket = make_basket((offer(seller=seller), 1))

    with pytest.raises(BasketHasProblems):
        place(basket=basket, request=pickup_request(basket), user=None, key="k", now=NOON)


def test_database_refuses_orders_that_do_not_sum_to_the_purchase():
    basket = make_basket((offer(), 1))
    place(basket=basket, request=pickup_request(basket), user=make_user(), key="k", now=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.update(total_incl_tax=1)
        connection.check_constraints()


def test_database_refuses_splits_that_do_not_sum_to_the_payment():
    basket = make_basket((offer(), 1))
    place(basket=basket, request=pickup_request(basket), user=make_user(), key="k", now=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentSplit.objects.update(amount=1)
        connection.check_constraints()


@pytest.mark.parametrize("shops", [1, 3])
def test_place_query_count_does_not_grow_with_lines(shops, django_assert_num_queries):
    lines = [(offer(), 1) for _ in range(shops)]
    basket = make_basket(*lines)
    request = pickup_request(basket)

    with django_assert_num_queries(17 + shops):  # one conditional UPDATE per offer
        place(basket=basket, request=request, user=None, key="k", now=NOON)
