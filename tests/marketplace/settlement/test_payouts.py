"""Payouts: claimed once, agreed to by two, carried when below nothing, and in the books once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.queries import accounts_of, balance
from bumdes.ledger.services import post
from core.ids import random_token
from core.invariants import violations
from core.messages.models import Message
from core.refusals import Conflict
from marketplace.settlement.models import (
    OperatorBook,
    Payout,
    PayoutAccount,
    PayoutBooking,
    Settlement,
)
from marketplace.settlement.queries.payouts import balance_of
from marketplace.settlement.services import payouts as services
from marketplace.settlement.services.payout_accounts import BadHolder, BadNumber
from marketplace.settlement.services.payout_booking import book_payouts
from marketplace.settlement.services.payout_sending import (
    NothingToSend,
    content_of,
    make_batch,
    send_payouts,
    take_answer,
)
from marketplace.settlement.services.rails.batch import NotAnAnswer, number_of
from tests.factories.books import make_book
from tests.factories.operator import make_operator
from tests.factories.payouts import (
    LATER,
    fill_the_bank,
    make_approved_payout,
    make_draft_payout,
    make_owed_seller,
    make_payout_account,
    make_ready_cash,
)
from tests.factories.people import NOON, make_officer, make_organisation, make_user, owner_of

pytestmark = pytest.mark.django_db
TWO_DAYS = timedelta(days=2)


def held(role: str, book=None) -> int:
    return balance(accounts_of(book or OperatorBook.objects.get().book)[role])


def answer(batch, *rows: tuple[str, str]) -> bytes:
    lines = [f"{batch.number:04d};{key};{status};Rekening tidak ditemukan" for key, status in rows]
    return "\n".join(["daftar;referensi;status;keterangan", *lines]).encode()


def charge(seller, amount: int, subject: str = "refund:1"):
    """A shop's balance changes, and so do the books."""
    book = OperatorBook.objects.get().book
    with transaction.atomic(), opened(book):
        accounts = accounts_of(book)
        entry = post(
            Draft(
                book=book,
                date=LATER.date(),
                description="Pengembalian ditanggung toko",
                lines=[cr(accounts["seller_payable"], amount), dr(accounts["operator_capital"], amount)],
                source="settlement.charge",
                key=subject,
                made_by=None,
            ),
            now=LATER,
        )
        return services.charge_seller(
            seller=seller, kind="refund", subject=subject, amount=amount, entry=entry, now=LATER
        )


def test_a_request_claims_all_that_is_due_and_nothing_is_left():
    seller = make_owed_seller(orders=2)

    payout = make_draft_payout(seller)

    assert (payout.amount, payout.state, payout.rail) == (180_000, "draft", "batch")
    assert payout.lines.count() == 2
    with pytest.raises(services.NothingDue):
        make_draft_payout(seller)


def test_the_same_form_again_gives_the_same_payout_and_another_way_is_refused():
    seller = make_owed_seller()
    sent = {"seller": seller, "actor": owner_of(seller), "key": random_token(), "now": LATER}

    first = services.request_payout(way="bank", **sent)

    assert services.request_payout(way="bank", **sent) == first
    with pytest.raises(Conflict):
        services.request_payout(way="cash", **sent)


def test_too_little_waits_for_more():
    seller = make_owed_seller(price=2_000)

    with pytest.raises(services.TooLittle):
        make_draft_payout(seller)
    assert balance_of(seller).free == 4_000


def test_a_new_account_is_not_used_at_once():
    seller = make_owed_seller()
    make_payout_account(seller, number="9876543210", now=LATER - timedelta(hours=1))

    with pytest.raises(services.AccountTooNew):
        make_draft_payout(seller)
    assert make_draft_payout(seller, now=LATER + timedelta(hours=24)).account.number_masked == "••••3210"
    assert Message.objects.filter(event="payout.account", recipient=owner_of(seller)).count() >= 2


def test_an_account_number_is_kept_encrypted():
    account = make_payout_account(make_owed_seller(), number="0111-2222-3333")

    assert number_of(account) == "011122223333"
    with connection.cursor() as cursor:
        cursor.execute("SELECT settlement_payoutaccount::text FROM settlement_payoutaccount")
        assert "11122223333" not in str(cursor.fetchall())


@pytest.mark.parametrize(
    ("number", "holder", "refusal"),
    [("12", "Pemilik", BadNumber), ("12345678a", "Pemilik", BadNumber), ("12345678", "12", BadHolder)],
)
def test_an_account_that_cannot_be_is_refused(number, holder, refusal):
    seller = make_owed_seller()

    with pytest.raises(refusal):
        make_payout_account(seller, number=number, holder=holder)
    assert PayoutAccount.objects.filter(seller=seller).count() == 1


def test_whoever_asked_does_not_approve_nor_does_the_shop():
    seller = make_owed_seller()
    operator = make_operator()
    payout = services.run_payouts(actor=operator, now=LATER)[0]

    with pytest.raises(services.OnePerson):
        services.approve_payout(payout=payout, actor=operator, now=LATER)
    with pytest.raises(services.OwnShop):
        services.approve_payout(payout=payout, actor=owner_of(seller), now=LATER)

    services.approve_payout(payout=payout, actor=make_operator(), now=LATER)
    assert payout.state == "approved"


def test_a_second_sign_in_of_the_same_person_does_not_approve():
    make_owed_seller()
    payout = services.run_payouts(actor=make_operator(email="a@contoh.test"), now=LATER)[0]

    with pytest.raises(services.OnePerson):
        services.approve_payout(payout=payout, actor=make_operator(email="a+2@contoh.test"), now=LATER)


def test_a_run_pays_each_shop_that_has_enough_and_only_once():
    one, two = make_owed_seller(), make_owed_seller(price=10_000)
    make_owed_seller(price=1_000)

    made = services.run_payouts(actor=make_operator(), now=LATER)

    assert [payout.seller for payout in made] == [one, two]
    assert services.run_payouts(actor=make_operator(), now=LATER) == []


def test_what_is_held_stays_and_goes_once_released():
    seller = make_owed_seller(orders=2)
    first = Settlement.objects.of_seller(seller).order_by("pk")[0]
    hold = services.place_hold(settlement=first, reason="Aduan pembeli", until=None, actor=None, now=LATER)

    payout = make_draft_payout(seller)

    assert payout.amount == 90_000
    assert balance_of(seller).held_in_all == 90_000
    with pytest.raises(services.AlreadyHeld):
        services.place_hold(settlement=first, reason="x", until=None, actor=None, now=LATER)
    services.release_hold(hold=hold, actor=None, now=LATER)
    assert make_draft_payout(seller).amount == 90_000


def test_what_is_leaving_cannot_be_held():
    payout = make_draft_payout()

    with pytest.raises(services.AlreadyLeaving):
        services.place_hold(
            settlement=payout.lines.get().settlement, reason="x", until=None, actor=None, now=LATER
        )


def test_a_debt_is_carried_and_netted_with_what_comes():
    seller = make_owed_seller()
    make_owed_seller()  # the shops' account as a whole is never below nothing
    charge(seller, -100_000)
    assert balance_of(seller).free == -10_000
    with pytest.raises(services.NothingDue):
        make_draft_payout(seller)

    charge(seller, 40_000, "correction:2")

    assert make_draft_payout(seller).amount == 30_000
    assert list(violations(only="settlement")) == []


def test_a_subject_is_charged_once_and_not_otherwise():
    seller = make_owed_seller()
    first = charge(seller, -1_000)
    facts = {"seller": seller, "kind": "refund", "subject": "refund:1", "entry": first.entry, "now": LATER}

    again = services.charge_seller(amount=-1_000, **facts)

    assert again == first
    with pytest.raises(Conflict):
        services.charge_seller(amount=-2_000, **facts)


def test_a_withdrawn_payout_frees_what_it_claimed():
    seller = make_owed_seller()
    payout = make_draft_payout(seller)

    services.withdraw_payout(payout=payout, reason="Salah jalur", actor=make_operator(), now=LATER)

    again = make_draft_payout(seller, way="cash")
    assert (again.amount, again.rail) == (payout.amount, "cash")
    assert list(violations(only="settlement")) == []


def test_a_bank_file_has_its_number_and_stays_the_same_bytes():
    fill_the_bank()
    payout = make_approved_payout()

    batch = make_batch(actor=make_operator(), now=LATER)

    payout.refresh_from_db()
    content = content_of(batch)
    assert (batch.number, payout.state) == (1, "sent")
    assert f"0001;{payout.key};BRI;0123456789;Pemilik Contoh;90000" in content.decode("utf-8-sig")
    assert content_of(type(batch).objects.get()) == content
    with connection.cursor() as cursor:
        cursor.execute("SELECT position('0123456789'::bytea in content_sealed) FROM settlement_payoutbatch")
        assert cursor.fetchone() == (0,)
    with pytest.raises(NothingToSend):
        make_batch(actor=make_operator(), now=LATER)


def test_the_banks_answer_pays_and_the_same_file_again_changes_nothing():
    fill_the_bank()
    payout = make_approved_payout()
    other = make_approved_payout()
    batch = make_batch(actor=make_operator(), now=LATER)
    content = answer(batch, (payout.key, "Berhasil"), (other.key, "GAGAL"), ("XXXX-1", "Berhasil"))
    send = {"content": content, "name": "jawaban.csv", "actor": make_operator()}

    result = take_answer(now=LATER, **send)
    assert book_payouts(now=LATER) == 1
    again = take_answer(now=LATER + TWO_DAYS, **send)

    payout.refresh_from_db()
    other.refresh_from_db()
    assert (again, result.paid, result.failed, result.unknown) == (result, 1, 1, 1)
    assert (payout.state, payout.paid_at) == ("paid", LATER)
    assert (other.state, other.problem) == ("failed", "Rekening tidak ditemukan")
    assert book_payouts(now=LATER) == 0
    assert held("seller_payable") == other.amount
    assert list(violations(only="settlement")) == []


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2", b"\xff\xfe\x00", b"daftar;status\n1;berhasil"])
def test_a_file_that_is_no_answer_is_refused(content):
    with pytest.raises(NotAnAnswer):
        take_answer(content=content, name="x", actor=make_operator(), now=LATER)


def test_money_the_bank_returns_two_days_later_is_owed_again_and_sent_under_its_reference():
    fill_the_bank()
    payout = make_approved_payout()
    batch = make_batch(actor=make_operator(), now=LATER)
    first_key = payout.key
    take_answer(content=answer(batch, (first_key, "berhasil")), name="1", actor=make_operator(), now=LATER)
    book_payouts(now=LATER)
    bank = held("bank_1")

    late = LATER + TWO_DAYS
    take_answer(content=answer(batch, (first_key, "retur")), name="2", actor=make_operator(), now=late)
    book_payouts(now=late)

    payout.refresh_from_db()
    assert payout.state == "failed"
    assert (held("seller_payable"), held("bank_1")) == (90_000, bank + 90_000)
    services.retry_payout(payout=payout, actor=make_operator(), now=late)
    assert payout.key == first_key.replace("-1", "-2")
    second = make_batch(actor=make_operator(), now=late)
    # What is still said of the first try speaks of money that is long back.
    take_answer(content=answer(batch, (first_key, "gagal")), name="3", actor=make_operator(), now=late)
    take_answer(content=answer(second, (payout.key, "sukses")), name="4", actor=make_operator(), now=late)
    book_payouts(now=late)
    payout.refresh_from_db()
    assert (payout.state, held("seller_payable"), held("bank_1")) == ("paid", 0, bank)
    assert PayoutBooking.objects.count() == 3
    assert list(violations(only="settlement")) == []


def test_a_payment_waits_for_the_books_until_the_bank_account_has_the_money():
    payout = make_approved_payout()
    batch = make_batch(actor=make_operator(), now=LATER)
    take_answer(content=answer(batch, (payout.key, "berhasil")), name="1", actor=make_operator(), now=LATER)

    assert book_payouts(now=LATER) == 0
    fill_the_bank()
    assert book_payouts(now=LATER) == 1


def test_cash_is_handed_out_for_the_code_and_stands_in_both_books():
    payout = make_ready_cash()
    hub = payout.hub
    hub.book = make_book(code=hub.code, opened_on=NOON.date().replace(month=1, day=1))
    hub.save(update_fields=["book"])
    cashier = make_officer(hub, "cashier")
    give = {"payout": payout, "hub": hub, "receiver": "Siti", "actor": cashier, "now": LATER}

    with pytest.raises(services.WrongCode):
        services.hand_over_cash(code="XXXXXX", **give)
    with pytest.raises(services.TooLittleCash):
        services.hand_over_cash(code=payout.code, **give)
    put_cash(hub.book, 100_000)
    receipt = services.hand_over_cash(code=payout.code.lower(), **give)

    assert services.hand_over_cash(code=payout.code, **give) == receipt
    assert (receipt.number, Payout.objects.get().state) == (1, "paid")
    owed_to_hub = held("hub_payable")
    assert book_payouts(now=LATER) == 1
    assert (held("seller_payable"), held("hub_payable")) == (0, owed_to_hub + payout.amount)
    assert held("cash", hub.book) == 100_000 - payout.amount
    assert held("marketplace_clearing", hub.book) == payout.amount
    assert list(violations(only="settlement")) == []


def put_cash(book, amount: int) -> None:
    with transaction.atomic(), opened(book):
        accounts = accounts_of(book)
        post(
            Draft(
                book=book,
                date=NOON.date(),
                description="Setoran",
                lines=[dr(accounts["cash"], amount), cr(accounts["seller_payable"], amount)],
                source="test",
                key="cash",
                made_by=None,
            ),
            now=NOON,
        )


def test_cash_is_given_by_an_officer_of_that_bumdes_who_does_not_work_in_the_shop():
    payout = make_ready_cash()
    elsewhere = make_organisation()
    give = {"payout": payout, "code": payout.code, "receiver": "Siti", "now": LATER}

    with pytest.raises(services.NotYourWork):
        services.hand_over_cash(hub=payout.hub, actor=make_user(), **give)
    with pytest.raises(services.NotHere):
        services.hand_over_cash(hub=elsewhere, actor=make_officer(elsewhere), **give)
    owner = make_officer(payout.hub, user=owner_of(payout.seller))
    with pytest.raises(services.OwnShop):
        services.hand_over_cash(hub=payout.hub, actor=owner, **give)
    assert Payout.objects.get().state == "sent"


def test_cash_that_nobody_fetches_fails_and_paid_cash_does_not():
    payout = make_ready_cash()
    services.fail_payout(payout=payout, reason="Tidak diambil", actor=make_operator(), now=LATER)
    services.retry_payout(payout=payout, actor=make_operator(), now=LATER)
    send_payouts(now=LATER)
    payout.refresh_from_db()
    services.hand_over_cash(
        payout=payout,
        hub=payout.hub,
        code=payout.code,
        receiver="Siti",
        actor=make_officer(payout.hub),
        now=LATER,
    )

    with pytest.raises(services.NotNow):
        services.fail_payout(payout=payout, reason="x", actor=make_operator(), now=LATER)
