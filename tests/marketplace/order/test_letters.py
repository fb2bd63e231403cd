"""Letters to a guest: one for each thing that matters, the way back in it, and nothing kept."""

from datetime import timedelta

import pytest
from django.core import mail

from core.messages.models import Message
from core.messages.services import send_waiting
from marketplace.hub_desk.services import mark_arrived
from marketplace.order import services as orders
from marketplace.order.models import Order
from marketplace.purchases.clocks import run_clocks
from marketplace.purchases.services import cancel_unpaid, place
from tests.factories.goods import make_product
from tests.factories.operator import make_operator
from tests.factories.people import NOON, make_officer
from tests.factories.purchases import make_basket, pay_at_counter, pickup_request

pytestmark = pytest.mark.django_db


def guest_purchase(*, shops: int = 1, email: str = "tamu@contoh.test", paid: bool = False):
    basket = make_basket(*[(make_product(price=30_000).stockrecords.get(), 1) for _ in range(shops)])
    request = pickup_request(basket, email=email)
    purchase = place(basket=basket, request=request, user=None, key="k" * 20, now=NOON)
    if paid:
        pay_at_counter(purchase)
    return purchase


def letters() -> list[tuple[str, str]]:
    rows = Message.objects.filter(address="tamu@contoh.test").order_by("pk")
    return list(rows.values_list("event", "key"))


def test_a_purchase_of_three_shops_is_one_letter_on_how_to_pay_and_one_on_paying():
    purchase = guest_purchase(shops=3, paid=True)

    assert letters() == [
        ("purchase.placed", f"purchase:{purchase.pk}:awaiting_payment:guest"),
        ("order.placed", f"purchase:{purchase.pk}:placed:guest"),
    ]
    first = Message.objects.get(event="purchase.placed")
    assert first.subject == f"Bayar Rp90.000 untuk belanja {purchase.reference}"
    assert "Selasa, 24 November 2026" in first.body


def test_each_letter_carries_the_way_to_the_purchase(settings):
    settings.SITE_URL = "https://sedulang.test"
    purchase = guest_purchase()

    send_waiting(now=NOON)

    (sent,) = mail.outbox
    assert sent.to == ["tamu@contoh.test"]
    assert f"https://sedulang.test/akun/lacak/{purchase.token}/" in sent.body


def test_what_was_written_to_a_guest_is_forgotten_once_sent():
    guest_purchase()

    send_waiting(now=NOON)

    letter = Message.objects.get(address="tamu@contoh.test")
    assert (letter.state, letter.body, letter.link) == ("sent", "", "")


def test_an_order_on_its_way_to_a_guest_with_the_code_when_it_waits():
    purchase = guest_purchase(paid=True)
    order = Order.objects.get(purchase=purchase)
    for move in (orders.accept, orders.pack, orders.hand_over):
        move(order=order, actor=None, now=NOON)
    hub = order.shipment.pickup_point.organisation
    clerk = make_officer(hub, "cashier")
    for _ in range(2):
        mark_arrived(order=order, organisation=hub, actor=clerk, now=NOON)
    orders.deliver(order=order, actor=None, now=NOON)

    assert [event for event, _key in letters()] == [
        "purchase.placed",
        "order.placed",
        "order.handed_over",
        "parcel.arrived",
        "order.delivered",
    ]
    code = order.shipment.pickup_code
    bodies = dict(Message.objects.filter(address="tamu@contoh.test").values_list("event", "body"))
    assert f"{code[:3]}-{code[3:]}" in bodies["parcel.arrived"]
    assert code[:3] not in bodies["order.handed_over"]


@pytest.mark.parametrize("end", [orders.decline, orders.cancel])
def test_an_ended_order_says_what_happens_to_the_money(end):
    purchase = guest_purchase(shops=2, paid=True)
    order = purchase.orders.order_by("pk").first()

    end(order=order, reason="Habis.", actor=None, now=NOON)

    letter = Message.objects.filter(address="tamu@contoh.test").latest("pk")
    assert "Rp30.000 akan dikembalikan" in letter.body
    assert "Habis." in letter.body


def test_an_unpaid_purchase_of_two_shops_expires_in_one_letter():
    guest_purchase(shops=2)

    run_clocks(now=NOON + timedelta(days=3))

    assert [event for event, _key in letters()] == ["purchase.placed", "order.expired"]


def test_an_unpaid_purchase_of_two_shops_is_cancelled_in_one_letter():
    purchase = guest_purchase(shops=2)

    cancel_unpaid(purchase=purchase, actor=None, now=NOON)

    letter = Message.objects.filter(address="tamu@contoh.test").latest("pk")
    assert [event for event, _key in letters()] == ["purchase.placed", "order.cancelled"]
    assert letter.body.startswith("Tidak ada yang ditagih.")


def test_a_refund_is_told_to_a_guest_too():
    from marketplace.payment.refunds import return_money

    order = Order.objects.get(purchase=guest_purchase(paid=True))
    orders.decline(order=order, reason="Habis.", actor=None, now=NOON)

    return_money(
        refund=order.refunds.get(), method="transfer", reference="BRI 1", actor=make_operator(), now=NOON
    )

    assert letters()[-1] == ("refund.settled", f"refund:{order.refunds.get().pk}:returned:guest")


def test_a_guest_without_an_address_gets_no_letter():
    purchase = guest_purchase(email="", paid=True)
    order = Order.objects.get(purchase=purchase)

    orders.decline(order=order, reason="Habis.", actor=None, now=NOON)

    assert not Message.objects.filter(recipient=None).exists()


def test_sending_logs_nothing_of_the_guest(caplog, capsys):
    purchase = guest_purchase()

    with caplog.at_level("DEBUG"):
        send_waiting(now=NOON)

    said = caplog.text + capsys.readouterr().err
    assert "tamu@contoh.test" not in said
    assert purchase.token not in said
