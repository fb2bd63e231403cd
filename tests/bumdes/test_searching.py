"""Search boxes of the office take whatever an address can hold."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.bumdes.lending.test_loan_pages import client_of
from tests.factories.books import make_organisation_with_book


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page", ["members:home", "lending:home", "lending:loans", "savings:home", "books:accounts"]
)
@pytest.mark.parametrize("typed", ["\x00", "a\x00b", "😀" * 200, "%_\\"])
def test_search_box_finds_nothing_in_nonsense(page, typed):
    hub = make_organisation_with_book()

    answer = client_of(hub, "director").get(reverse(page, args=[hub.code]), {"cari": typed, "desa": typed})

    assert (answer.status_code, "\x00" in answer.context["words"]) == (200, False)
