"""The demo and the scale data: loaded by command, true to every invariant, safe to repeat."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from bumdes.inventory.models import StockItem
from bumdes.ledger.access import every_book
from bumdes.lending.application_kinds import ApplicationState
from bumdes.lending.loan_kinds import Class, LoanState
from bumdes.lending.models import Application, Loan, LoanEvent
from core.invariants import violations
from marketplace.catalogue.models import Product
from marketplace.order.enums import Status
from marketplace.order.models import Order, Purchase
from marketplace.sellers.models import Seller

pytestmark = pytest.mark.race  # real commits: the demo's services open durable transactions


@pytest.fixture
def pictures_without_renditions(monkeypatch):
    """Making them is the media room's to test, and takes half a minute."""
    monkeypatch.setattr("demo.loading.pictures._render_missing", lambda: None)


def test_demo_shows_every_state_and_breaks_no_invariant(
    committed_db, pictures_without_renditions, settings, tmp_path, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path
    # All ways of repaying in the first BUMDes; one loan in each other.
    monkeypatch.setattr("demo.loading.loans.LOANS", (20, 1))

    call_command("demo", stdout=StringIO())

    assert Seller.objects.count() == 60
    assert Product.objects.exclude(structure="child").count() >= 400
    # A return is decided by aftersales, which is not built yet.
    assert set(Order.objects.values_list("status", flat=True)) == set(Status) - {Status.RETURNED}
    assert list(violations()) == []
    with every_book():
        assert StockItem.objects.filter(on_hand_milli__gt=0).count() == 10
        assert set(Loan.objects.values_list("state", flat=True)) == set(LoanState)
        assert set(Loan.objects.active().values_list("collectability", flat=True)) == set(Class)
        assert set(Application.objects.values_list("state", flat=True)) == set(ApplicationState)

    before = Purchase.objects.count(), Product.objects.count()
    with every_book():
        events = LoanEvent.objects.count()
    call_command("demo", stdout=StringIO())
    assert (Purchase.objects.count(), Product.objects.count()) == before
    with every_book():
        assert LoanEvent.objects.count() == events


def test_generate_makes_what_is_asked_and_breaks_no_invariant(committed_db):
    call_command("generate", sellers=20, products=300, orders=80, stdout=StringIO())
    call_command("generate", sellers=20, products=300, orders=100, stdout=StringIO())

    assert Product.objects.filter(card__isnull=False).count() == 300
    assert Order.objects.count() == 100
    assert list(violations()) == []


@pytest.mark.parametrize("command", ["demo", "generate"])
@override_settings(DEMO_ALLOWED=False)
def test_production_refuses_demo_data(command, db):
    with pytest.raises(CommandError):
        call_command(command)
