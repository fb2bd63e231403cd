"""A BUMDes with a bank account that holds Rp10.000.000 since 2020."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from bumdes.ledger.access import opened
from tests.factories.banking import bank_of
from tests.factories.bookkeeping import make_hub
from tests.factories.people import make_officer


@pytest.fixture
def hub(db):
    return make_hub(bank=10_000_000)


@pytest.fixture
def bank(hub):
    return bank_of(hub)


@pytest.fixture
def treasurer(hub):
    return make_officer(hub, "treasurer", name="Bu Endah")


@pytest.fixture
def client(treasurer) -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(treasurer)
    return client


@pytest.fixture
def at(hub):
    """The address of a page of this BUMDes's bank."""
    return lambda name, *more: reverse(f"banking:{name}", args=[hub.code, *more])


@pytest.fixture
def seen(hub):
    """The book open, so that its rows are in sight."""
    with opened(hub.book):
        yield
