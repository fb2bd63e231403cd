"""These tests read the source language on the pages too."""

import pytest
from django.test import Client


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client
