"""The tax page of the operator and that of a shop."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from core.spreadsheets import XLSX
from marketplace.settlement.models import TaxDesignation, TurnoverLetter
from marketplace.settlement.services import book_facts, settle_orders
from marketplace.settlement.services.taxing import designate
from tests.factories.operator import make_operator
from tests.factories.people import make_user, owner_of
from tests.factories.photos import make_upload
from tests.factories.settlement import goods_at, make_completed_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def taxed_order():
    now, today = timezone.now(), timezone.localdate()
    designate(decree="KEP-1", decree_date=today, from_date=today, actor=make_user(), now=now)
    order = make_completed_order(offer=goods_at(45_000), now=now)
    book_facts(now=now)
    settle_orders(now=now)
    return order


def test_the_switch_needs_decree_and_day_and_is_ended(client):
    client.force_login(make_operator())
    url, today = reverse("operator:taxes"), timezone.localdate()
    assertContains(client.get(url), "Nothing is withheld.")
    facts = {"decree": "KEP-7/PJ/2026", "decree_date": today, "from_date": today - timedelta(days=1)}

    early = client.post(url, facts)
    assertContains(early, "It begins on the day of the decree or later.", status_code=422)
    assertContains(early, "KEP-7/PJ/2026", status_code=422)
    assert client.post(url, {**facts, "from_date": today}).status_code == 302

    assertContains(client.get(url), "Designated by KEP-7/PJ/2026")
    client.post(reverse("operator:taxes_end"))
    assert TaxDesignation.objects.get().until_date == today + timedelta(days=1)


def test_the_months_return_lists_each_seller_and_its_tax(client):
    order = taxed_order()
    client.force_login(make_operator())

    page = client.get(reverse("operator:taxes"))
    file = client.get(reverse("operator:taxes_xlsx"))

    assertContains(page, order.seller.name)
    assertContains(page, "Rp450")
    assert file["Content-Type"] == XLSX


def test_the_owner_reads_the_year_and_gives_the_letter_once(client):
    order = taxed_order()
    seller = order.seller
    client.force_login(owner_of(seller))
    url = reverse("seller:taxes", args=[seller.slug])
    assertContains(client.get(url), "Rp90.000")
    assert client.get(reverse("seller:taxes_xlsx", args=[seller.slug]))["Content-Type"] == XLSX

    wrong = client.post(url, {"tax_number": "12", "file": make_upload()})
    assertContains(wrong, "An NPWP or NIK has 15 or 16 digits.", status_code=422)
    for _ in range(2):
        client.post(url, {"tax_number": "1607120000000001", "file": make_upload()})

    letter = TurnoverLetter.objects.get()
    assert (letter.seller, letter.year) == (seller, timezone.localdate().year)
    assertContains(client.get(url), "It is here since")
    client.force_login(make_operator())
    shown = client.get(reverse("operator:taxes_letter", args=[letter.pk]))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")


def test_a_letter_whose_file_is_gone_is_not_found(client):
    seller = goods_at(1_000).partner.seller
    letter = TurnoverLetter.objects.create(
        seller=seller,
        year=2026,
        tax_number="1607120000000001",
        file=ContentFile(b"x", "a.pdf"),
        given_by=owner_of(seller),
        given_at=timezone.now(),
    )
    letter.file.storage.delete(letter.file.name)
    client.force_login(make_operator())

    assert client.get(reverse("operator:taxes_letter", args=[letter.pk])).status_code == 404


@pytest.mark.parametrize("typed", ["9" * 5_000, "٢٠٢٦", "²", "-1", "2026\x00"])
def test_a_year_that_is_none_shows_this_one(client, typed):
    seller = goods_at(1_000).partner.seller
    client.force_login(owner_of(seller))

    page = client.get(reverse("seller:taxes", args=[seller.slug]), {"tahun": typed})

    assertContains(page, str(timezone.localdate().year))
