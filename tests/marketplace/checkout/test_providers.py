"""The pay page of payments that a provider carries, without JavaScript, and the way back from its page."""

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone

from marketplace.payment.models import Payment
from tests.factories.checkout import make_shop_offer
from tests.factories.providers import pay_there, use_midtrans, use_stripe
from tests.factories.purchases import make_purchase
from tests.marketplace.checkout.pages import text_of
from tests.servers.midtrans import midtrans_server
from tests.servers.serving import Faults
from tests.servers.stripe import stripe_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def servers(settings):
    with stripe_server() as stripe, midtrans_server() as midtrans:
        use_stripe(settings, stripe)
        use_midtrans(settings, midtrans)
        yield {"card": stripe, "qris": midtrans, "va": midtrans, "gopay": midtrans}


def buy(method: str) -> tuple[Client, str]:
    """A signed-in buyer and the address of the purchase's pay page."""
    purchase = make_purchase((make_shop_offer(price=15_000), 1), method=method, now=timezone.now())
    client = Client()
    client.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(purchase.user)
    return client, f"/checkout/{purchase.reference}/bayar/"


@pytest.mark.parametrize(
    ("method", "shown"),
    [
        ("qris", "Save the picture Check the status"),
        ("va", "Pay to this BRI virtual account"),
        ("gopay", "Open the app"),
        ("card", "Go on to the card page"),
    ],
)
def test_the_page_says_how_to_pay(servers, method, shown):
    client, url = buy(method)

    page = client.get(url)

    words = text_of(page)
    assert shown in words
    assert "Rp15.000" in words
    assert page["Cache-Control"] == "private, no-store"


def test_a_silent_provider_leaves_the_page_and_other_ways(servers):
    client, url = buy("qris")
    servers["qris"].faults.coming = [Faults.DOWN]

    first, again = text_of(client.get(url)), text_of(client.get(url))

    assert "The payment service does not answer just now." in first
    assert "Cash at a BUMDes counter" in first
    assert "Save the picture" in again


@pytest.mark.parametrize("method", ["qris", "va", "gopay", "card"])
def test_back_from_the_provider_the_page_knows_at_once(servers, method):
    client, url = buy(method)
    client.get(url)
    pay_there(servers[method])

    page = client.get(f"{url}cek/", follow=True)

    assert page.redirect_chain == [(url, 302)]
    assert "Thank you, your payment is in" in text_of(page)
    assert Payment.objects.get().state == "paid"


def test_the_picture_is_there_only_while_it_can_be_paid(servers):
    client, url = buy("qris")
    client.get(url)
    before = client.get(f"{url}qris.png").status_code
    Payment.objects.update(state="expired")

    assert (before, client.get(f"{url}qris.png").status_code) == (200, 302)


def test_nothing_is_offered_without_keys(settings):
    client, url = buy("counter")

    words = text_of(client.get(url))
    client.post(f"{url}cara/", {"method": "card"})

    assert "QRIS" not in words
    assert "card" not in words
    assert Payment.objects.get().method == "counter"


def test_the_script_is_told_when_the_money_is_in(servers):
    client, url = buy("qris")
    before = client.get(f"{url}keadaan/").json()
    client.get(url)
    pay_there(servers["qris"])
    client.get(f"{url}cek/")

    assert (before, client.get(f"{url}keadaan/").json()) == ({"state": "open"}, {"state": "paid"})
