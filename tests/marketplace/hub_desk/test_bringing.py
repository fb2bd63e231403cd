"""Somebody without an e-mail address opens a shop at the desk."""

import pytest
from django.urls import reverse

from core.ids import random_token
from core.messages.models import Message
from core.users.models import User
from marketplace.sellers.models import AssistanceConsent, Seller
from tests.factories.people import make_officer, make_organisation, make_seller, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return make_organisation()


@pytest.fixture
def cashier(client, hub):
    user = make_officer(hub, "cashier")
    client.force_login(user)
    return user


def filled(hub, **kw) -> dict[str, str]:
    return {
        "key": random_token(),
        "owner_name": "Cek Ina",
        "phone": "0812-7000-0001",
        "shop_name": "Kemplang Cek Ina",
        "tagline": "",
        "village": hub.village_id,
        "password": "",
        "how": "voice",
        "note": "rekaman 24 November",
        "agreed": "on",
        "terms": "on",
    } | kw


def send(client, hub, **kw):
    return client.post(reverse("hub:register", args=[hub.code]), filled(hub, **kw))


def test_a_phone_number_is_enough_for_a_shop(client, hub, cashier):
    answer = send(client, hub)

    seller = Seller.objects.get()
    owner = seller.staff.get(role="owner").user
    assert answer.url == reverse("seller:home", args=[seller.slug])
    assert (owner.name, owner.phone, owner.email) == ("Cek Ina", "+6281270000001", None)
    assert not owner.has_usable_password()
    assert (seller.hub, seller.status, seller.partner.name) == (hub, "registered", "Kemplang Cek Ina")
    assert AssistanceConsent.objects.get().recorded_by == cashier
    assert client.get(answer.url).context["acting_for"] == "Cek Ina"


def test_the_form_sent_twice_opens_one_shop(client, hub, cashier):
    key = random_token()

    first, again = send(client, hub, key=key), send(client, hub, key=key)
    other = send(client, hub, key=key, shop_name="Toko lain")

    assert first.url == again.url
    assert other.status_code == 422
    assert Seller.objects.count() == User.objects.filter(phone="+6281270000001").count() == 1


def test_the_owner_can_sign_in_with_what_she_typed_at_the_desk(client, hub, cashier):
    send(client, hub, password="kemplang-enak-2026")

    assert User.objects.get(phone="+6281270000001").check_password("kemplang-enak-2026")


def test_a_number_with_an_account_keeps_its_password(client, hub, cashier):
    known = make_user(phone="0812-7000-0001", password="lama-sekali-1")

    send(client, hub, password="kemplang-enak-2026")

    known.refresh_from_db()
    assert Seller.objects.get().staff.get().user == known
    assert known.check_password("lama-sekali-1")
    assert Message.objects.filter(recipient=known, event="seller.brought", channel="inbox").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"owner_name": "\u202e"}, "owner_name"),
        ({"shop_name": "!!"}, "shop_name"),
        ({"village": "99"}, "village"),
        ({"how": "online"}, "how"),
        ({"password": "12345"}, "password"),
        ({"agreed": ""}, "agreed"),
        ({"terms": ""}, "terms"),
        ({"note": "x" * 161}, "note"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_opens_nothing(client, hub, cashier, change, field):
    page = send(client, hub, **change)

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {field}
    assert "Kemplang Cek Ina" in page.text or field == "shop_name"
    assert not Seller.objects.exists()


def test_nobody_opens_a_shop_for_himself_at_his_own_desk(client, hub):
    cashier = make_officer(hub, "cashier", phone="0812-7000-0001")
    client.force_login(cashier)

    page = send(client, hub)

    assert set(page.context["form"].errors) == {"phone"}
    assert not Seller.objects.exists()


def test_a_number_that_was_closed_opens_nothing(client, hub, cashier):
    make_user(phone="0812-7000-0001", is_active=False)

    assert set(send(client, hub).context["form"].errors) == {"phone"}


def test_other_offices_are_told_whose_work_it_is(client, hub):
    client.force_login(make_officer(hub, "treasurer"))

    assert client.get(reverse("hub:register", args=[hub.code])).status_code == 403
    assert send(client, hub).status_code == 403


def test_consent_is_written_down_and_ended_on_the_page_of_a_shop(client, hub, cashier):
    shop = make_seller(hub=hub)
    url = reverse("hub:consent", args=[hub.code, shop.slug])

    wrong = client.post(url, {"consent": "1", "how": "", "note": "map 7"})
    client.post(url, {"consent": "1", "how": "paper", "note": "map 7", "agreed": "on"})
    page = client.get(reverse("hub:seller", args=[hub.code, shop.slug])).text
    client.post(url, {"consent": "0"})

    assert wrong.status_code == 422
    assert "map 7" in wrong.text
    assert reverse("seller:home", args=[shop.slug]) in page
    assert AssistanceConsent.objects.get().withdrawn_by == cashier
    assert client.get(url).status_code == 302
