"""The buyer's start page, address book, inbox and profile."""

import pytest
from django.urls import reverse

from core.messages.services import notify
from core.users.models import User
from marketplace.address.models import UserAddress
from marketplace.address.services import MOST, BookFull, save_address
from tests.factories.people import (
    NOON,
    make_officer,
    make_organisation,
    make_seller,
    make_user,
    make_village,
    owner_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(client):
    user = make_user(email="siti@contoh.test", phone="081234567890")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def typed(**kw):
    return {
        "name": "Siti",
        "phone": "0812-3456-7890",
        "village": make_village().pk,
        "landmark": "rumah hijau",
        **kw,
    }


def make_address(user, **kw):
    fields = {
        "name": "Siti",
        "phone": "+6281234567890",
        "village": make_village(),
        "landmark": "rumah hijau",
        **kw,
    }
    return save_address(user=user, fields=fields, make_default=False)


def make_notice(user, n=1):
    for number in range(n):
        notify(
            recipient=user,
            event="x",
            subject=f"Kabar {number}",
            body="Isi",
            link="/",
            key=f"k{number}",
            at=NOON,
        )


PAGES = ["home", "orders", "profile", "inbox", "addresses", "address_new"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_for_their_owner_and_never_cached(client, buyer, name):
    page = client.get(reverse(f"account:{name}"))
    client.logout()
    stranger = client.get(reverse(f"account:{name}"))

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "private" in page["Cache-Control"]
    assert "style=" not in page.text
    assert stranger["Location"] == f"/akun/masuk/?next={reverse(f'account:{name}')}"


def test_home_shows_shops_and_offices_of_the_person_only(client):
    hub = make_organisation(name="BUMDes Maju")
    seller = make_seller(hub=hub, name="Toko Sari")
    make_seller(name="Toko Lain")
    user = owner_of(seller)
    make_officer(hub, "cashier", user=user)
    make_officer(hub, "treasurer", user=user)
    client.force_login(user)

    page = client.get("/akun/")

    assert [(place.name, place.url) for place in page.context["workplaces"]] == [
        ("Toko Sari", f"/jual/{seller.slug}/"),
        ("BUMDes Maju", f"/bumdes/{hub.code}/"),
    ]


def test_address_is_added_with_the_number_in_one_spelling(client, buyer):
    answer = client.post("/akun/alamat/baru/", typed(rt="RT 03", rw="2", river="Sungai Musi", side="left"))

    address = UserAddress.objects.get(user=buyer)
    assert answer["Location"] == "/akun/alamat/"
    assert (address.phone, address.rt, address.rw, address.side) == ("+6281234567890", "03", "2", "left")
    assert address.is_default


def test_same_address_sent_twice_is_one(client, buyer):
    client.post("/akun/alamat/baru/", typed())
    client.post("/akun/alamat/baru/", typed())

    assert UserAddress.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("phone", "12", "Write a mobile number, such as 0812-3456-7890."),
        ("phone", "O8123456789", "Write a mobile number, such as 0812-3456-7890."),
        ("village", "", "Choose the village where the goods should go."),
        ("village", "99.99.99.9999", "Choose a village from the list."),
        ("rt", "tiga", "Write RT as one to three digits, such as 03."),
        ("rw", "1234", "Write RW as one to three digits, such as 03."),
        ("landmark", "", "Write a landmark, so that the courier finds the house."),
        ("landmark", "x" * 10_000, "Ensure this value has at most 160 characters (it has 10000)."),
        ("side", "middle", "Select a valid choice. middle is not one of the available choices."),
        ("name", "a\0b", "Null characters are not allowed."),
    ],
)
def test_wrong_address_says_so_beside_the_field_and_keeps_the_rest(client, buyer, field, value, error):
    page = client.post("/akun/alamat/baru/", typed(dusun="Dusun II", **{field: value}))

    assert page.context["form"].errors == {field: [error]}
    assert 'value="Dusun II"' in page.text
    assert not UserAddress.objects.exists()


def test_emoji_and_markup_in_an_address_stay_text(client, buyer):
    client.post("/akun/alamat/baru/", typed(landmark="rumah 🌴 <script>"))

    page = client.get("/akun/alamat/")

    assert "rumah 🌴 &lt;script&gt;" in page.text


def test_changing_an_address_shows_what_is_kept(client, buyer):
    address = make_address(buyer, dusun="Dusun I")

    page = client.get(f"/akun/alamat/{address.pk}/")
    client.post(f"/akun/alamat/{address.pk}/", typed(dusun="Dusun II"))

    address.refresh_from_db()
    assert 'value="0812-3456-7890"' in page.text
    assert f'value="{address.village_id}" selected' in page.text
    assert address.dusun == "Dusun II"


def test_deleting_the_default_gives_it_to_another(client, buyer):
    first = make_address(buyer)
    second = make_address(buyer, landmark="rumah biru")

    client.post(f"/akun/alamat/{first.pk}/hapus/")

    assert list(UserAddress.objects.values_list("pk", "is_default")) == [(second.pk, True)]


def test_address_book_has_an_end():
    user = make_user()
    for number in range(MOST):
        make_address(user, landmark=str(number))

    with pytest.raises(BookFull):
        make_address(user, landmark="satu lagi")


def test_foreign_addresses_and_notices_are_not_there(client, buyer):
    other = make_user()
    address = make_address(other)
    make_notice(other)
    notice = other.messages.get(channel="inbox")

    assert client.get(f"/akun/alamat/{address.pk}/").status_code == 404
    assert client.post(f"/akun/alamat/{address.pk}/", typed()).status_code == 404
    assert client.post(f"/akun/alamat/{address.pk}/hapus/").status_code == 404
    assert client.get(f"/akun/pesan/{notice.pk}/").status_code == 404


def test_opening_a_notice_marks_it_read(client, buyer):
    make_notice(buyer, 2)
    notice = client.get("/akun/pesan/").context["inbox"][0]

    client.get(f"/akun/pesan/{notice.pk}/")

    assert client.get("/akun/").context["unread"] == 1
    client.post("/akun/pesan/dibaca/")
    assert client.get("/akun/").context["unread"] == 0


def test_letters_to_the_mailbox_are_not_in_the_inbox(client, buyer):
    make_notice(buyer)

    assert len(client.get("/akun/pesan/").context["inbox"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_and_three(client, buyer, count, django_assert_num_queries):
    make_notice(buyer, count)
    for number in range(count):
        make_address(buyer, landmark=str(number))

    with django_assert_num_queries(4):  # session, user, page of notices, unread
        client.get("/akun/pesan/")
    with django_assert_num_queries(3):
        client.get("/akun/alamat/")
    with django_assert_num_queries(6):  # session, user, shops, offices, orders by state, unread
        client.get("/akun/")


def test_new_number_needs_the_password(client, buyer):
    page = client.post("/akun/profil/", {"name": "Siti R", "phone": "0813-0000-0001", "password": ""})
    client.post(
        "/akun/profil/", {"name": "Siti R", "phone": "0813-0000-0001", "password": "rahasia-sekali-1"}
    )

    user = User.objects.get(pk=buyer.pk)
    assert page.context["form"].errors == {
        "password": ["This is not your password. It is needed to change the number."]
    }
    assert 'value="0813-0000-0001"' in page.text
    assert (user.name, user.phone) == ("Siti R", "+6281300000001")


def test_name_alone_needs_no_password(client, buyer):
    client.post("/akun/profil/", {"name": "Siti Rahma", "phone": "081234567890", "password": ""})

    assert User.objects.get(pk=buyer.pk).name == "Siti Rahma"


def test_number_of_somebody_else_is_refused(client, buyer):
    make_user(phone="081300000001")

    page = client.post(
        "/akun/profil/", {"name": "Siti", "phone": "0813-0000-0001", "password": "rahasia-sekali-1"}
    )

    assert page.context["form"].errors == {
        "phone": ["This number cannot be used. If it is yours, ask at your BUMDes."]
    }


def test_last_way_to_sign_in_cannot_be_taken_away(client):
    user = make_user(email=None, phone="081234567890")
    client.force_login(user)
    client.cookies["django_language"] = "en"

    page = client.post("/akun/profil/", {"name": "Siti", "phone": "", "password": "rahasia-sekali-1"})

    assert "phone" in page.context["form"].errors
    assert User.objects.get(pk=user.pk).phone == "+6281234567890"
