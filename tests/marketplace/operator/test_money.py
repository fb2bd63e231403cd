"""Bank lists and the money on them: matched, repeated, late, by hand, set aside."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.audit.models import AuditLine
from core.ids import random_token
from core.invariants import violations
from core.refusals import Conflict
from marketplace.gateways.transfer.models import StatementImport, StatementLine
from marketplace.operator.models import ManualMatch
from marketplace.operator.services import bank, matches
from marketplace.order.enums import Status
from marketplace.payment.models import Payment, UnappliedReceipt
from marketplace.purchases.clocks import run_clocks
from tests.factories.operator import bank_list, make_account, make_line, make_operator, make_transfer
from tests.factories.people import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return make_account()


@pytest.fixture
def operator():
    return make_operator()


def upload(account, content, **kw):
    values = {"file_name": "mutasi.csv", "key": random_token(), "now": NOON} | kw
    values.setdefault("actor", None)
    values["actor"] = values["actor"] or make_operator()
    return bank.upload_statement(account=account, content=content, **values)


def match(line, payment, actor, **kw):
    return matches.match_by_hand(
        line=line, payment=payment, actor=actor, **({"key": random_token(), "now": NOON} | kw)
    )


def test_the_exact_amount_pays_by_itself(account):
    payment = make_transfer()

    done = upload(
        account,
        bank_list(("23/11/2026", "SITI", payment.amount_due), ("23/11/2026", "BUNGA", 1_234)),
    )

    payment.refresh_from_db()
    line = StatementLine.objects.get(amount=payment.amount_due)
    assert (done.result.added, StatementImport.objects.get().matched) == (2, 1)
    assert payment.state == Payment.State.PAID
    assert payment.reference == f"bank:{line.fingerprint}"
    assert line.payment == payment
    assert set(payment.purchase.orders.values_list("status", flat=True)) == {Status.PLACED}
    assert list(violations()) == []


def test_the_same_file_again_adds_nothing(account):
    payment = make_transfer()
    content = bank_list(("23/11/2026", "SITI", payment.amount_due), ("22/11/2026", "ANI", 500_000))

    upload(account, content)
    again = upload(account, content)

    assert (again.result.added, again.result.repeated) == (0, 2)
    assert StatementLine.objects.count() == 2
    assert not UnappliedReceipt.objects.exists()


def test_twins_of_one_day_are_two_lines_in_every_list(account):
    twins = [("22/11/2026", "SETOR TUNAI", 50_000)] * 2

    upload(account, bank_list(*twins))
    again = upload(account, bank_list(*twins, ("23/11/2026", "SETOR TUNAI", 50_000)))

    assert (again.result.added, again.result.repeated) == (1, 2)
    assert StatementLine.objects.count() == 3


def test_one_key_uploads_once(account, operator):
    content = bank_list(("22/11/2026", "ANI", 500_000))

    first = upload(account, content, key="k" * 20, actor=operator)
    again = upload(account, content, key="k" * 20, actor=operator)

    assert first == again
    assert StatementImport.objects.count() == 1
    with pytest.raises(Conflict):
        upload(account, bank_list(("22/11/2026", "ANI", 500_001)), key="k" * 20, actor=operator)


def test_a_wrong_line_stops_the_whole_file_until_somebody_decides(account, operator):
    payment = make_transfer()
    content = bank_list(("23/11/2026", "SITI", payment.amount_due), ("32/13/2026", "ANI", 500_000))

    found = upload(account, content)

    assert found.result is None
    assert [line for line, _message in found.errors] == [3]
    assert not StatementLine.objects.exists()

    bank.import_the_rest(upload=found, actor=operator, now=NOON)
    bank.import_the_rest(upload=found, actor=operator, now=NOON)

    payment.refresh_from_db()
    assert payment.state == Payment.State.PAID
    assert StatementLine.objects.count() == 1
    assert found.rows == []


def test_a_file_of_wrong_lines_alone_imports_nothing(account, operator):
    found = upload(account, bank_list(("32/13/2026", "ANI", 500_000)))

    with pytest.raises(bank.NothingToImport):
        bank.import_the_rest(upload=found, actor=operator, now=NOON)


def test_a_list_without_money_coming_in_says_so(account):
    with pytest.raises(bank.NothingComesIn):
        upload(account, b"Tanggal;Keterangan;Jumlah\n23/11/2026;BIAYA;-15.000\n")


def test_one_rupiah_off_waits_for_a_person(account):
    payment = make_transfer()

    upload(account, bank_list(("23/11/2026", "SITI", payment.amount_due - 1)))

    assert StatementLine.objects.get().payment is None
    payment.refresh_from_db()
    assert payment.state == Payment.State.PENDING


def test_money_booked_before_the_purchase_is_not_its_own(account):
    payment = make_transfer()

    upload(account, bank_list(("22/11/2026", "SITI", payment.amount_due)))

    assert StatementLine.objects.get().payment is None


def test_the_amount_on_another_account_is_not_taken(account):
    payment = make_transfer()

    upload(make_account(), bank_list(("23/11/2026", "SITI", payment.amount_due)))

    assert StatementLine.objects.get().payment is None


def test_late_money_becomes_an_unapplied_receipt(account):
    payment = make_transfer()
    later = NOON + timedelta(days=3)
    run_clocks(now=later)

    upload(account, bank_list(("26/11/2026", "SITI", payment.amount_due)), now=later)

    receipt = UnappliedReceipt.objects.get()
    assert (receipt.payment, receipt.reason, receipt.amount) == (payment, "late", payment.amount_due)
    assert StatementLine.objects.get().payment == payment
    assert set(payment.purchase.orders.values_list("status", flat=True)) == {Status.EXPIRED}
    assert list(violations()) == []


def test_money_sent_twice_is_kept_once_for_the_purchase_and_once_for_its_sender(account):
    payment = make_transfer()

    upload(account, bank_list(*[("23/11/2026", "SITI", payment.amount_due)] * 2))

    assert UnappliedReceipt.objects.get().reason == "paid twice"
    assert StatementLine.objects.filter(payment=payment).count() == 2
    assert list(violations()) == []


def test_an_import_that_was_cut_off_is_taken_up_by_the_next(account, monkeypatch):
    payment = make_transfer()
    with monkeypatch.context() as cut:
        cut.setattr(bank, "match_lines", lambda **_kw: 0)
        upload(account, bank_list(("23/11/2026", "SITI", payment.amount_due)))

    upload(account, bank_list(("23/11/2026", "ANI", 1_234)))

    payment.refresh_from_db()
    assert payment.state == Payment.State.PAID


@pytest.fixture
def waiting(account):
    """A line with the amount of a pending payment that its day keeps from matching by itself."""
    payment = make_transfer()
    return make_line(account, payment.amount_due, day="22/11/2026"), payment


def test_a_small_match_by_hand_is_applied_at_once(waiting, operator):
    line, payment = waiting

    made = match(line, payment, operator)

    payment.refresh_from_db()
    assert made.applied_at == NOON
    assert (made.needs_second, payment.state) == (False, Payment.State.PAID)
    assert AuditLine.objects.get(action="match.made").actor == operator
    assert list(violations()) == []


def test_one_key_matches_once(waiting, operator):
    line, payment = waiting

    assert match(line, payment, operator, key="k" * 20) == match(line, payment, operator, key="k" * 20)
    assert ManualMatch.objects.count() == 1


def test_another_amount_is_never_matched(account, operator):
    payment = make_transfer()
    line = make_line(account, payment.amount)

    with pytest.raises(matches.AmountDiffers):
        match(line, payment, operator)


def test_a_line_is_used_once(account, waiting, operator):
    line, payment = waiting
    match(line, payment, operator)

    with pytest.raises(matches.LineSettled):
        match(line, make_transfer(), operator)


@pytest.fixture
def over_limit(account, operator, settings):
    settings.MANUAL_MATCH_LIMIT = 20_000
    payment = make_transfer()
    line = make_line(account, payment.amount_due, day="22/11/2026")
    return match(line, payment, operator)


def test_over_the_limit_the_money_waits_for_a_second_person(over_limit, operator):
    assert over_limit.applied_at is None
    with pytest.raises(matches.SecondPersonNeeded):
        matches.approve_match(match=over_limit, actor=operator, now=NOON)

    matches.approve_match(match=over_limit, actor=make_operator(), now=NOON)
    matches.approve_match(match=over_limit, actor=make_operator(), now=NOON)

    assert over_limit.payment.state == Payment.State.PAID
    assert list(violations()) == []


def test_the_database_knows_that_the_checker_is_not_the_maker(over_limit):
    for change in ({"approved_by": over_limit.made_by_id}, {"applied_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ManualMatch.objects.update(**change)


def test_a_withdrawn_match_frees_its_line(over_limit, operator):
    line, payment = over_limit.line, over_limit.payment
    with pytest.raises(matches.AlreadyProposed):
        match(line, payment, operator)

    matches.withdraw_match(match=over_limit, actor=operator, now=NOON)

    with pytest.raises(matches.MatchWithdrawn):
        matches.approve_match(match=over_limit, actor=make_operator(), now=NOON)
    assert match(line, payment, operator).applied_at is None


def test_a_payment_that_ended_meanwhile_is_not_approved(over_limit):
    run_clocks(now=NOON + timedelta(days=3))

    with pytest.raises(matches.NotPending):
        matches.approve_match(match=over_limit, actor=make_operator(), now=NOON)


def test_a_line_is_set_aside_with_a_reason(account, operator):
    line = make_line(account, 1_234)

    with pytest.raises(matches.ReasonNeeded):
        matches.set_aside(line=line, reason=" ", is_buyers_money=False, actor=operator, now=NOON)
    matches.set_aside(line=line, reason="Bunga bank", is_buyers_money=False, actor=operator, now=NOON)

    assert not UnappliedReceipt.objects.exists()
    with pytest.raises(matches.LineSettled):
        matches.set_aside(line=line, reason="Lagi", is_buyers_money=True, actor=operator, now=NOON)


def test_money_of_a_buyer_stays_in_sight(account, operator):
    line = make_line(account, 30_000)

    matches.set_aside(line=line, reason="Tanpa kode unik", is_buyers_money=True, actor=operator, now=NOON)

    receipt = UnappliedReceipt.objects.get()
    assert (receipt.amount, receipt.reference) == (30_000, f"bank:{line.fingerprint}")


def test_a_receipt_is_settled_by_one_person_with_a_note(account, operator):
    line = make_line(account, 30_000)
    matches.set_aside(line=line, reason="Tanpa kode", is_buyers_money=True, actor=operator, now=NOON)
    receipt = UnappliedReceipt.objects.get()

    with pytest.raises(matches.NoteNeeded):
        matches.resolve_receipt(receipt=receipt, note="", actor=operator, now=NOON)
    for _tap in range(2):
        matches.resolve_receipt(receipt=receipt, note="Dikembalikan", actor=operator, now=NOON)
    with pytest.raises(matches.AlreadyResolved):
        matches.resolve_receipt(receipt=receipt, note="Lain", actor=operator, now=NOON)

    assert AuditLine.objects.get(action="unapplied.resolved").actor == operator


def test_accounts_are_added_once(operator):
    values = {"bank": "BRI", "number": "0123456789", "holder": "Sedulang", "actor": operator, "now": NOON}

    first = bank.add_account(**values, key="k" * 20)
    again = bank.add_account(**values, key="k" * 20)

    assert first == again
    with pytest.raises(bank.AccountExists):
        bank.add_account(**values, key="m" * 20)


def test_what_happens_to_an_account_is_in_the_trail(account, operator):
    bank.set_account_active(account=account, is_active=False, actor=operator, now=NOON)
    bank.set_account_active(account=account, is_active=False, actor=operator, now=NOON)

    assert AuditLine.objects.filter(action="bank_account.active").count() == 1
