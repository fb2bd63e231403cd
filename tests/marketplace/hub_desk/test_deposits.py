"""The pages of cash at the door: the courier's parcel, the counter's list, the shop's own door."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from core.ids import random_token
from marketplace.gateways.cod.models import CodShop, Deposit, Door
from marketplace.order.enums import Status
from marketplace.order.models import Order
from tests.factories.cod import make_cod_offer, make_cod_shop, make_order_on_its_way, make_service
from tests.factories.hub_desk import make_drawer, make_parcel
from tests.factories.people import make_officer, make_organisation, owner_of
from tests.marketplace.checkout.pages import form_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return make_organisation(name="BUMDes Sungsang Maju")


@pytest.fixture
def cashier(hub, client):
    user = make_officer(hub, name="Pak Jon")
    client.force_login(user)
    return user


@pytest.fixture
def parcel(hub):
    return make_order_on_its_way(make_cod_offer(make_cod_shop(hub)))


def at(name, hub, *more):
    return reverse(f"hub:{name}", args=[hub.code, *more])


def door_form(**changes) -> dict[str, str]:
    return {"key": random_token(), "recipient": "Bu Ani", "amount": "50.000"} | changes


def test_the_courier_sees_what_to_take_and_takes_it(client, hub, cashier, parcel):
    assertContains(client.get(f"{at('parcels', hub)}?tab=antar"), "take Rp50.000")
    assertContains(client.get(at("parcel", hub, parcel.number)), "take <b>Rp50.000</b> in cash")

    client.post(at("deliver", hub, parcel.number), door_form())

    assert Door.objects.get().received_by == cashier
    assert Order.objects.get().status == Status.DELIVERED


@pytest.mark.usefixtures("cashier")
@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("40rb", "The buyer has to pay exactly Rp50.000, you wrote Rp40.000."),
        ("", "Write how much cash you received."),
        ("lima", "lima"),
    ],
)
def test_another_amount_is_said_and_what_was_typed_stays(client, hub, parcel, amount, said):
    page = client.post(at("deliver", hub, parcel.number), door_form(amount=amount))

    assertContains(page, said, status_code=422)
    assertContains(page, 'value="Bu Ani"', status_code=422)
    assert Door.objects.get().received_at is None


def test_a_refusal_at_the_door_is_noted_with_its_reason(client, hub, cashier, parcel):
    page = client.post(at("refuse", hub, parcel.number), {"reason": " "})
    assertContains(page, "Write why the buyer refused.", status_code=422)

    answer = client.post(at("refuse", hub, parcel.number), {"reason": "Tidak ada orang."}, follow=True)

    assertContains(answer, "Bring the goods back to the shop.")
    assert Order.objects.get().status == Status.CANCELLED


def test_a_parcel_paid_beforehand_asks_for_no_cash(client, hub, cashier):
    order = make_parcel(hub)
    Order.objects.filter(pk=order.pk).update(mode="courier")

    page = client.get(at("parcel", hub, order.number))

    assertContains(page, "The parcel was received")
    assertNotContains(page, "The buyer refuses")
    assertNotContains(page, "Cash you keep")


def test_the_counter_takes_what_the_courier_carries(client, hub, cashier, parcel):
    client.post(at("deliver", hub, parcel.number), door_form())
    page = client.get(at("deposits", hub))
    assertContains(page, "Pak Jon")
    assertContains(page, "Open your drawer first")
    make_drawer(hub, cashier=cashier)

    form = form_with(client.get(at("deposits", hub)), "counted")
    short = client.post(at("deposits", hub), form | {"counted": "45.000"})
    assertContains(short, "Rp5.000 is missing. Write why; it becomes a debt of Pak Jon.", status_code=422)
    assertContains(short, 'value="45.000"', status_code=422)
    done = client.post(
        at("deposits", hub), form | {"counted": "45.000", "reason": "Kembalian salah."}, follow=True
    )

    assertContains(done, "Rp45.000 of Pak Jon is in your drawer.")
    assertContains(done, "Kembalian salah.")
    assertContains(done, "No courier carries cash now")
    assert Deposit.objects.get().shortage == 5_000


def test_a_list_that_changed_is_looked_at_again(client, hub, cashier, parcel):
    client.post(at("deliver", hub, parcel.number), door_form())
    make_drawer(hub, cashier=cashier)
    form = form_with(client.get(at("deposits", hub)), "counted")
    another = make_order_on_its_way(make_cod_offer(make_cod_shop(hub)))
    client.post(at("deliver", hub, another.number), door_form())

    page = client.post(at("deposits", hub), form | {"counted": "50.000"})

    assertContains(page, "The list has changed since this page was opened.", status_code=422)
    assert not Deposit.objects.exists()


def test_a_form_of_a_courier_who_carries_nothing_is_answered(client, hub, cashier, parcel):
    client.post(at("deliver", hub, parcel.number), door_form())
    make_drawer(hub, cashier=cashier)
    form = form_with(client.get(at("deposits", hub)), "counted") | {"counted": "50.000"}
    client.post(at("deposits", hub), form)

    page = client.post(at("deposits", hub), form | {"key": random_token()})

    assertContains(page, "This courier carries no cash of buyers now.", status_code=422)


def test_a_supervisor_takes_no_deposit(client, hub):
    client.force_login(make_officer(hub, "supervisor"))

    assert client.post(at("deposits", hub), {}).status_code == 403


@pytest.mark.parametrize("couriers", [1, 3])
def test_the_list_costs_the_same_for_many(client, hub, cashier, couriers, django_assert_num_queries):
    for _ in range(couriers):
        order = make_order_on_its_way(make_cod_offer(make_cod_shop(hub)))
        other = make_officer(hub)
        client.force_login(other)
        client.post(at("deliver", hub, order.number), door_form())
    client.force_login(cashier)
    client.get(at("deposits", hub))

    with django_assert_num_queries(7):
        client.get(at("deposits", hub))


@pytest.fixture
def served(client):
    """A shop at its own buyer's door, its owner signed in."""
    order = make_order_on_its_way(make_service())
    client.force_login(owner_of(order.seller))
    return order


def of_shop(name, order):
    return reverse(f"seller:{name}", args=[order.seller.slug, order.number])


def test_a_shop_notes_the_cash_it_took(client, served):
    assertContains(client.get(of_shop("order", served)), "take <b>Rp40.000</b> in cash")
    wrong = client.post(of_shop("door_cash", served), {"amount": "39000"})
    assertContains(wrong, "The buyer has to pay exactly Rp40.000, you wrote Rp39.000.", status_code=422)

    done = client.post(of_shop("door_cash", served), {"amount": "40000"}, follow=True)

    assertContains(done, "is done and paid")
    assert Door.objects.get().received_by == owner_of(served.seller)


def test_a_shop_notes_that_its_buyer_refused(client, served):
    empty = client.post(of_shop("door_refused", served), {"reason": ""})
    assertContains(empty, "Write why the buyer refused.", status_code=422)

    client.post(of_shop("door_refused", served), {"reason": "Tidak jadi."})

    assert Order.objects.get().status == Status.CANCELLED


def test_a_shop_whose_goods_are_brought_is_told_so(client, parcel):
    client.force_login(owner_of(parcel.seller))

    page = client.get(of_shop("order", parcel))

    assertContains(page, "The courier takes it; you need not ask for money.")
    assertNotContains(page, "Done and paid")


def test_the_owner_switches_it_on_and_off(client):
    seller = make_cod_shop()
    client.force_login(owner_of(seller))
    url = reverse("seller:cod", args=[seller.slug])

    assertContains(client.post(url, {"on": "0"}, follow=True), "Off: buyers pay beforehand.")
    assert not CodShop.objects.get().is_on
    assertContains(client.post(url, {"on": "1"}, follow=True), "On: buyers may choose it.")
    assert CodShop.objects.get().is_on
