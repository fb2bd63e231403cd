"""The shop asks, an operator approves, the BUMDes hands out: by their pages."""

from __future__ import annotations

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.ids import random_token
from marketplace.settlement.models import Payout, PayoutAccount, PayoutBatch
from tests.factories.operator import make_operator
from tests.factories.payouts import (
    fill_the_bank,
    make_approved_payout,
    make_draft_payout,
    make_owed_seller,
    make_ready_cash,
)
from tests.factories.people import make_officer, make_user, owner_of

pytestmark = pytest.mark.django_db


def client_of(user, *, asked_again: bool = False) -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    if asked_again:
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def test_a_shop_asks_for_its_money_and_follows_it():
    seller = make_owed_seller()
    client = client_of(owner_of(seller))
    page = client.get(reverse("seller:payout_new", args=[seller.slug]))
    form = {"key": page.context["form"]["key"].value(), "way": "cash"}

    sent = client.post(reverse("seller:payout_new", args=[seller.slug]), form)

    payout = Payout.objects.get()
    assert sent["Location"] == reverse("seller:payout", args=[seller.slug, payout.reference])
    text = client.get(sent["Location"]).content.decode()
    assert "Waits for approval" in text
    assert "Rp90.000" in text
    assert payout.code not in text


def test_nothing_due_is_said_above_the_form_and_the_choice_stays():
    payout = make_draft_payout()
    url = reverse("seller:payout_new", args=[payout.seller.slug])

    answer = client_of(owner_of(payout.seller)).post(url, {"key": random_token(), "way": "cash"})

    assert answer.status_code == 422
    assert "There is nothing to pay out yet." in answer.content.decode()
    assert answer.context["form"]["way"].value() == "cash"


def test_staff_of_a_shop_neither_asks_nor_sees_the_code():
    payout = make_ready_cash()
    staff = make_user()
    payout.seller.staff.create(user=staff, role="staff", started_at=payout.requested_at)
    client = client_of(staff)

    for url in (
        reverse("seller:payout_new", args=[payout.seller.slug]),
        reverse("seller:payout", args=[payout.seller.slug, payout.reference]),
        reverse("seller:payout_account", args=[payout.seller.slug]),
    ):
        assert client.get(url).status_code == 403
    assert payout.code not in client.get(reverse("seller:money", args=[payout.seller.slug])).content.decode()


def test_the_account_is_changed_only_after_the_password_was_typed_again():
    seller = make_owed_seller()
    url = reverse("seller:payout_account", args=[seller.slug])
    form = {"bank": "SUMSEL_BABEL", "number": "9876 5432 10", "holder": "Pemilik"}

    assert "/konfirmasi/" in client_of(owner_of(seller)).post(url, form)["Location"]
    assert PayoutAccount.objects.count() == 1
    wrong = client_of(owner_of(seller), asked_again=True).post(url, form | {"number": "12"})
    assert wrong.status_code == 422
    assert "8 to 18 digits" in wrong.content.decode()
    client_of(owner_of(seller), asked_again=True).post(url, form)

    assert str(PayoutAccount.objects.get(ended_at=None)) == "Bank Sumsel Babel ••••3210"


def test_an_operator_approves_sends_by_file_and_reads_the_answer():
    fill_the_bank()
    payout = make_draft_payout()
    client = client_of(make_operator())

    client.post(reverse("operator:payout", args=[payout.pk]), {"do": "approve"})
    client.post(reverse("operator:payouts_batch"))
    address = reverse("operator:payouts_file", args=[PayoutBatch.objects.get().pk])
    file = client.get(address)
    said = f"daftar;referensi;status\n0001;{payout.key};Berhasil".encode()
    upload = SimpleUploadedFile("jawaban.csv", said)
    answered = client.post(reverse("operator:payouts_answer"), {"file": upload}, follow=True)

    payout.refresh_from_db()
    assert payout.state == "paid"
    assert (
        file.content
        == client.get(reverse("operator:payouts_file", args=[PayoutBatch.objects.get().pk])).content
    )
    assert payout.key.encode() in file.content
    assert "Read: 1 paid, 0 failed, 0 unknown." in answered.content.decode()
    assert payout.reference in answered.content.decode()


def test_a_wrong_file_is_said_beside_the_field():
    upload = SimpleUploadedFile("a.csv", b"x;y\n1;2")

    answer = client_of(make_operator()).post(reverse("operator:payouts_answer"), {"file": upload})

    assert answer.status_code == 422
    assert "no columns" in answer.content.decode()


def test_a_failure_needs_its_reason_and_is_sent_again():
    payout = make_ready_cash()
    client, url = client_of(make_operator()), reverse("operator:payout", args=[payout.pk])

    client.post(url, {"do": "fail", "reason": " "})
    assert Payout.objects.get().state == "sent"
    client.post(url, {"do": "fail", "reason": "Tidak diambil"})
    assert Payout.objects.get().problem == "Tidak diambil"
    client.post(url, {"do": "retry"})

    assert (Payout.objects.get().state, Payout.objects.get().attempt) == ("approved", 2)


def test_who_made_a_payout_is_told_that_another_approves():
    make_owed_seller()
    client = client_of(make_operator())
    client.post(reverse("operator:payouts_run"))
    url = reverse("operator:payout", args=[Payout.objects.get().pk])

    assert "another operator approves it" in client.get(url).content.decode()
    client.post(url, {"do": "approve"})
    assert Payout.objects.get().state == "draft"


def test_a_cashier_hands_the_cash_over_and_prints_the_receipt():
    payout = make_ready_cash()
    client = client_of(make_officer(payout.hub))
    url = reverse("hub:payout", args=[payout.hub.code, payout.reference])

    assert payout.reference in client.get(reverse("hub:payouts", args=[payout.hub.code])).content.decode()
    wrong = client.post(url, {"code": "XXXXXX", "receiver": "Siti"})
    assert wrong.status_code == 422
    assert 'value="Siti"' in wrong.content.decode()
    done = client.post(url, {"code": payout.code, "receiver": "Siti"}, follow=True)

    assert "sembilan puluh ribu rupiah" in done.content.decode().lower()
    assert payout.code not in done.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_whatever_they_show(rows, django_assert_num_queries):
    hub = None
    for _ in range(rows):
        seller = make_owed_seller()
        seller.hub = hub = hub or seller.hub
        seller.save(update_fields=["hub"])
        make_ready_cash(seller)
        make_draft_payout(make_owed_seller())
    operator, officer = client_of(make_operator()), client_of(make_officer(hub))
    lists = (
        (operator, reverse("operator:payouts"), 4),
        (officer, reverse("hub:payouts", args=[hub.code]), 5),
    )
    for client, url, queries in lists:
        client.get(url)
        with django_assert_num_queries(queries):
            client.get(url)


def test_a_payout_says_who_did_what():
    payout = make_approved_payout()

    page = client_of(make_operator()).get(reverse("operator:payout", args=[payout.pk])).content.decode()

    assert payout.approved_by.name in page
    assert payout.lines.get().settlement.order.number in page
    assert "0123456789" not in page
