"""A BUMDes whose book is open while a test looks at its savings."""

from __future__ import annotations

import pytest

from bumdes.ledger.access import opened
from bumdes.organisations.models import Organisation
from tests.factories.books import make_entry, make_organisation_with_book


@pytest.fixture
def hub(db) -> Organisation:
    hub = make_organisation_with_book()
    make_entry(hub.book)  # Rp100.000 in the cash box
    with opened(hub.book):
        yield hub
