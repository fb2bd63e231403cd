"""Listing and changing products, with everything a hostile or clumsy hand can type."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from marketplace.catalogue.models import Product, ProductClass
from marketplace.partner.models import StockRecord
from marketplace.search.models import ProductCard
from marketplace.seller_centre.forms.photos import sign
from media.models import Picture
from media.services import store_picture
from tests.factories.goods import make_offer, make_product
from tests.factories.people import make_seller, owner_of
from tests.factories.seller_centre import make_leaf, photo_file, product_data, variant_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return make_seller()


@pytest.fixture
def own(client, shop):
    client.force_login(owner_of(shop))
    return client


@pytest.fixture
def leaf():
    return make_leaf()


@pytest.fixture
def new(shop):
    return reverse("seller:product_new", args=[shop.slug])


def page_of(answer) -> str:
    return answer.content.decode()


def test_product_is_listed_with_one_offer_and_a_search_row(own, shop, new, leaf):
    answer = own.post(new, product_data(leaf, price="15rb"), follow=True)

    product = Product.objects.get()
    offer = StockRecord.objects.get()
    assert (product.seller, product.title, product.is_public) == (shop, "Kemplang panggang", True)
    assert (offer.partner.seller, offer.price_rupiah, offer.num_in_stock) == (shop, 15_000, 12)
    assert offer.movements.get().quantity == 12
    assert ProductCard.objects.public().get().product_id == product.pk
    assert "“Kemplang panggang” is on sale, Rp15.000." in page_of(answer)


@pytest.mark.parametrize("typed", ["15000", "15.000", "Rp 15rb", "15rb", "Rp15.000", "0,015jt"])
def test_price_is_read_as_people_write_it(own, new, leaf, typed):
    own.post(new, product_data(leaf, price=typed))

    assert StockRecord.objects.get().price_rupiah == 15_000


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("price", "-1", "Write an amount in rupiah"),
        ("price", "1e9", "Write an amount in rupiah"),
        ("price", "0", "The price must be more than Rp0."),
        ("price", "9.999.999.999", "This amount is too large."),
        ("price", "1.50", "Write an amount in rupiah"),
        ("price", "🍌🍌", "Write an amount in rupiah"),
        ("price", "9" * 10_000, "at most 30 characters"),
        ("price", "", "Write a price."),
        ("stock", "-3", "Write a whole number"),
        ("stock", "1e3", "Write a whole number"),
        ("stock", "2.5", "Write a whole number"),
        ("stock", "9.999.999", "Write a number from 0 to 1000000."),
        ("stock", "", "Write how many you have"),
        ("title", "", "This field is required."),
        ("title", "🔥🔥🔥", "Write it in words"),
        ("title", "a" * 10_000, "at most 120 characters"),
        ("description", "a" * 10_000, "at most 3000 characters"),
        ("category", "999999", "Select a valid choice."),
        ("unit", "gerobak", "Select a valid choice."),
        ("net_unit", "", "Choose the unit"),
        ("weight_grams", "", "Write the weight"),
        ("preorder_days", "31", "Write a number from 0 to 30."),
        ("pirt_number", "12", "A P-IRT number has 15 digits"),
        ("halal", "certified", "Write the number of the certificate"),
        ("origin_village", "99.99.99.9999", "Select a valid choice."),
        ("key", "", "This form is incomplete."),
    ],
)
def test_bad_input_is_told_and_kept(own, new, field, typed, message):
    leaf = make_leaf()

    answer = own.post(new, product_data(leaf) | {field: typed})

    page = page_of(answer)
    assert answer.status_code == 422
    assert message in page
    assert not Product.objects.exists()
    if len(typed) < 100 and field in ("price", "stock", "title", "pirt_number"):
        assert f'value="{typed}"' in page or not typed


def test_thousand_with_a_dot_is_a_thousand(own, new, leaf):
    own.post(new, product_data(leaf, stock="1.000"))

    assert StockRecord.objects.get().num_in_stock == 1_000


def test_words_are_kept_plain_and_shown_escaped(own, shop, new, leaf):
    script = "<script>window.__pwned=1</script>"
    own.post(
        new,
        product_data(leaf, title=f"Pempek {script}", description=f"Enak {script}\u202e\r\n\r\n\r\nSekali"),
    )

    product = Product.objects.get()
    page = page_of(own.get(reverse("seller:product", args=[shop.slug, product.pk])))
    assert product.description == f"Enak {script}\n\nSekali"
    assert script not in page
    assert "&lt;script&gt;window.__pwned" in page


def test_title_without_letters_for_an_address_gets_one(own, new, leaf):
    own.post(new, product_data(leaf, title="スナック菓子"))

    assert Product.objects.get().slug == "produk"


def test_sending_twice_lists_once(own, new, leaf):
    data = product_data(leaf)

    first, again = own.post(new, data), own.post(new, data)

    assert first["Location"] == again["Location"]
    assert Product.objects.count() == 1


def test_same_key_with_other_content_is_refused(own, new, leaf):
    data = product_data(leaf)
    own.post(new, data)

    answer = own.post(new, data | {"title": "Sesuatu yang lain"})

    assert "This form was already sent with other content." in page_of(answer)
    assert "Sesuatu yang lain" in page_of(answer)
    assert Product.objects.count() == 1


def test_key_of_somebody_else_gives_nothing_away(own, new, leaf, client):
    data = product_data(leaf)
    own.post(new, data)
    other = make_seller()
    client.force_login(owner_of(other))

    answer = client.post(reverse("seller:product_new", args=[other.slug]), data)

    assert answer.status_code == 422
    assert Product.objects.count() == 1


def test_draft_is_not_public(own, new, leaf):
    own.post(new, product_data(leaf, draft="1"))

    assert not Product.objects.get().is_public
    assert not ProductCard.objects.public().exists()


def test_suspended_shop_cannot_publish_but_keeps_what_was_typed(own, shop, new, leaf):
    shop.status = "suspended"
    shop.save()

    answer = own.post(new, product_data(leaf))

    assert "Your shop is suspended" in page_of(answer)
    assert "Kemplang panggang" in page_of(answer)
    assert not Product.objects.exists()


def test_service_is_not_counted(own, new, leaf):
    own.post(new, product_data(leaf, kind="service", stock="", weight_grams="", net_amount="", net_unit=""))

    assert not StockRecord.objects.get().is_tracked
    assert not ProductClass.objects.get(products=Product.objects.get()).requires_shipping


def test_variants_become_children_with_their_own_offers(own, new, leaf):
    small, large = variant_row(0), variant_row(1, label="500 g", price="19.000", stock="3")

    answer = own.post(new, product_data(leaf, price="", stock="") | small | large, follow=True)

    parent = Product.objects.get(parent=None)
    offers = StockRecord.objects.order_by("price")
    assert parent.is_parent
    assert [offer.price_rupiah for offer in offers] == [10_000, 19_000]
    assert [offer.product.variant_label for offer in offers] == ["250 g", "500 g"]
    assert "from Rp10.000" in page_of(answer)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"label": ""}, "Name the variant"),
        ({"price": "gratis"}, "Write an amount in rupiah"),
        ({"price": ""}, "Write a price."),
        ({"net_amount": "250"}, "Choose the unit"),
    ],
)
def test_bad_variant_is_told_beside_its_field(own, new, leaf, row, message):
    answer = own.post(new, product_data(leaf) | variant_row(0, **row))

    assert message in page_of(answer)
    assert not Product.objects.exists()


def test_two_variants_of_one_name_are_refused(own, new, leaf):
    answer = own.post(new, product_data(leaf) | variant_row(0) | variant_row(1, label="250 G"))

    assert "Two variants have the same name." in page_of(answer)


@pytest.mark.parametrize("total", ["1000000000", "-1", "x", ""])
def test_tampered_row_count_is_harmless(own, new, leaf, total):
    answer = own.post(new, product_data(leaf, **{"v-TOTAL_FORMS": total}))

    assert answer.status_code in (302, 422)
    assert Product.objects.count() <= 1


def test_photos_are_kept_when_the_form_is_wrong(own, shop, new, leaf):
    photos = [photo_file("a.jpg"), photo_file("b.jpg", "green")]
    page = page_of(own.post(new, product_data(leaf, price="gratis") | {"photos": photos}))
    kept = list(Picture.objects.order_by("pk").values_list("pk", flat=True))
    tokens = [sign(pk, seller_id=shop.pk) for pk in kept]

    assert all(token in page for token in tokens)
    own.post(new, product_data(leaf) | {"photo": tokens, "photo_place": ["2", "1"]})

    images = Product.objects.get().images.order_by("display_order")
    assert [image.picture_id for image in images] == kept[::-1]
    assert Picture.objects.count() == 2


def test_good_photo_beside_a_bad_one_is_kept(own, new, leaf):
    svg = SimpleUploadedFile("jahat.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    answer = own.post(new, product_data(leaf) | {"photos": [photo_file(), svg]})

    assert answer.status_code == 422
    assert "jahat.jpg: This file is not a photo that we can read." in page_of(answer)
    assert Picture.objects.count() == 1
    assert not Product.objects.exists()


def test_photo_of_forty_megapixels_is_refused(own, new, leaf):
    out = BytesIO()
    Image.new("1", (8_000, 5_000)).save(out, "PNG")
    answer = own.post(new, product_data(leaf) | {"photos": [SimpleUploadedFile("besar.png", out.getvalue())]})

    assert "more than 25 million pixels" in page_of(answer)
    assert not Picture.objects.exists()


def test_nine_photos_are_one_too_many(own, shop, new, leaf):
    answer = own.post(new, product_data(leaf) | {"photos": [photo_file(f"{n}.jpg") for n in range(9)]})

    assert "Send at most 8 photos." in page_of(answer)
    assert not Product.objects.exists()


def test_foreign_photo_cannot_be_carried(own, shop, new, leaf):
    foreign = make_seller()
    picture = store_picture(file=photo_file(), title="x", uploaded_by=None, now=timezone.now())

    own.post(
        new,
        product_data(leaf) | {"photo": [sign(picture.pk, seller_id=foreign.pk), "rusak", str(picture.pk)]},
    )

    assert not Product.objects.get().images.exists()


def listed(own, new, leaf, **kw) -> Product:
    own.post(new, product_data(leaf, **kw))
    return Product.objects.get(parent=None)


def change_data(page: str, leaf, **kw) -> dict[str, str]:
    """The form of an existing product as its page showed it."""
    version = page.split('name="version" value="')[1].split('"', maxsplit=1)[0].replace("&#x2B;", "+")
    data = product_data(leaf, version=version, **{"v-INITIAL_FORMS": "0"}) | kw
    for name in ("price", "stock", "kind"):
        data.pop(name, None)
    return data


def test_changed_page_is_saved(own, shop, new, leaf):
    product = listed(own, new, leaf)
    url = reverse("seller:product", args=[shop.slug, product.pk])

    answer = own.post(url, change_data(page_of(own.get(url)), leaf, title="Kemplang bakar"))

    product.refresh_from_db()
    assert answer.status_code == 302
    assert product.title == "Kemplang bakar"
    assert ProductCard.objects.get().title == "Kemplang bakar"


def test_second_tab_is_told_and_shown_both(own, shop, new, leaf):
    product = listed(own, new, leaf)
    url = reverse("seller:product", args=[shop.slug, product.pk])
    first_tab, second_tab = page_of(own.get(url)), page_of(own.get(url))
    own.post(url, change_data(first_tab, leaf, title="Dari layar satu"))

    answer = own.post(url, change_data(second_tab, leaf, title="Dari layar dua"))

    page = page_of(answer)
    assert "This product was changed meanwhile" in page
    assert "Dari layar satu" in page
    assert "Dari layar dua" in page
    product.refresh_from_db()
    assert product.title == "Dari layar satu"
    own.post(url, change_data(page, leaf, title="Dari layar dua"))
    product.refresh_from_db()
    assert product.title == "Dari layar dua"


def test_same_change_sent_twice_is_saved_once_without_alarm(own, shop, new, leaf):
    product = listed(own, new, leaf)
    url = reverse("seller:product", args=[shop.slug, product.pk])
    data = change_data(page_of(own.get(url)), leaf, title="Kemplang bakar")

    first, again = own.post(url, data), own.post(url, data)

    assert (first.status_code, again.status_code) == (302, 302)


def test_variant_can_be_added_and_taken_off_sale(own, shop, new, leaf):
    parent = listed(own, new, leaf, **variant_row(0, label="250 g"))
    child = parent.children.get()
    url = reverse("seller:product", args=[shop.slug, parent.pk])
    rows = {
        "v-TOTAL_FORMS": "3",
        "v-0-variant_id": str(child.pk),
        "v-0-label": "250 gram",
        "v-0-net_amount": "",
        "v-0-net_unit": "",
        "v-0-weight_grams": "300",
        "v-1-label": "1 kg",
        "v-1-price": "38rb",
        "v-1-stock": "4",
        "v-1-net_amount": "",
        "v-1-net_unit": "",
        "v-1-weight_grams": "1100",
    }

    answer = own.post(url, change_data(page_of(own.get(url)), leaf) | rows)

    assert answer.status_code == 302
    assert [(each.variant_label, each.is_public) for each in parent.children.order_by("pk")] == [
        ("250 gram", False),
        ("1 kg", True),
    ]
    assert StockRecord.objects.get(product__variant_label="1 kg").price_rupiah == 38_000


def test_variant_of_another_product_is_refused(own, shop, new, leaf):
    parent = listed(own, new, leaf, **variant_row(0))
    foreign = make_product(price=None)
    url = reverse("seller:product", args=[shop.slug, parent.pk])
    rows = variant_row(0, variant_id=str(foreign.pk)) | {"v-TOTAL_FORMS": "1"}

    answer = own.post(url, change_data(page_of(own.get(url)), leaf) | rows)

    foreign.refresh_from_db()
    assert answer.status_code == 422
    assert foreign.variant_label == ""


def test_publishing_needs_an_offer(own, shop):
    product = make_product(seller=shop, price=None)
    Product.objects.update(is_public=False)
    url = reverse("seller:product_public", args=[shop.slug, product.pk])

    own.post(url, {"public": "1"})
    make_offer(product, seller=shop)
    product.refresh_from_db()
    before = product.is_public
    own.post(url, {"public": "1"})

    product.refresh_from_db()
    assert (before, product.is_public) == (False, True)


def test_product_is_taken_out_of_the_store(own, shop, new, leaf):
    product = listed(own, new, leaf)

    own.post(reverse("seller:product_public", args=[shop.slug, product.pk]), {"public": "0"})

    product.refresh_from_db()
    assert not product.is_public
    assert not ProductCard.objects.public().exists()
