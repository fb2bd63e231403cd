"""The regency's view over all books: who reported, who is late, and what may be opened."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from bumdes.closing.models import Report
from bumdes.closing.pack import around_of
from bumdes.closing.services.reports import accept_report, sign_off
from marketplace.regency.accounts import books_of_all, totals_of
from tests.factories.closing import YEAR, make_closed_year
from tests.factories.people import NOON, make_officer, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return make_organisation(code="bumdes-sini", name="BUMDes Sini")


@pytest.fixture
def closed(hub):
    return make_closed_year(hub, make_officer(hub, "director"))


@pytest.fixture
def officer(client):
    user = make_user()
    user.groups.add(Group.objects.get_or_create(name="kabupaten")[0])
    client.force_login(user)
    return user


def accepted(closed, hub):
    for office in ("adviser", "supervisor"):
        sign_off(report=closed.report, office=office, note="", actor=make_officer(hub, office), now=NOON)
    return accept_report(
        report=closed.report,
        assembly_date=NOON.date(),
        minutes_number="BA-9",
        actor=closed.treasurer,
        now=NOON + timedelta(hours=1),
    )


def test_rows_say_capital_result_and_reports(closed, hub):
    make_organisation(code="tanpa-buku")

    rows = {row.code: row for row in books_of_all(year=YEAR, today=NOON.date())}

    row = rows[hub.code]
    # Five millions of water less twelve months of wear of Rp10.000.
    assert (row.capital, row.result) == (9_000_000, 4_880_000)
    assert [(state.report is not None, state.is_late) for state in row.reports] == [
        (False, True),
        (True, True),
    ]
    assert (rows["tanpa-buku"].capital, rows["tanpa-buku"].result) == (None, None)
    assert not any(state.is_late for state in rows["tanpa-buku"].reports)
    assert totals_of(list(rows.values())).late == 1


def test_the_list_costs_the_same_for_any_number(closed, django_assert_num_queries):
    for extra in (0, 2):
        for _n in range(extra):
            make_organisation()
        with django_assert_num_queries(6):
            books_of_all(year=YEAR, today=NOON.date())


def test_a_report_opens_when_it_is_accepted(client, officer, closed, hub):
    address = reverse("regency:published", args=[hub.code, YEAR, "annual"])
    assert client.get(address).status_code == 404

    accepted(closed, hub)
    page = client.get(address).content.decode()

    assert "Rp4.880.000" in page
    assert closed.report.head in page


def test_page_and_file_are_the_officers_alone(client, officer, closed, hub):
    page = client.get(reverse("regency:books"), {"tahun": YEAR}).content.decode()
    file = client.get(reverse("regency:books_csv", args=[YEAR])).content.decode("utf-8-sig")

    assert "BUMDes Sini" in page
    assert f"{hub.code};BUMDes Sini" in file
    assert ";9000000;4880000;0;" in file
    client.force_login(make_user())
    assert client.get(reverse("regency:books")).status_code == 404


def test_a_published_report_is_the_assemblys_paper(client, officer, closed, hub):
    address = reverse("regency:published_pdf", args=[hub.code, YEAR, "annual"])
    assert client.get(address).status_code == 404

    accepted(closed, hub)
    answer = client.get(address)

    assert answer["Content-Type"] == "application/pdf"
    # A cover, four statements, the notes, and who looked it over.
    assert len(re.findall(rb"/Type\s*/Page\b", answer.content)) >= 7
    around = around_of(Report.objects.get(pk=closed.report.pk), of="")
    assert "BA-9" in around["minutes"]
    assert [step[0] for step in around["steps"]] == ["Handed in", "Adviser", "Supervisor"]
