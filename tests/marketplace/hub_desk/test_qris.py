"""A hub's own QRIS: taken from a photo or a text, offered to its buyers, confirmed by a person."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core.audit.models import AuditLine
from core.invariants import violations
from marketplace.gateways.port import offered
from marketplace.gateways.qris.models import QrisRequest, StaticQris
from marketplace.gateways.qris.payload import items
from marketplace.gateways.qris.pictures import as_png
from marketplace.gateways.wanted import Wanted
from marketplace.payment.models import Payment, UnappliedReceipt
from marketplace.purchases.own_qris import confirm_own_qris
from marketplace.purchases.paying import expire
from tests.factories.goods import make_product
from tests.factories.people import NOON, make_officer, make_organisation, make_seller
from tests.factories.purchases import make_purchase
from tests.factories.qris import make_static_qris, static_qris
from tests.marketplace.checkout.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return make_organisation(code="bumdes-sini")


@pytest.fixture
def director(hub):
    return make_officer(hub, "director")


@pytest.fixture
def desk(director):
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(director)
    return client


def buy(hub, *, now=NOON, price: int = 15_000):
    offer = make_product(seller=make_seller(hub=hub), price=price).stockrecords.get()
    return make_purchase((offer, 1), method="qris_own", now=now)


URL = "/bumdes/bumdes-sini/qris/"


def test_a_photo_of_the_sticker_is_taken_over(desk, hub):
    photo = SimpleUploadedFile("qris.png", as_png(static_qris()), "image/png")

    page = desk.post(URL, {"photo": photo, "payload": ""}, follow=True)

    code = StaticQris.objects.get()
    assert "BUMDES CONTOH , BANYUASIN ID1000000000001" in text_of(page)
    assert (code.hub, code.payload, code.is_active) == (hub, static_qris(), True)
    assert AuditLine.objects.get(action="qris.added").actor == code.added_by


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Photograph your code, or paste its text below."),
        ("000201", "This is not the text of a QRIS code."),
        (static_qris()[:-4] + "0000", "The code's checksum is wrong"),
    ],
)
def test_a_code_that_is_none_is_refused_and_stays_typed(desk, typed, said):
    page = desk.post(URL, {"payload": typed})

    assert page.status_code == 422
    assert said in text_of(page)
    assert f">\n{typed}</textarea>" in page.content.decode()
    assert StaticQris.objects.count() == 0


def test_another_code_replaces_the_one_before_and_the_same_changes_nothing(desk):
    for name in ("BUMDES SATU", "BUMDES DUA", "BUMDES DUA"):
        desk.post(URL, {"payload": static_qris(name=name)})

    assert list(StaticQris.objects.order_by("pk").values_list("merchant", "is_active")) == [
        ("BUMDES SATU", False),
        ("BUMDES DUA", True),
    ]


def test_a_cashier_confirms_but_does_not_replace_the_code(hub, director):
    make_static_qris(hub, director)
    client = Client()
    client.force_login(make_officer(hub, "cashier"))

    seen, sent = client.get(URL), client.post(URL, {"payload": static_qris(name="LAIN")})

    assert (seen.status_code, sent.status_code) == (200, 403)
    assert StaticQris.objects.get().merchant == "BUMDES CONTOH"


def test_a_code_is_offered_only_when_everything_comes_from_its_hub(hub, director):
    make_static_qris(hub, director)
    here, here_too = make_seller(hub=hub), make_seller(hub=hub)
    elsewhere = make_seller(hub=make_organisation(code="bumdes-sana"))

    def is_offered(*sellers, total: int = 15_000) -> bool:
        ids = frozenset(seller.pk for seller in sellers)
        wanted = Wanted(total=total, seller_ids=ids, modes=frozenset({"pickup"}), phone="", user_id=None)
        return "qris_own" in [str(gateway.method) for gateway in offered(wanted)]

    assert is_offered(here)
    assert is_offered(here, here_too)
    assert not is_offered(here, elsewhere)
    assert not is_offered(elsewhere)
    assert not is_offered(here, total=10_000_001)


def test_the_buyers_code_carries_amount_and_reference(hub, director):
    make_static_qris(hub, director)

    purchase = buy(hub)

    made = dict(items(QrisRequest.objects.get().payload))
    assert (made["01"], made["54"]) == ("12", "15000")
    assert dict(items(made["62"]))["05"] == purchase.reference


def test_money_is_in_pays_and_keeps_who_said_so(desk, director, hub):
    make_static_qris(hub, director)
    purchase = buy(hub, now=timezone.now())
    page = desk.get(URL)

    answers = [desk.post(f"{URL}{purchase.reference}/").status_code for _time in range(2)]

    assert f"Rp15.000 {purchase.reference}" in text_of(page)
    assert answers == [302, 302]
    assert Payment.objects.get().state == "paid"
    assert QrisRequest.objects.get().confirmed_by == director
    assert UnappliedReceipt.objects.count() == 0
    assert list(violations()) == []


def test_nothing_but_a_person_confirms(hub, director):
    make_static_qris(hub, director)
    payment = buy(hub).payments.get()

    early = expire(payment_pk=payment.pk, now=payment.expires_at + timedelta(hours=23))
    over = expire(payment_pk=payment.pk, now=payment.expires_at + timedelta(hours=24))
    said = partial(
        confirm_own_qris,
        request=payment.qris,
        actor=director,
        now=payment.expires_at + timedelta(hours=25),
    )
    late = [said(), said()]

    assert (early, over, late) == (False, True, [False, False])
    assert UnappliedReceipt.objects.get().reason == "late"
    assert list(violations()) == []


def test_another_hub_confirms_nothing(hub, director):
    make_static_qris(hub, director)
    purchase = buy(hub)
    other = make_organisation(code="bumdes-sana")
    client = Client()
    client.force_login(make_officer(other, "director"))

    answer = client.post(f"/bumdes/bumdes-sana/qris/{purchase.reference}/")

    assert answer.status_code == 404
    assert Payment.objects.get().state == "pending"


@pytest.mark.parametrize("waiting", [1, 3])
def test_the_page_takes_six_queries(hub, director, desk, waiting, django_assert_num_queries):
    make_static_qris(hub, director)
    for _ in range(waiting):
        buy(hub, now=timezone.now())
    desk.get(URL)

    with django_assert_num_queries(6):
        desk.get(URL)


def test_the_buyer_saves_the_picture(hub, director):
    make_static_qris(hub, director)
    purchase = buy(hub, now=timezone.now())
    buyer = Client()
    buyer.cookies["django_language"] = "en"
    buyer.force_login(purchase.user)

    page = text_of(buyer.get(f"/checkout/{purchase.reference}/bayar/"))
    picture = buyer.get(f"/checkout/{purchase.reference}/bayar/qris.png")

    assert "Your app must show this name: BUMDES CONTOH , BANYUASIN" in page
    assert "Rp15.000" in page
    assert picture["Content-Type"] == "image/png"
    assert BytesIO(picture.content).read(4) == b"\x89PNG"
