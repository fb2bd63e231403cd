"""The pages: who sees them, what they say, what they cost."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from bumdes.units.models import CashReceipt, DrawerShift
from core.ids import random_token
from marketplace.hub_desk.services import collect
from marketplace.order.enums import Status
from marketplace.order.models import Order
from marketplace.purchases.services import payment_of
from marketplace.sellers.models import Seller
from tests.factories.goods import make_product
from tests.factories.hub_desk import make_drawer, make_parcel
from tests.factories.people import NOON, make_officer, make_organisation, make_seller, make_user
from tests.factories.purchases import make_purchase

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return make_organisation(name="BUMDes Sungsang Maju")


@pytest.fixture
def cashier(hub, client):
    user = make_officer(hub)
    client.force_login(user)
    return user


def at(name, hub, *more):
    return reverse(f"hub:{name}", args=[hub.code, *more])


def fresh_purchase():
    """Bought a moment ago by the clock of the page."""
    from django.utils import timezone

    return make_purchase((make_product(price=15_000).stockrecords.get(), 2), now=timezone.now())


def code_of(purchase) -> str:
    return payment_of(purchase).counter_code.code


def test_the_only_bumdes_opens_by_itself(client, cashier, hub):
    assert client.get(reverse("hub:index")).url == at("home", hub)


def test_somebody_of_two_bumdes_chooses(client, cashier, hub):
    other = make_organisation(name="BUMDes Muara Jaya")
    make_officer(other, user=cashier)

    response = client.get(reverse("hub:index"))

    assertContains(response, "BUMDes Sungsang Maju")
    assertContains(response, "BUMDes Muara Jaya")


PAGES = ["home", "counter", "shifts", "parcels", "deposits", "sellers"]


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_finds_nothing(client, hub, name):
    make_officer(make_organisation())
    client.force_login(make_user())

    assert client.get(at(name, hub)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_supervisor_reads_every_page(client, hub, name):
    client.force_login(make_officer(hub, "supervisor"))

    assert client.get(at(name, hub)).status_code == 200


def test_foreign_things_are_not_found(client, cashier, hub):
    shift = make_drawer()
    order = make_parcel()
    receipt = CashReceipt.objects.get()
    shop = make_seller()

    for url in (
        at("shift", hub, shift.pk),
        at("parcel", hub, order.number),
        at("receipt", hub, receipt.number),
        at("seller", hub, shop.slug),
    ):
        assert client.get(url).status_code == 404
    for name in ("arrive", "hand_out", "deliver", "refuse"):
        assert client.post(at(name, hub, order.number)).status_code == 404


@pytest.mark.parametrize("name", ["open", "take", "close"])
def test_who_may_not_take_cash_is_told_who_may(client, hub, name):
    client.force_login(make_officer(hub, "supervisor"))

    response = client.post(at(name, hub), {"opening_cash": "0"})

    assertContains(response, "Treasurer", status_code=403)
    assert not DrawerShift.objects.exists()


def test_a_day_at_the_counter(client, cashier, hub):
    purchase = fresh_purchase()

    client.post(at("open", hub), {"opening_cash": "100rb"})
    page = client.get(at("counter", hub), {"kode": code_of(purchase)})
    assertContains(page, purchase.reference)
    assertContains(page, "Rp30.000")
    form = {"key": random_token(), "code": code_of(purchase), "tendered": "50.000"}
    first = client.post(at("take", hub), form)
    again = client.post(at("take", hub), form)
    assert first.url == again.url
    paper = client.get(first.url)
    assertContains(paper, "tiga puluh ribu rupiah")
    assertContains(paper, "Rp20.000")
    assertContains(client.get(first.url, {"lebar": "80"}), "receipt r80")

    short = client.post(at("close", hub), {"counted_cash": "129.000"})
    assertContains(short, "Write the reason", status_code=422)
    assertContains(short, 'value="129.000"', status_code=422)
    closed = client.post(at("close", hub), {"counted_cash": "129.000", "gap_reason": "Kurang kembalian"})
    shift = DrawerShift.objects.get()
    assert closed.url == at("shift", hub, shift.pk)
    assert (shift.expected_cash, shift.counted_cash) == (130_000, 129_000)
    assert set(purchase.orders.values_list("status", flat=True)) == {Status.PLACED}


def test_opening_twice_is_one_drawer(client, cashier, hub):
    for _tap in range(2):
        assert client.post(at("open", hub), {"opening_cash": "0"}).url == at("counter", hub)

    assert DrawerShift.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "-1", "1e9", "seratus", "1.50", "🙂", "9" * 40])
def test_a_wrong_count_is_told_beside_its_field(client, cashier, hub, typed):
    response = client.post(at("open", hub), {"opening_cash": typed})

    assert response.status_code == 422
    assert "opening_cash" in response.context["open_form"].errors
    assert not DrawerShift.objects.exists()


def test_each_wrong_code_has_its_own_words(client, cashier, hub):
    make_drawer(hub, cashier=cashier)
    old = make_purchase((make_product().stockrecords.get(), 1))
    paid = fresh_purchase()
    drawer = make_drawer()
    receipt = collect(
        shift=drawer, code=code_of(paid), tendered=30_000, actor=drawer.cashier, key=random_token(), now=NOON
    )
    unknown = code_of(old)
    payment_of(old).counter_code.delete()

    def said(code: str) -> str:
        response = client.get(at("counter", hub), {"kode": code})
        assert response.status_code == 422
        return response.context["code_form"].errors["kode"][0]

    assert "mistyped" in said("22222223")
    assert "no purchase" in said(unknown)
    assert str(receipt) in said(code_of(paid))


def test_wrong_cash_keeps_what_was_typed(client, cashier, hub):
    make_drawer(hub, cashier=cashier)
    code = code_of(fresh_purchase())

    response = client.post(at("take", hub), {"key": random_token(), "code": code, "tendered": "10rb"})

    assertContains(response, "less than the amount", status_code=422)
    assertContains(response, 'value="10rb"', status_code=422)
    assertContains(response, "Rp30.000", status_code=422)


def test_no_cash_without_an_open_drawer(client, cashier, hub):
    code = code_of(fresh_purchase())

    response = client.post(
        at("take", hub), {"key": random_token(), "code": code, "tendered": "30rb"}, follow=True
    )

    assertContains(response, "Open your drawer")
    assert not CashReceipt.objects.exists()


def test_a_cashier_sees_only_his_own_shifts(client, cashier, hub):
    make_drawer(hub, cashier=cashier)
    foreign = make_drawer(hub)

    assertNotContains(client.get(at("shifts", hub)), foreign.cashier.name)
    assert client.get(at("shift", hub, foreign.pk)).status_code == 404
    client.force_login(make_officer(hub, "treasurer"))
    assertContains(client.get(at("shifts", hub)), foreign.cashier.name)


def test_a_parcel_comes_and_goes(client, cashier, hub):
    order = make_parcel(hub)
    code = order.shipment.pickup_code

    assertContains(client.get(at("parcels", hub), {"tab": "datang"}), order.number)
    client.post(at("arrive", hub, order.number))
    assertContains(client.get(at("parcels", hub), {"tab": "siap"}), order.number)
    found = client.get(at("parcels", hub), {"kode": f"{code[:3]} {code[3:]}".lower()})
    assert found.url == f"{at('parcel', hub, order.number)}?kode={code}"
    wrong = client.post(at("hand_out", hub, order.number), {"key": random_token(), "code": "AAAAAA"})
    assertContains(wrong, "not the code of this parcel", status_code=422)
    client.post(at("hand_out", hub, order.number), {"key": random_token(), "code": code})

    assert Order.objects.get().status == Status.DELIVERED
    assertContains(client.get(at("parcels", hub), {"tab": "selesai"}), order.number)


def test_an_unknown_pickup_code_is_told(client, cashier, hub):
    response = client.get(at("parcels", hub), {"kode": "<script>"})

    assertContains(response, "No parcel waits here", status_code=422)
    assertNotContains(response, "<script>x", status_code=422)


def test_a_shop_is_verified_with_its_checklist(client, cashier, hub):
    shop = make_seller(hub=hub, status=Seller.Status.REGISTERED)
    make_product(seller=shop)
    ticks = {"phone": "on", "village": "on", "products": "on", "nib": "none"}

    missing = client.post(at("seller", hub, shop.slug), {**ticks, "phone": ""})
    assertContains(missing, "Call the number first.", status_code=422)
    client.post(at("seller", hub, shop.slug), ticks)

    shop.refresh_from_db()
    assert shop.status == Seller.Status.VERIFIED
    assertContains(client.get(at("seller", hub, shop.slug)), "nib: none")


def test_a_supervisor_verifies_no_shop(client, hub):
    shop = make_seller(hub=hub, status=Seller.Status.REGISTERED)
    client.force_login(make_officer(hub, "supervisor"))

    response = client.post(at("seller", hub, shop.slug), {"phone": "on"})

    assertContains(response, "Director", status_code=403)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_with_more_rows(client, cashier, hub, rows, django_assert_num_queries):
    mine = make_drawer(hub, cashier=cashier)
    for _ in range(rows):
        order = make_parcel(hub)
        make_product(seller=make_seller(hub=hub, status=Seller.Status.REGISTERED))
        purchase = fresh_purchase()
        receipt = collect(
            shift=mine, code=code_of(purchase), tendered=30_000, actor=cashier, key=random_token(), now=NOON
        )
    code = code_of(fresh_purchase())

    for url, queries in (
        (at("home", hub), 10),
        (at("counter", hub), 7),
        (f"{at('counter', hub)}?kode={code}", 9),
        (at("shifts", hub), 5),
        (at("shift", hub, mine.pk), 7),
        (at("receipt", hub, receipt.number), 7),
        (at("parcels", hub) + "?tab=datang", 8),
        (at("parcel", hub, order.number), 7),
        (at("sellers", hub), 7),
        (at("seller", hub, order.seller.slug), 9),
    ):
        with django_assert_num_queries(queries, info=url):
            client.get(url)
