"""The pages of savings, as the cashier uses them and as who may only look."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from bumdes.savings.enums import Kind
from bumdes.savings.models import (
    Hold,
    InterestRun,
    Movement,
    SavingsAccount,
    SavingsProduct,
    SavingsSettings,
    WithdrawalRequest,
)
from tests.factories.books import account
from tests.factories.members import make_group, make_member
from tests.factories.people import make_officer
from tests.factories.savings import make_account, make_product, put_in, take_out

KEY = "k" * 22


def client_of(hub, role="cashier") -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(make_officer(hub, role))
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def client(hub) -> Client:
    return client_of(hub)


@pytest.fixture
def saved(hub) -> SavingsAccount:
    return make_account(make_product(hub.book, name="Sukarela", rate_bps=600), hub)


def at(name, hub, *parts) -> str:
    return reverse(f"savings:{name}", args=[hub.code, *parts])


def money(hub, typed, **other) -> dict[str, object]:
    cash = account(hub.book, "cash").pk
    return {"key": KEY, "amount": str(typed), "against": cash, "on": "2026-03-02", **other}


def test_an_account_is_opened_for_a_member_by_number(hub, client):
    product, member = make_product(hub.book), make_member(hub)
    sent = {"key": KEY, "product": product.pk, "owner": member.number.lower(), "opened_on": "2026-02-01"}

    answers = [client.post(at("new", hub), sent) for _n in range(2)]

    made = SavingsAccount.objects.get()
    assert (made.member, made.opened_on) == (member, date(2026, 2, 1))
    assert [answer.url for answer in answers] == [at("account", hub, made.pk)] * 2


def test_a_fund_is_opened_for_a_group_by_name(hub, client):
    product, group = make_product(hub.book, Kind.GROUP), make_group(hub, name="Mawar")
    sent = {"key": KEY, "product": product.pk, "owner": "mawar", "opened_on": "2026-02-01"}

    client.post(at("new", hub), sent)

    assert SavingsAccount.objects.get().group == group


def test_who_is_meant_is_asked_beside_the_field(hub, client):
    product = make_product(hub.book)
    for _n in range(2):
        make_member(hub, name="Siti Aminah")
    sent = {"key": KEY, "product": product.pk, "owner": "siti", "opened_on": "2026-02-01"}

    answer = client.post(at("new", hub), sent)

    assert answer.status_code == 422
    assert "Several fit: A-0001 Siti Aminah, A-0002 Siti Aminah" in str(
        answer.context["form"].errors["owner"]
    )
    assert 'value="siti"' in answer.content.decode()


def test_a_terms_interest_goes_to_what_the_member_has(hub, client):
    plain = make_account(make_product(hub.book), hub)
    term = make_product(hub.book, Kind.TERM)
    sent = {
        "key": KEY,
        "product": term.pk,
        "owner": plain.member.number,
        "opened_on": "2026-02-01",
        "interest_to": "on",
    }

    client.post(at("new", hub), sent)
    assert SavingsAccount.objects.get(kind=Kind.TERM).interest_to == plain
    other = make_member(hub)
    answer = client.post(at("new", hub), {**sent, "key": "o" * 22, "owner": other.number})
    assert list(answer.context["form"].errors) == ["interest_to"]


def test_a_deposit_and_a_withdrawal_are_written_once(hub, client, saved):
    for _n in range(2):
        answer = client.post(at("deposit", hub, saved.pk), money(hub, "50rb", note="setoran"))
        assert answer.url == at("account", hub, saved.pk)
    client.post(at("withdraw", hub, saved.pk), money(hub, "20.000", key="w" * 22))

    assert list(Movement.objects.order_by("pk").values_list("amount", "note")) == [
        (50_000, "setoran"),
        (-20_000, ""),
    ]


@pytest.mark.parametrize(
    ("page", "typed", "words"),
    [
        ("withdraw", {"amount": "50001"}, "Only Rp50.000 of this account is free"),
        ("deposit", {"amount": "0"}, "more than Rp0"),
        ("deposit", {"on": "2999-01-01"}, "not come yet"),
        ("deposit", {"on": "2025-12-31"}, "do not go back to this date"),
        ("withdraw", {"on": "2026-02-09"}, "moved on this account on a later day"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, saved, page, typed, words):
    hub = saved.member.organisation
    put_in(saved, 50_000)

    answer = client.post(at(page, hub, saved.pk), money(hub, 1_000, **typed))

    assert answer.status_code == 422
    (field,) = typed
    assert words in str(answer.context["form"].errors[field])


def test_what_is_over_the_limit_waits_and_is_agreed_to(hub, client, saved):
    hub.book.approval_limit = 10_000
    hub.book.save()
    put_in(saved, 50_000)

    answer = client.post(at("withdraw", hub, saved.pk), money(hub, 20_000))

    asked = WithdrawalRequest.objects.get()
    assert answer.url == at("approvals", hub)
    assert client.post(at("agree", hub, asked.pk)).status_code == 403
    treasurer = client_of(hub, "treasurer")
    treasurer.post(at("agree", hub, asked.pk))
    asked.refresh_from_db()
    assert (asked.state, asked.movement.amount) == ("paid", -20_000)
    assert "Paid out" in treasurer.get(at("approvals", hub), {"tab": "selesai"}).content.decode()


def test_a_large_deposit_is_reversed_when_a_second_person_agrees(hub, client, saved):
    hub.book.approval_limit = 10_000
    hub.book.save()
    wrong = put_in(saved, 50_000)
    sent = {"key": KEY, "on": timezone.localdate().isoformat(), "reason": "Salah orang"}

    answer = client.post(at("undo", hub, saved.pk, wrong.pk), sent)

    assert answer.url == at("approvals", hub)
    treasurer = client_of(hub, "treasurer")
    assert f"that {saved.owner_name} deposited" in treasurer.get(answer.url).content.decode()
    treasurer.post(at("agree", hub, WithdrawalRequest.objects.get().pk))
    saved.refresh_from_db()
    assert saved.balance == 0


def test_a_refusal_needs_its_reason(hub, client, saved):
    hub.book.approval_limit = 10_000
    hub.book.save()
    put_in(saved, 50_000)
    client.post(at("withdraw", hub, saved.pk), money(hub, 20_000))
    asked, treasurer = WithdrawalRequest.objects.get(), client_of(hub, "treasurer")

    assert treasurer.post(at("refuse", hub, asked.pk), {"reason": " "}).status_code == 422
    treasurer.post(at("refuse", hub, asked.pk), {"reason": "Buku hilang"})
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("refused", "Buku hilang")


def test_its_maker_takes_it_back(hub, client, saved):
    hub.book.approval_limit = 10_000
    hub.book.save()
    put_in(saved, 50_000)
    client.post(at("withdraw", hub, saved.pk), money(hub, 20_000))

    client.post(at("take_back", hub, WithdrawalRequest.objects.get().pk))

    assert WithdrawalRequest.objects.get().state == "taken_back"


def test_a_part_is_held_and_released(hub, client, saved):
    put_in(saved, 50_000)
    sent = {"key": KEY, "amount": "30000", "reason": "Jaminan"}
    assert client.post(at("hold", hub, saved.pk), sent).status_code == 403
    treasurer = client_of(hub, "treasurer")

    answer = treasurer.post(at("hold", hub, saved.pk), {**sent, "amount": "50001"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["amount"])
    treasurer.post(at("hold", hub, saved.pk), sent)
    saved.refresh_from_db()
    assert saved.held == 30_000
    treasurer.post(at("release", hub, saved.pk, Hold.objects.get().pk))
    saved.refresh_from_db()
    assert saved.held == 0


def test_a_mistake_is_reversed_from_the_passbook(hub, client, saved):
    wrong = put_in(saved, 50_000)
    page = client.get(at("account", hub, saved.pk)).content.decode()
    assert at("undo", hub, saved.pk, wrong.pk) in page

    client.post(
        at("undo", hub, saved.pk, wrong.pk), {"key": KEY, "on": "2026-03-02", "reason": "Salah orang"}
    )

    saved.refresh_from_db()
    assert saved.balance == 0
    page = client.get(at("account", hub, saved.pk)).content.decode()
    assert "(reversed)" in page
    assert at("undo", hub, saved.pk, wrong.pk) not in page


def test_an_empty_account_is_closed_and_a_due_term_renewed(hub, client, saved):
    client.post(at("close", hub, saved.pk))
    saved.refresh_from_db()
    assert saved.closed_on is not None
    term = make_account(make_product(hub.book, Kind.TERM, term_months=1), hub)
    client.post(at("renew", hub, term.pk))
    due = term.due_on
    term.refresh_from_db()
    assert term.due_on > due


def test_interest_is_looked_at_before_it_is_paid(hub, client, saved):
    put_in(saved, 1_000_000, on=date(2026, 1, 5))
    asked = {"product": saved.product_id, "month": "2026-02"}

    page = client.get(at("interest", hub), asked).content.decode()
    assert "1 account earns Rp4.602." in page
    assert client.post(at("interest", hub), asked).status_code == 403
    treasurer = client_of(hub, "treasurer")
    for _n in range(2):
        treasurer.post(at("interest", hub), asked)

    assert InterestRun.objects.get().total == 4_602
    assert "This month is paid: Rp4.602" in client.get(at("interest", hub), asked).content.decode()
    answer = client.get(at("interest", hub), {**asked, "month": "2026-13"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["month"])


def test_products_are_added_and_changed(hub, client):
    treasurer, unit = client_of(hub, "treasurer"), hub.book.units.get(code="PUSAT")
    sent = {"kind": "term", "name": "Sijaka", "unit": unit.pk, "rate": "4.5", "basis": "lowest"}
    assert client.post(at("new_product", hub), sent).status_code == 403

    answer = treasurer.post(at("new_product", hub), sent)
    assert list(answer.context["form"].errors) == ["term_months"]
    treasurer.post(at("new_product", hub), {**sent, "term_months": "12", "is_active": "on"})
    made = SavingsProduct.objects.get()
    assert (made.rate_bps, made.basis, made.term_months) == (450, "average", 12)
    treasurer.post(
        at("product", hub, made.pk), {"name": "Sijaka", "unit": unit.pk, "rate": "5", "term_months": "12"}
    )
    made.refresh_from_db()
    assert (made.rate_bps, made.is_active) == (500, False)
    assert "(not offered)" in client.get(at("products", hub)).content.decode()


def test_the_director_writes_the_licence(hub, client):
    assert "Members only" in client.get(at("products", hub)).content.decode()
    assert client.post(at("settings", hub), {"lkm_licence": "KEP-1"}).status_code == 403

    client_of(hub, "director").post(at("settings", hub), {"lkm_licence": "KEP-1"})

    assert SavingsSettings.objects.get().lkm_licence == "KEP-1"
    assert "LKM licence KEP-1" in client.get(at("products", hub)).content.decode()


def test_accounts_are_found_by_name_number_and_kind(hub, client, saved):
    other = make_account(make_product(hub.book, Kind.COMPULSORY), hub)

    def shown(**asked) -> list[str]:
        return [row.number for row in client.get(at("home", hub), asked).context["page"].rows]

    assert shown() == [saved.number, other.number]
    assert shown(cari=saved.member.name) == [saved.number]
    assert shown(cari=other.number.lower()) == [other.number]
    assert shown(jenis="compulsory") == [other.number]
    assert shown(tampil="tutup") == []


def test_lists_cost_the_same_with_one_row_and_three(hub, client):
    product = make_product(hub.book)

    def cost(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    saved = make_account(product, hub)
    put_in(saved, 50_000)
    pages = [at("home", hub), at("account", hub, saved.pk), at("products", hub), at("paper", hub, saved.pk)]
    before = [cost(page) for page in pages]
    for _n in range(2):
        put_in(make_account(product, hub), 10_000)
        put_in(saved, 1_000)
        make_product(hub.book)

    assert [cost(page) for page in pages] == before == [15, 7, 6, 6]


def test_a_passbook_is_printed_and_downloaded(hub, client, saved):
    put_in(saved, 50_000, note="=1+1")
    take_out(saved, 20_000)

    paper = client.get(at("paper", hub, saved.pk), {"since": "2026-02-15", "until": "2026-02-28"})
    assert [row.amount for row in paper.context["rows"]] == [-20_000]
    sheet = load_workbook(BytesIO(client.get(at("account", hub, saved.pk), {"unduh": "xlsx"}).content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6, max_row=7, min_col=3)]
    assert rows == [["=1+1", 50_000, 0, 50_000], [None, 0, 20_000, 30_000]]
    assert sheet["C6"].data_type == "s"
    listed = load_workbook(BytesIO(client.get(at("home", hub), {"unduh": "xlsx"}).content)).active
    assert [cell.value for cell in listed[4]][4:] == [30_000, 0]


def test_a_supervisor_looks_and_does_nothing(hub, saved):
    supervisor = client_of(hub, "supervisor")

    page = supervisor.get(at("account", hub, saved.pk)).content.decode()

    assert at("deposit", hub, saved.pk) not in page
    for name in ("deposit", "withdraw", "opening"):
        assert supervisor.post(at(name, hub, saved.pk), money(hub, 1_000)).status_code == 403
    for name in ("close", "renew", "hold"):
        assert supervisor.post(at(name, hub, saved.pk)).status_code == 403
    assert not Movement.objects.exists()
