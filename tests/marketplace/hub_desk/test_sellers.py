"""Verifying a shop: who may, what is needed, what stays in the trail."""

import pytest

from core.audit.models import AuditLine
from core.messages.models import Message
from marketplace.hub_desk import services
from marketplace.sellers.models import Seller, SellerStaff
from tests.factories.goods import make_product
from tests.factories.people import NOON, make_officer, make_organisation, make_seller, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    seller = make_seller(status=Seller.Status.REGISTERED)
    make_product(seller=seller)
    return seller


def verify(shop, actor, **kw):
    values = {"organisation": shop.hub, "checks": {"phone": "yes", "nib": "seen", "note": ""}} | kw
    return services.verify_seller(seller=shop, actor=actor, now=NOON, **values)


def test_what_was_seen_is_in_the_trail_and_the_owner_is_told(shop):
    cashier = make_officer(shop.hub)

    verify(shop, cashier)
    verify(shop, cashier)

    line = AuditLine.objects.get(action="seller.status")
    assert line.actor == cashier
    assert (line.data["old"], line.data["new"]) == ("registered", "verified")
    assert line.data["reason"] == "phone: yes; nib: seen"
    assert Message.objects.filter(event="seller.verified", channel="inbox").get().recipient == owner_of(shop)


@pytest.mark.parametrize("role", ["supervisor", "treasurer", "credit_officer"])
def test_other_offices_verify_nobody(shop, role):
    with pytest.raises(services.NotYourWork):
        verify(shop, make_officer(shop.hub, role))


def test_another_bumdes_verifies_nobody(shop):
    elsewhere = make_organisation()

    with pytest.raises(services.NotYourWork):
        verify(shop, make_officer(elsewhere), organisation=elsewhere)


def test_nobody_verifies_his_own_shop(shop):
    cashier = make_officer(shop.hub)
    SellerStaff.objects.create(seller=shop, user=cashier, role="staff", started_at=NOON)

    with pytest.raises(services.OwnShop):
        verify(shop, cashier)


def test_a_shop_without_goods_waits():
    shop = make_seller(status=Seller.Status.REGISTERED)

    with pytest.raises(services.NothingToSee):
        verify(shop, make_officer(shop.hub))


def test_a_suspended_shop_is_not_verified(shop):
    Seller.objects.update(status=Seller.Status.SUSPENDED)

    with pytest.raises(services.IsSuspended):
        verify(shop, make_officer(shop.hub))
