"""The regency's figures: who reads them, that they are right, that no cell becomes a formula."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from core.spreadsheets import as_csv, plain_cell
from marketplace.order.services import cancel
from marketplace.regency import queries
from marketplace.search.services import index_products
from marketplace.sellers.models import Seller
from tests.factories.goods import make_product
from tests.factories.operator import make_operator
from tests.factories.people import NOON, make_officer, make_organisation, make_seller, make_user, make_village
from tests.factories.purchases import make_purchase, only_order

pytestmark = pytest.mark.django_db

PAGES = ["home", "hubs", "districts_csv", "hubs_csv"]
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def officer(client):
    user = make_user()
    user.groups.add(Group.objects.get(name="kabupaten"))
    client.force_login(user)
    return user


def sell(now=NOON, price=15_000, seller=None, paid=True):
    product = make_product(seller=seller, price=price)
    index_products(product_ids=[product.pk])
    return make_purchase((product.stockrecords.get(), 2), now=now, paid=paid)


@pytest.mark.parametrize("name", PAGES)
def test_only_the_group_of_the_regency_reads(client, name):
    for user in (make_user(), make_operator(), make_officer(make_organisation(), "director")):
        client.force_login(user)
        assert client.get(reverse(f"regency:{name}")).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_an_officer_reads_every_page(client, officer, name):
    assert client.get(reverse(f"regency:{name}")).status_code == 200


def test_a_district_in_figures():
    make_village("16.07.02.2002", "Sungsang II")
    make_village("16.07.01.2001", "Lain", district="Rantau Bayur")
    sell()
    make_seller(status=Seller.Status.SUSPENDED)

    rows = {row.name: row for row in queries.districts(month=NOVEMBER)}

    here = rows["Banyuasin II"]
    assert (here.villages, here.villages_with_shops, here.shops, here.products) == (2, 1, 1, 1)
    assert here.sold == 30_000
    assert rows["Rantau Bayur"] == queries.DistrictRow("16.07.01", "Rantau Bayur", 1, 0, 0, 0, 0)
    assert queries.totals(rows.values()).sold == 30_000


def test_only_paid_goods_of_the_month_count():
    sell()
    sell(paid=False)
    cancel(order=only_order(sell()), reason="Salah pesan", actor=None, now=NOON)
    sell(now=NOON + timedelta(days=30))

    assert sum(row.sold for row in queries.districts(month=NOVEMBER)) == 30_000
    assert sum(row.sold for row in queries.districts(month=date(2026, 12, 1))) == 30_000


def test_a_month_begins_at_midnight_here():
    sell(now=NOON.replace(day=30, hour=17))  # 00.00 WIB of 1 December

    assert sum(row.sold for row in queries.districts(month=date(2026, 12, 1))) == 30_000


def test_a_bumdes_in_figures():
    hub = make_organisation(name="BUMDes Maju")
    sell(seller=make_seller(hub=hub))

    row = next(row for row in queries.hubs(month=NOVEMBER) if row.name == "BUMDes Maju")

    assert (row.shops, row.orders, row.sold) == (1, 1, 30_000)


@pytest.mark.parametrize("typed", ["=1+1", "+62", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "＝1", "－1"])
def test_no_text_becomes_a_formula(typed):
    assert plain_cell(typed) == f"'{typed}"


def test_numbers_stay_numbers():
    assert [plain_cell(-5), plain_cell(0), plain_cell("Kopi - robusta")] == [-5, 0, "Kopi - robusta"]


def test_the_file_is_read_by_a_spreadsheet():
    content = as_csv(["Nama", "Rp"], [['=HYPERLINK("http://x")', 15_000], ["a;b", 0]])

    assert content.decode("utf-8-sig") == ('Nama;Rp\r\n"\'=HYPERLINK(""http://x"")";15000\r\n"a;b";0\r\n')


def test_the_export_guards_names(client, officer):
    make_organisation(name="=cmd|' /C calc'!A0", code="jahat")

    response = client.get(reverse("regency:hubs_csv"))

    assert ";'=cmd|' /C calc'!A0;" in response.content.decode("utf-8-sig")
    assert response["Content-Disposition"].startswith('attachment; filename="bumdes-')


@pytest.mark.parametrize("month", ["", "x", "2026-13", "9999-01", "1999-01", "٢٠٢٦-01"])
def test_an_odd_month_is_this_month(client, officer, month):
    response = client.get(reverse("regency:home"), {"bulan": month})

    assertContains(response, f'value="{timezone.localdate():%Y-%m}"')


@pytest.mark.parametrize("year", ["9" * 5_000, "²", "٢٠٢٦", "1999"])
def test_an_odd_year_is_the_last_one(client, officer, year):
    response = client.get(reverse("regency:books"), {"tahun": year})

    assertContains(response, str(timezone.localdate().year - 1))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_with_more_rows(client, officer, rows, django_assert_num_queries):
    for n in range(rows):
        village = make_village(f"16.07.0{n + 1}.2001", f"Desa {n}", district=f"Kecamatan {n}")
        sell(seller=make_seller(hub=make_organisation(village=village)))

    with django_assert_num_queries(7):
        client.get(reverse("regency:home"))
    with django_assert_num_queries(6):
        client.get(reverse("regency:hubs"))
