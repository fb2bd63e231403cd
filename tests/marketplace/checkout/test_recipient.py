"""The first checkout page: who receives the goods, and where."""

import pytest
from django.conf import settings
from django.test import Client

from marketplace.address.models import UserAddress
from marketplace.catalogue.models import ProductClass
from tests.factories.checkout import make_shop_offer
from tests.factories.people import make_user, make_village
from tests.marketplace.checkout.pages import COUNTER, HOUSE, form_with, put_in_basket, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def basket(client):
    put_in_basket(client, make_shop_offer())


def save_address(user, **kw) -> UserAddress:
    kw = {
        "name": "Ibu Siti",
        "phone": "+6281111111111",
        "village": make_village(),
        "landmark": "Dermaga",
    } | kw
    return UserAddress.objects.create(user=user, **kw)


def test_recipient_without_goods_leads_to_the_basket(client):
    page = client.get("/checkout/", follow=True)

    assert page.redirect_chain == [("/keranjang/", 302)]
    assert "Your basket is empty." in text_of(page)


@pytest.mark.usefixtures("basket")
def test_recipient_with_an_address_goes_on(client):
    page = client.post("/checkout/", HOUSE, follow=True)

    assert page.redirect_chain == [("/checkout/pengiriman/", 302)]
    assert "Siti · 0812-3456-7890 Sungsang I, Banyuasin II · Rumah hijau" in text_of(page)


@pytest.mark.usefixtures("basket")
def test_recipient_who_picks_up_needs_no_address(client):
    page = client.post("/checkout/", COUNTER, follow=True)

    assert "Picked up by the recipient" in text_of(page)
    assert "Village courier" not in text_of(page)


@pytest.mark.usefixtures("basket")
def test_recipient_who_picks_up_is_not_held_up_by_what_stands_in_hidden_fields(client):
    page = client.post("/checkout/", COUNTER | {"rt": "tiga", "landmark": "x" * 500}, follow=True)

    assert page.redirect_chain == [("/checkout/pengiriman/", 302)]


@pytest.mark.usefixtures("basket")
def test_recipient_answers_come_back_with_the_back_button(client):
    client.post("/checkout/", HOUSE | {"river": "Musi", "email": "siti@contoh.test"})

    fields = form_with(client.get("/checkout/"), "landmark")

    assert {name: fields[name] for name in ("where", "name", "phone", "email", "landmark", "river")} == {
        "where": "new",
        "name": "Siti",
        "phone": "0812-3456-7890",
        "email": "siti@contoh.test",
        "landmark": "Rumah hijau",
        "river": "Musi",
    }


@pytest.mark.usefixtures("basket")
@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("where", "", "Choose an address or pick-up."),
        ("where", "saved-1", "Choose an address or pick-up."),
        ("name", "", "Write the name of the person who receives the goods."),
        ("name", "x" * 10_000, "Ensure this value has at most 120 characters (it has 10000)."),
        ("name", "a\x00b", "Null characters are not allowed."),
        ("phone", "", "Write the number on which you can be reached."),
        ("phone", "O812 3456 7890", "Write a mobile number, such as 0812-3456-7890."),
        ("phone", "-1", "Write a mobile number, such as 0812-3456-7890."),
        ("email", "siti", "Enter a valid email address."),
        ("village", "", "Choose the village where the goods should go."),
        ("village", "99.99.99.9999", "Choose a village from the list."),
        ("village", "🐟", "Choose a village from the list."),
        ("village", "\x00", "Null characters are not allowed."),
        ("landmark", "", "Write a landmark, so that the courier finds the house."),
        ("rt", "dua", "Write RT as one to three digits, such as 03."),
        ("side", "middle", "Select a valid choice. middle is not one of the available choices."),
    ],
)
def test_recipient_bad_answer_is_told_beside_its_field_and_the_rest_is_kept(client, field, typed, said):
    page = client.post("/checkout/", HOUSE | {field: typed})

    assert page.status_code == 200
    assert said in text_of(page)
    kept = form_with(page, "landmark")
    assert kept["phone" if field == "name" else "name"] == ("0812-3456-7890" if field == "name" else "Siti")


@pytest.mark.usefixtures("basket")
def test_recipient_emoji_name_is_a_name(client):
    page = client.post("/checkout/", HOUSE | {"name": "Siti 🐟" * 15, "landmark": "🌴" * 160}, follow=True)

    assert page.redirect_chain == [("/checkout/pengiriman/", 302)]


@pytest.mark.usefixtures("basket")
def test_recipient_longest_answers_fit_the_cookie(client):
    longest = {
        name: "🌴" * size for name, size in (("dusun", 60), ("street", 120), ("river", 60), ("dock", 60))
    }
    answers = HOUSE | longest | {"name": "🐟" * 120, "landmark": "🏠" * 160, "channel": "8" * 20}

    client.post("/checkout/", answers)

    assert len(client.cookies["sdl_checkout"].value) < 4000
    assert client.get("/checkout/pengiriman/").status_code == 200


def test_recipient_signed_in_chooses_a_saved_address(client):
    user = make_user()
    client.force_login(user)
    put_in_basket(client, make_shop_offer())
    address = save_address(user, is_default=True)

    asked = form_with(client.get("/checkout/"), "where")
    page = client.post("/checkout/", {"where": f"saved-{address.pk}"}, follow=True)

    assert asked["where"] == f"saved-{address.pk}"
    assert "email" not in asked
    assert "Ibu Siti · 0811-1111-1111 Sungsang I, Banyuasin II · Dermaga" in text_of(page)


def test_recipient_cannot_use_somebody_elses_address(client):
    client.force_login(make_user())
    put_in_basket(client, make_shop_offer())
    foreign = save_address(make_user())

    page = client.post("/checkout/", {"where": f"saved-{foreign.pk}"})

    assert "Choose an address or pick-up." in text_of(page)
    assert "Dermaga" not in text_of(page)


def test_recipient_answers_of_one_person_are_not_shown_to_the_next_on_the_phone(client):
    client.force_login(make_user())
    put_in_basket(client, make_shop_offer())
    client.post("/checkout/", HOUSE)
    draft = client.cookies["sdl_checkout"].value
    client.logout()
    client.cookies["sdl_checkout"] = draft
    put_in_basket(client, make_shop_offer())

    assert form_with(client.get("/checkout/"), "landmark")["landmark"] == ""


def test_recipient_of_services_is_asked_no_address(client):
    put_in_basket(client, make_shop_offer())
    ProductClass.objects.update(requires_shipping=False)

    asked = form_with(client.get("/checkout/"), "name")
    page = client.post("/checkout/", COUNTER, follow=True)

    assert "village" not in asked
    assert "No delivery needed" in text_of(page)


@pytest.mark.usefixtures("basket")
def test_recipient_tampered_cookie_is_as_none(client):
    client.cookies["sdl_checkout"] = "eyJ3aGVyZSI6Im5ldyJ9:jahat:jahat"

    assert client.get("/checkout/").status_code == 200
    assert client.get("/checkout/pengiriman/")["Location"] == "/checkout/"


@pytest.mark.parametrize("shops", [1, 3])
def test_recipient_page_takes_two_queries(client, shops, django_assert_num_queries):
    for _ in range(shops):
        put_in_basket(client, make_shop_offer())

    with django_assert_num_queries(3):  # basket, lines, villages
        client.get("/checkout/")
    with django_assert_num_queries(2):  # the select of villages is remembered for ten minutes
        client.get("/checkout/")
