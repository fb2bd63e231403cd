"""People of a BUMDes in these tests have chosen English, the language of the source."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories.bookkeeping import make_hub
from tests.factories.people import make_officer


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def hub():
    return make_hub()


@pytest.fixture
def book(hub):
    return hub.book


@pytest.fixture
def treasurer(hub, client):
    user = make_officer(hub, "treasurer", name="Bu Endah")
    client.force_login(user)
    return user


@pytest.fixture
def at(hub):
    """The address of a page of this BUMDes's books."""
    return lambda name, *more: reverse(f"books:{name}", args=[hub.code, *more])


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """Receipts of a test go with it."""
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {"BACKEND": "media.private.PrivateDisk", "OPTIONS": {"location": str(tmp_path)}},
    }
