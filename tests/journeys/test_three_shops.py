"""The whole way of a purchase in a real browser: 360 px, no script, six people.

A buyer buys from three shops of two BUMDes in one basket and pays cash at a counter; each
seller moves the parcel on; both BUMDes hand out; the buyer confirms three times.
"""

from __future__ import annotations

import pytest

from core.invariants import violations
from marketplace.fulfilment.models import Shipment
from marketplace.gateways.counter.models import CounterCode
from marketplace.order.models import Order, Purchase
from tests.factories.goods import make_product
from tests.factories.people import (
    make_officer,
    make_organisation,
    make_seller,
    make_user,
    make_village,
    owner_of,
)
from tests.factories.purchases import make_pickup_point
from tests.journeys.phone import Phone
from tests.journeys.web_server import test_environment as environment_for
from tests.journeys.web_server import web_server

pytestmark = [pytest.mark.browser, pytest.mark.race]


def put_in_basket(buyer: Phone, path: str) -> None:
    buyer.open(path)
    # At the foot of a phone's screen where the style sheet is there, in the form where it is not.
    buyer.click("#buy button.btn-primary, button.btn-primary[form=buy]")


def check_out(buyer: Phone) -> None:
    """Two pages: who collects, then how and how to pay."""
    buyer.open("/checkout/")
    buyer.page.check("[name=where][value=pickup]")
    buyer.page.fill("[name=name]", "Siti Contoh")
    buyer.page.fill("[name=phone]", "0812-0000-0001")
    buyer.click("#recipient button.btn-primary")
    for group in {r.get_attribute("name") for r in buyer.page.locator("[name^=option-]").all()}:
        buyer.page.locator(f"[name={group}]").first.check()
    buyer.page.check("[name=method][value=counter]")
    buyer.click("button.nojs[value=recount]")
    buyer.click("#order button[value=place]:not(.vh)")


def test_three_shops_of_two_hubs_without_script(committed_db, chromium):
    near = make_organisation(code="sungsang")
    far = make_organisation(
        code="telang", village=make_village("16.07.08.2013", "Telang Makmur", "Muara Telang")
    )
    shops = [make_seller(hub=hub, slug=f"dapur-{n}") for n, hub in enumerate([near, near, far])]
    goods = [make_product(seller=shop, title=f"Kemplang {n}", stock=5) for n, shop in enumerate(shops)]
    cashiers = {hub.pk: make_officer(hub, "cashier") for hub in (near, far)}
    for hub in (near, far):
        make_pickup_point(hub)
    buyer_user = make_user(name="Siti Contoh")

    with web_server(environment_for(committed_db)) as server:
        buyer = Phone(chromium, server.address).sign_in(buyer_user.email)
        for product in goods:
            put_in_basket(buyer, product.get_absolute_url())
        check_out(buyer)
        purchase = Purchase.objects.get()
        code = CounterCode.objects.get().code
        shown = "".join(sign for sign in buyer.page.inner_text("main") if sign.isalnum())
        assert code in shown

        desks = {pk: Phone(chromium, server.address).sign_in(user.email) for pk, user in cashiers.items()}
        counter = desks[near.pk]
        counter.open("/bumdes/sungsang/loket/")
        counter.page.fill("[name=opening_cash]", "200.000")
        counter.press("/loket/buka/")
        counter.page.fill("[name=kode]", code.lower())
        counter.click("form:has([name=kode]) button")
        counter.page.fill("[name=tendered]", "50rb")
        counter.press("/loket/terima/")
        assert "/loket/kuitansi/" in counter.page.url
        assert purchase.reference in counter.page.inner_text("main")

        for order in Order.objects.select_related("seller"):
            seller = Phone(chromium, server.address).sign_in(owner_of(order.seller).email)
            path = f"/jual/{order.seller.slug}/pesanan/{order.number}/"
            for step in ("/terima/", "/kemas/", "/serahkan/"):
                seller.open(path)
                seller.press(step)

        for shipment in Shipment.objects.select_related("order__hub", "pickup_point"):
            desk = desks[shipment.pickup_point.organisation_id]
            path = f"/bumdes/{shipment.pickup_point.organisation.code}/ambil/{shipment.order.number}/"
            desk.open(path)
            desk.press("/tiba/")
            buyer.open(f"/akun/belanja/{purchase.reference}/")
            assert shipment.pickup_code in buyer.page.inner_text("main").replace("-", "")
            desk.open(path)
            desk.page.fill("[name=code]", shipment.pickup_code)
            desk.press("/serah/")

        buyer.open(f"/akun/belanja/{purchase.reference}/")
        assert buyer.page.locator(".timeline").count() == 3
        for _shop in shops:
            buyer.press("/diterima/")
            buyer.open(f"/akun/belanja/{purchase.reference}/")

    assert set(Order.objects.values_list("status", flat=True)) == {"completed"}
    assert list(violations()) == []
