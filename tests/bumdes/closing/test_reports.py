"""An old report (LPJ) prints as on the day it was handed in; one from before pages were kept says so."""

from __future__ import annotations

import json
from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override

from bumdes.closing.models import Report
from bumdes.closing.pack import NoLongerTheBooks, around_of, document_for, report_pdf
from bumdes.closing.services.reports import accept_report, sign_off, submit_report, withdraw_report
from bumdes.ledger.access import opened
from bumdes.statements.documents.pdf import inputs
from bumdes.statements.services import SETTINGS, change_report_settings
from tests.bumdes.closing.test_years import NOW, closed_year, trade
from tests.factories.books import make_organisation_with_book
from tests.factories.people import make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return make_organisation_with_book()


@pytest.fixture
def treasurer(hub):
    return make_officer(hub, "treasurer")


@pytest.fixture
def report(hub, treasurer):
    trade(hub)
    closed_year(hub, treasurer)
    return submit_report(
        organisation=hub, year=2026, kind="annual", summary="Tahun baik.", actor=treasurer, now=NOW
    )


def pages(report: Report) -> dict:
    """What the printed pages are made of."""
    assert report.document
    with override("id"):
        around = around_of(report, of=report.document["of"])
        return json.loads(inputs(report.document, printed_at=NOW, around=around)["data"])


def everything_moves_on(hub, treasurer) -> None:
    """Other officers, another name of the treasurer, another account's name, other notes, another village."""
    make_officer(hub, "director", email="direktur-baru@contoh.test")
    type(treasurer).objects.filter(pk=treasurer.pk).update(name="Nama Baru")
    values = dict.fromkeys(SETTINGS, "Lain") | {"basis": "sak_emkm", "founded_on": date(2001, 1, 1)}
    change_report_settings(organisation=hub, values=values, actor=treasurer, now=NOW)
    hub.name = "BUMDes Lain"
    hub.save(update_fields=["name"])
    type(hub.village).objects.filter(pk=hub.village_id).update(name="Desa Lain")
    with opened(hub.book):
        hub.book.accounts.update(name="Akun lain")


def test_an_old_report_prints_the_same_for_ever(hub, treasurer, report):
    supervisor = make_officer(hub, "supervisor")
    sign_off(report=report, office="supervisor", note="Sesuai.", actor=supervisor, now=NOW)
    before = pages(Report.objects.get(pk=report.pk))

    everything_moves_on(hub, treasurer)
    type(supervisor).objects.filter(pk=supervisor.pk).update(name="Nama Baru")
    with override("en"):
        after = report_pdf(Report.objects.get(pk=report.pk), printed_at=NOW)

    again = pages(Report.objects.get(pk=report.pk))
    assert again == before
    assert after == report_pdf(report, printed_at=NOW)
    assert again["around"]["heads"][0] == "Tahap"
    assert again["around"]["remark"] == ""
    assert {"Nama Baru", "BUMDes Lain", "Desa Lain", "Akun lain"}.isdisjoint(_texts(again))


def test_another_language_does_not_change_what_is_kept(hub, treasurer):
    trade(hub)
    closed_year(hub, treasurer)
    submit = partial(submit_report, organisation=hub, year=2026, kind="annual", summary="", actor=treasurer)

    with override("id"):
        first = submit(now=NOW)
    withdraw_report(report=first, actor=treasurer, now=NOW)
    with override("en"):
        second = submit(now=NOW)

    second.refresh_from_db()  # as JSON, like the first, which was locked
    assert (second.document, second.content) == (first.document, first.content)
    assert second.document["language"] == "id"


def _texts(value) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(_texts(each) for each in value.values()))
    if isinstance(value, list):
        return set().union(*(_texts(each) for each in value)) if value else set()
    return {value} if isinstance(value, str) else set()


@pytest.fixture
def old(report):
    """A report from before pages were kept; only the owner's hand with triggers asleep makes one now."""
    report.document = None
    return report


def test_a_report_without_kept_pages_prints_those_of_today_and_says_so(hub, treasurer, old):
    everything_moves_on(hub, treasurer)

    content = report_pdf(old, printed_at=NOW)

    assert content.startswith(b"%PDF-")
    assert document_for(old)["letterhead"]["name"] == "BUMDes Lain"
    with override("id"):
        assert around_of(old, of="")["remark"] == (
            "Catatan dan nama penanda tangan belum disimpan saat laporan ini diserahkan:"
            " yang tercetak ialah yang berlaku hari ini."
        )


def test_a_report_without_kept_pages_is_not_printed_with_other_figures(old):
    old.content["laba_rugi"]["total_pendapatan"] += 1

    with pytest.raises(NoLongerTheBooks):
        report_pdf(old, printed_at=NOW)


@pytest.mark.parametrize(
    ("column", "value"),
    [("document", None), ("content", {}), ("summary", "Lain"), ("submitted_name", "Lain")],
)
def test_what_was_handed_in_stays(report, column, value):
    with pytest.raises(IntegrityError, match="stays as it was handed in"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**{column: value})


def test_a_report_is_accepted_or_taken_back_all_the_same(hub, treasurer, report):
    for role in ("adviser", "supervisor"):
        sign_off(report=report, office=role, note="", actor=make_officer(hub, role), now=NOW)
    kw = {"assembly_date": NOW.date(), "minutes_number": "BA-1", "actor": treasurer, "now": NOW}

    accept_report(report=report, **kw)

    assert Report.objects.published().get() == report


def test_a_report_taken_back_is_handed_in_anew_with_the_words_of_that_day(hub, treasurer, report):
    withdraw_report(report=report, actor=treasurer, now=NOW)
    hub.name = "BUMDes Lain"
    hub.save(update_fields=["name"])

    second = submit_report(organisation=hub, year=2026, kind="annual", summary="", actor=treasurer, now=NOW)

    assert second.document["letterhead"]["name"] == "BUMDes Lain"
    assert report.document["letterhead"]["name"] != "BUMDes Lain"


def test_the_page_offers_the_pdf(hub, treasurer, report):
    client = Client()
    client.force_login(treasurer)

    page = client.get(f"/bumdes/{hub.code}/tutup-buku/lpj/2026/annual/")
    paper = client.get(f"/bumdes/{hub.code}/tutup-buku/lpj/2026/annual/lpj.pdf")

    assert "belum disimpan" not in page.text
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
