"""Parcels: arriving, handed out by code, kept too long, brought to a door."""

from datetime import timedelta

import pytest

from core.ids import random_token
from core.invariants import violations
from core.messages.models import Message
from core.refusals import Conflict
from marketplace.fulfilment.models import Shipment
from marketplace.hub_desk import services
from marketplace.hub_desk.models import HandOut
from marketplace.hub_desk.queries import parcels
from marketplace.order.enums import Status
from marketplace.order.models import Order
from marketplace.order.services import NotPossibleNow
from tests.factories.hub_desk import make_parcel
from tests.factories.people import NOON, make_officer, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return make_organisation()


@pytest.fixture
def cashier(hub):
    return make_officer(hub)


def arrive(order, hub, actor, now=NOON):
    return services.mark_arrived(order=order, organisation=hub, actor=actor, now=now)


def hand_out(order, hub, actor, **kw):
    values = {"code": order.shipment.pickup_code, "recipient": "", "key": random_token(), "now": NOON} | kw
    return services.hand_out(order=order, organisation=hub, actor=actor, **values)


def test_an_arrived_parcel_tells_the_buyer_its_code_once(hub, cashier):
    order = make_parcel(hub)
    code = order.shipment.pickup_code

    arrive(order, hub, cashier)
    arrive(order, hub, cashier, now=NOON + timedelta(hours=1))

    letter = Message.objects.get(event="parcel.arrived", channel="inbox")
    assert letter.recipient == order.user
    assert f"{code[:3]}-{code[3:]}" in letter.body
    assert Shipment.objects.get().arrived_at == NOON


def test_the_code_opens_the_parcel(hub, cashier):
    order = make_parcel(hub)
    typed = f" {order.shipment.pickup_code[:3].lower()}-{order.shipment.pickup_code[3:].lower()}"

    handed = hand_out(order, hub, cashier, code=typed)

    order.refresh_from_db()
    assert order.status == Status.DELIVERED
    assert handed.recipient == order.purchase.name
    assert Shipment.objects.get().arrived_at == NOON
    assert list(violations()) == []


def test_one_key_hands_out_once(hub, cashier):
    order, other = make_parcel(hub), make_parcel(hub)

    first = hand_out(order, hub, cashier, key="k" * 20)
    again = hand_out(order, hub, cashier, key="k" * 20)

    assert first == again == HandOut.objects.get()
    with pytest.raises(Conflict):
        hand_out(other, hub, cashier, key="k" * 20)


@pytest.mark.parametrize("code", ["", "ABCDEF", "🙂", "' OR 1=1"])
def test_another_code_opens_nothing(hub, cashier, code):
    order = make_parcel(hub)

    with pytest.raises(services.WrongCode):
        hand_out(order, hub, cashier, code=code)

    assert Order.objects.get().status == Status.HANDED_OVER


def test_a_parcel_is_handed_out_once(hub, cashier):
    order = make_parcel(hub)
    hand_out(order, hub, cashier)

    with pytest.raises(NotPossibleNow):
        hand_out(order, hub, cashier)


def test_only_the_pickup_point_of_the_parcel_touches_it(hub, cashier):
    order = make_parcel()

    with pytest.raises(services.NotHere):
        arrive(order, hub, cashier)
    with pytest.raises(services.NotYourWork):
        arrive(order, order.hub, cashier)


@pytest.mark.parametrize("role", ["supervisor", "credit_officer", "treasurer"])
def test_offices_that_only_look_move_no_parcel(hub, role):
    order = make_parcel(hub)

    with pytest.raises(services.NotYourWork):
        hand_out(order, hub, make_officer(hub, role))


def test_parcels_are_kept_for_so_many_days(hub, cashier):
    order = make_parcel(hub)
    arrive(order, hub, cashier)
    week = timedelta(days=7)

    assert parcels.counts(hub, now=NOON + week).lama == 0
    late = parcels.counts(hub, now=NOON + week + timedelta(seconds=1))

    assert (late.siap, late.lama, late.datang) == (1, 1, 0)


def test_a_courier_parcel_is_delivered_to_somebody(hub, cashier):
    order = make_parcel(hub)
    Order.objects.filter(pk=order.pk).update(mode="courier")
    order.refresh_from_db()
    deliver = {
        "order": order,
        "organisation": hub,
        "recipient": "Bu Ani",
        "actor": cashier,
        "key": "k" * 20,
        "now": NOON,
    }

    first, again = services.deliver_to_door(**deliver), services.deliver_to_door(**deliver)

    assert first == again
    assert first.recipient == "Bu Ani"
    assert Order.objects.get().status == Status.DELIVERED


def test_a_courier_parcel_of_another_hub_is_not_ours(hub, cashier):
    order = make_parcel()
    Order.objects.filter(pk=order.pk).update(mode="river")
    order.refresh_from_db()

    with pytest.raises(services.NotHere):
        services.deliver_to_door(
            order=order, organisation=hub, recipient="Bu Ani", actor=cashier, key="k" * 20, now=NOON
        )
