"""Operators in these tests have chosen English, the language of the source."""

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client
