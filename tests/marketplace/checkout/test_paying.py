"""The pay page in each of its states, for the person signed in and for a guest."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core.ids import grouped
from core.invariants import violations
from marketplace.basket.models import Line
from marketplace.gateways.counter.models import CounterCode
from marketplace.gateways.transfer.models import TransferInstruction
from marketplace.order.models import Order, Purchase
from marketplace.partner.models import StockRecord
from marketplace.payment.models import Payment
from tests.factories.checkout import make_bank_account, make_shop_offer
from tests.factories.people import make_user
from tests.factories.photos import make_upload
from tests.factories.purchases import make_purchase, pay_at_counter
from tests.marketplace.checkout.pages import form_with, go_to_delivery, order, put_in_basket, text_of

pytestmark = pytest.mark.django_db

PAGES = ["bayar/", "konfirmasi/"]
STEPS = ["bayar/cara/", "bayar/bukti/", "pembatalan/", "ulang/"]


@pytest.fixture
def client():
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def offer():
    return make_shop_offer(price=15_000, stock=10)


@pytest.fixture
def bought(client, offer):
    """A guest's purchase awaiting payment; gives the address of its pay page."""
    make_bank_account()
    put_in_basket(client, offer, 2)
    return order(client, go_to_delivery(client))["Location"]


@pytest.fixture
def by_transfer(client, bought):
    client.post(f"{bought}cara/", {"method": "transfer"})
    return bought


def let_time_pass(hours: int = 25) -> None:
    Payment.objects.update(expires_at=timezone.now() - timedelta(hours=hours - 24))


def test_pay_page_shows_the_code_the_amount_and_the_counters(client, offer, bought):
    page = client.get(bought)

    words = text_of(page)
    assert grouped(CounterCode.objects.get().code) in words
    assert "Rp30.000 Pay before" in words
    assert f"{offer.partner.seller.hub.name} Sungsang I Open: Senin-Sabtu 08.00-16.00" in words
    assert "data:image/svg+xml" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"


def test_pay_page_by_transfer_shows_amount_and_account(client, by_transfer):
    words = text_of(client.get(by_transfer))

    due = TransferInstruction.objects.get().amount_due
    assert f"Rp30. {due - 30_000:03d}" in words
    assert "BRI Sedulang (contoh) 0000016070" in words
    assert list(violations()) == []


def test_pay_page_changes_the_way_to_pay_and_back(client, bought):
    for method in ("transfer", "counter", "counter"):
        client.post(f"{bought}cara/", {"method": method})

    methods = Payment.objects.order_by("pk").values_list("method", "state")
    assert list(methods) == [("counter", "cancelled"), ("transfer", "cancelled"), ("counter", "pending")]


@pytest.mark.parametrize("method", ["", "gold", "🐟", "\x00"])
def test_pay_page_refuses_an_unknown_way_to_pay(client, bought, method):
    page = client.post(f"{bought}cara/", {"method": method}, follow=True)

    assert "Choose how you want to pay." in text_of(page)
    assert Payment.objects.get().state == "pending"


def test_pay_page_after_payment_thanks_and_says_what_happens_next(client, bought):
    pay_at_counter(Purchase.objects.get())

    words = text_of(client.get(bought))

    assert "Thank you, your payment is in" in words
    assert "Each shop answers within 24 hours." in words


def test_pay_page_after_the_time_offers_to_buy_again(client, offer, bought):
    let_time_pass()
    page = client.get(bought)

    again = client.post(bought.replace("bayar/", "ulang/"), form_with(page, "key"), follow=True)
    client.post(bought.replace("bayar/", "ulang/"), form_with(page, "key"))

    assert "The time to pay is over" in text_of(page)
    assert again.redirect_chain == [("/keranjang/", 302)]
    assert list(Line.objects.filter(basket__status="Open").values_list("stockrecord", "quantity")) == [
        (offer.pk, 2)
    ]


def test_buying_again_takes_what_is_left_and_names_what_is_not(client, offer, bought):
    gone = make_shop_offer(title="Songket")
    put_in_basket(client, gone)
    bought_both = order(client, go_to_delivery(client))["Location"]
    StockRecord.objects.filter(pk=gone.pk).update(is_active=False)

    page = client.post(bought_both.replace("bayar/", "ulang/"), {"key": "k" * 22}, follow=True)

    assert "Not available just now: Songket." in text_of(page)


def test_pay_page_of_a_late_transfer_says_not_to_pay_any_more(client, by_transfer):
    let_time_pass()

    words = text_of(client.get(by_transfer))

    assert "If you have already transferred, there is nothing to do" in words
    assert "for 12 hours" in words


def test_pay_page_cancels_the_purchase_and_gives_the_stock_back(client, offer, bought):
    page = client.post(bought.replace("bayar/", "pembatalan/"), follow=True)
    again = client.post(bought.replace("bayar/", "pembatalan/"), follow=True)

    offer.refresh_from_db()
    assert "This purchase was cancelled" in text_of(page)
    assert "This purchase can no longer be paid." in text_of(again)
    assert (offer.num_allocated, Order.objects.get().status) == (0, "cancelled")


def test_proof_is_kept_in_the_private_store(client, by_transfer):
    page = client.post(f"{by_transfer}bukti/", {"proof": make_upload()}, follow=True)

    proof = TransferInstruction.objects.get().proof
    assert "Thank you, your proof is with us." in text_of(page)
    assert proof.name.startswith("transfer-proofs/")
    proof.delete()


@pytest.mark.parametrize(
    "file",
    [
        None,
        SimpleUploadedFile("bukti.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/jpeg"),
        SimpleUploadedFile("bukti.jpg", b"", "image/jpeg"),
    ],
)
def test_proof_that_is_no_photo_is_told_beside_its_field(client, by_transfer, file):
    page = client.post(f"{by_transfer}bukti/", {"proof": file} if file else {})

    assert page.content.decode().count('class="errorlist"') == 1
    assert TransferInstruction.objects.get().proof.name == ""


def test_proof_of_a_payment_at_the_counter_is_not_needed(client, bought):
    page = client.post(f"{bought}bukti/", {"proof": make_upload()}, follow=True)

    assert "This payment needs no proof any more." in text_of(page)


@pytest.mark.parametrize("path", [*PAGES, *STEPS])
def test_pages_of_somebody_elses_purchase_are_404(client, offer, path):
    purchase = make_purchase((offer, 1))
    client.force_login(make_user())

    by_reference = client.get(f"/checkout/{purchase.reference}/{path}")
    by_token = client.get(f"/checkout/tamu/{purchase.token}/{path}")
    posted = client.post(f"/checkout/{purchase.reference}/{path}")

    assert [by_reference.status_code, by_token.status_code] == [404, 404]
    assert posted.status_code in (404, 405)


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_ones_own_purchase_open(client, offer, path):
    user = make_user()
    purchase = make_purchase((offer, 1), user=user)
    client.force_login(user)

    assert client.get(f"/checkout/{purchase.reference}/{path}").status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_pages_by_reference_ask_to_sign_in(client, offer, path):
    purchase = make_purchase((offer, 1))

    for reference in (purchase.reference, "TIDAKADA99"):
        assert "?next=/checkout/" in client.get(f"/checkout/{reference}/{path}")["Location"]


@pytest.mark.parametrize("path", [*PAGES, *STEPS])
def test_pages_of_an_unknown_token_are_404(client, path):
    assert client.get(f"/checkout/tamu/{'x' * 22}/{path}").status_code == 404


@pytest.mark.parametrize("path", STEPS)
def test_reloading_a_step_shows_the_pay_page(client, bought, path):
    assert client.get(bought.replace("bayar/", path))["Location"] == bought


def test_confirmation_holds_what_the_law_asks(client, offer, bought):
    offer.product.pirt_number, offer.product.halal_number = "2061607010001-28", "ID16110000000600000"
    offer.product.save()

    words = text_of(client.get(bought.replace("bayar/", "konfirmasi/")))

    seller = offer.partner.seller
    for what in (
        f"Seller : {seller.name} ({seller.owner_name}), Sungsang I, Banyuasin II",
        "Buyer : Siti, 0812-3456-7890",
        offer.product.title,
        "ID16110000000600000 · P-IRT 2061607010001-28",
        "In all: Rp30.000",
        "tiga puluh ribu rupiah",
        "To be paid before",
        f"{seller.name}: Pick up at {seller.hub.name}",
        "within 3 days of their arrival",
        "Until you pay you may cancel at any time.",
        "consumer dispute board (BPSK)",
    ):
        assert what.replace(" :", ":") in words.replace(" :", ":")


@pytest.mark.parametrize("shops", [1, 3])
def test_pay_page_takes_six_queries(client, shops, django_assert_num_queries):
    for _ in range(shops):
        put_in_basket(client, make_shop_offer())
    url = order(client, go_to_delivery(client))["Location"]

    with django_assert_num_queries(6):  # purchase, payment, orders, code, counters, QRIS codes
        client.get(url)


@pytest.mark.parametrize("shops", [1, 3])
def test_confirmation_takes_five_queries(client, shops, django_assert_num_queries):
    for _ in range(shops):
        put_in_basket(client, make_shop_offer())
    url = order(client, go_to_delivery(client))["Location"].replace("bayar/", "konfirmasi/")

    with django_assert_num_queries(5):  # purchase, payment, orders, lines, products
        client.get(url)
