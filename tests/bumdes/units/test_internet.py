"""Village internet: bills once a month, payments oldest first, vouchers used once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of, balance
from bumdes.units.calculations import days_on, part_of_month, spread_over_bills
from bumdes.units.models import Bill, BusinessUnit, DrawerShift, Payment, Subscriber, Voucher
from bumdes.units.queries.internet import arrears
from bumdes.units.services import TooLittleCash, close_shift, open_shift
from bumdes.units.services.bills import (
    BillCancelled,
    BillPaid,
    MonthNotBegun,
    bill_month,
    cancel_bill,
)
from bumdes.units.services.lines import add_package, end_line, receive_payment, subscribe, suspend
from bumdes.units.services.vouchers import (
    TooFewVouchers,
    VoucherNotSold,
    print_vouchers,
    sell_vouchers,
    use_voucher,
    void_voucher,
)
from core.invariants import violations
from core.refusals import Conflict
from tests.factories.books import make_organisation_with_book
from tests.factories.people import make_officer
from tests.factories.units import make_business
from tests.threads import at_once

NOW = datetime(2026, 6, 1, 5, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)


class Net:
    """An internet unit with one package, and short ways to its services."""

    def __init__(self):
        self.hub = make_organisation_with_book()
        self.actor = make_officer(self.hub, "treasurer")
        made = make_business(self.hub, kind="internet", actor=self.actor)
        with opened(self.hub.book):
            self.business = BusinessUnit.objects.select_related("unit", "organisation__book").get(pk=made.pk)
        self.service = self.business.internet
        self.service.business = self.business
        self.accounts = accounts_of(self.hub.book)
        self.package = self.add_package(name="Rumah", price=150_000, days=None)

    def add_package(self, **kw):
        return add_package(service=self.service, speed_mbps=10, actor=self.actor, now=NOW, **kw)

    def line(self, name="Bu Lina", since=date(2026, 4, 1)):
        return subscribe(
            service=self.service,
            package=self.package,
            name=name,
            phone="+6281200000111",
            hamlet="Dusun 2",
            started_on=since,
            key=f"key of the line of {name}",
            actor=self.actor,
            now=NOW,
        )

    def bill(self, month):
        return bill_month(service=self.service, month=date(2026, month, 1), actor=None, now=NOW)

    def pay(self, line, amount, key="pay-1"):
        return receive_payment(
            subscriber=line,
            amount=amount,
            account=self.accounts["cash"],
            paid_on=TODAY,
            key=key,
            actor=self.actor,
            now=NOW,
        )


@pytest.fixture
def net(db):
    return Net()


def broken():
    return [row.invariant for row in violations(only="units.")]


@given(amount=st.integers(0, 10**9), bills=st.lists(st.integers(1, 10**8), max_size=12))
def test_a_payment_is_spread_whole_and_oldest_first(amount, bills):
    shares, rest = spread_over_bills(amount, bills)

    assert sum(shares) + rest == amount
    assert rest == max(0, amount - sum(bills))
    full = [share == owed for share, owed in zip(shares, bills, strict=True)]
    assert all(full[i] or not any(shares[i + 1 :]) for i in range(len(bills)))


def test_a_part_of_a_month_counts_both_ends():
    april = date(2026, 4, 1)

    assert days_on(april, since=date(2026, 4, 21), until=None) == (10, 30)
    assert days_on(april, since=date(2026, 1, 1), until=date(2026, 4, 1)) == (1, 30)
    assert days_on(april, since=date(2026, 5, 1), until=None) == (0, 30)
    assert [part_of_month(150_000, days, 31) for days in (0, 1, 31)] == [0, 4_839, 150_000]


def test_each_line_is_billed_once_by_its_days(net):
    net.line()
    net.line("Pak Umar", since=date(2026, 5, 22))
    net.line("Belum pasang", since=date(2026, 6, 1))

    first, again = net.bill(5), net.bill(5)

    assert (first is not None, again) == (True, None)
    assert list(Bill.objects.order_by("pk").values_list("amount", flat=True)) == [150_000, 48_387]
    assert balance(net.accounts["receivable_trade"], unit=net.business.unit) == 198_387
    with pytest.raises(MonthNotBegun):
        net.bill(7)
    assert broken() == []


def test_the_command_bills_every_unit_once(net):
    net.line()
    out = StringIO()

    call_command("bill_internet", month=date(2026, 5, 1), stdout=out)
    call_command("bill_internet", month=date(2026, 5, 1), stdout=out)

    assert out.getvalue().splitlines() == [
        f"{net.hub.code}: Tagihan internet 05/2026: 1 pelanggan",
        f"{net.hub.code}: nothing new",
    ]
    assert Bill.objects.count() == 1


def test_an_ended_and_a_suspended_line_are_billed_until_their_day(net):
    end_line(subscriber=net.line(), ended_on=date(2026, 4, 15), actor=net.actor, now=NOW)
    suspend(subscriber=net.line("Pak Umar"), since=date(2026, 4, 3), actor=net.actor, now=NOW)

    net.bill(4)

    assert list(Bill.objects.order_by("pk").values_list("amount", flat=True)) == [75_000, 15_000]
    assert net.bill(5) is None


def test_a_payment_pays_the_oldest_and_the_rest_pays_the_next_bill(net):
    line = net.line()
    net.bill(4)
    net.bill(5)

    net.pay(line, 200_000)
    net.pay(line, 150_000, key="pay-2")
    assert balance(net.accounts["unearned_revenue"]) == 50_000
    net.bill(6)

    assert list(Bill.objects.order_by("month").values_list("paid", flat=True)) == [150_000, 150_000, 50_000]
    assert balance(net.accounts["unearned_revenue"]) == 0
    assert balance(net.accounts["receivable_trade"]) == 100_000
    assert broken() == []


def test_one_key_pays_once(net):
    line = net.line()

    assert net.pay(line, 10_000) == net.pay(line, 10_000) == Payment.objects.get()
    with pytest.raises(Conflict):
        net.pay(line, 10_001)


def test_an_unpaid_bill_is_waived_once_with_a_credit_note(net):
    line = net.line()
    net.bill(4)
    net.bill(5)
    net.pay(line, 1)
    paid, unpaid = Bill.objects.select_related("subscriber").order_by("month")
    for bill in (paid, unpaid):
        bill.subscriber.service = net.service
    waive = {"reason": "Gangguan", "actor": net.actor, "now": NOW}

    cancel_bill(bill=unpaid, **waive)

    for bill, refusal in ((paid, BillPaid), (unpaid, BillCancelled)):
        bill.subscriber.service = net.service
        with pytest.raises(refusal):
            cancel_bill(bill=bill, **waive)
    assert balance(net.accounts["receivable_trade"]) == 149_999
    assert broken() == []


def test_vouchers_are_revenue_when_sold_and_used_once(net):
    daily = net.add_package(name="Harian", price=5_000, days=1)
    make = {"service": net.service, "package": daily, "key": "k" * 16, "actor": net.actor, "now": NOW}
    batch = print_vouchers(count=5, **make)
    batch.service = net.service
    sale = {"account": net.accounts["cash"], "sold_on": TODAY, "actor": net.actor, "now": NOW}

    sold = [sell_vouchers(batch=batch, count=2, key="a", **sale) for _n in range(2)]

    assert sold[0] == sold[1]
    assert print_vouchers(count=5, **make) == batch
    assert balance(net.accounts["revenue_internet_voucher"], unit=net.business.unit) == 10_000
    with pytest.raises(TooFewVouchers):
        sell_vouchers(batch=batch, count=4, key="b", **sale)
    code = Voucher.objects.filter(state="sold").first().code
    use_voucher(service=net.service, code=code.lower(), actor=net.actor, now=NOW)
    with pytest.raises(VoucherNotSold):
        use_voucher(service=net.service, code=code, actor=net.actor, now=NOW)


def test_two_runs_and_two_cashiers_at_once(committed_db):
    net = Net()
    line = net.line()

    runs = at_once([lambda: net.bill(5)] * 2)
    lines = [Subscriber.objects.get(pk=line.pk) for _n in range(2)]
    for each in lines:
        each.service = net.service
    paid = at_once([lambda each=each: net.pay(each, 150_000) for each in lines])

    assert [run is None for run in runs].count(True) == 1
    assert paid[0] == paid[1] == Payment.objects.get()
    assert Bill.objects.get().paid == 150_000
    assert broken() == []


def test_two_people_use_one_voucher(committed_db):
    net = Net()
    daily = net.add_package(name="Harian", price=5_000, days=1)
    facts = {"actor": net.actor, "now": NOW}
    batch = print_vouchers(service=net.service, package=daily, count=1, key="k" * 16, **facts)
    batch.service = net.service
    sell_vouchers(batch=batch, count=1, account=net.accounts["cash"], sold_on=TODAY, key="a", **facts)
    code = Voucher.objects.get().code

    results = at_once([lambda: use_voucher(service=net.service, code=code, **facts)] * 2)

    assert sorted(type(result).__name__ for result in results) == ["Voucher", "VoucherNotSold"]


@pytest.mark.parametrize("count", [1, 3])
def test_arrears_name_who_is_late_in_one_query(net, django_assert_num_queries, count):
    for n in range(count):
        net.line(f"Rumah {n}")
    net.bill(4)
    net.bill(5)

    with django_assert_num_queries(1):
        rows = arrears(net.service, on=TODAY, office="BUMDes")

    assert [(row.name, row.owed, row.days_late, row.shut_off_is_due) for row in rows] == [
        (f"Rumah {n}", 300_000, 52, True) for n in range(count)
    ]
    assert rows[0].reminder_url.startswith("https://wa.me/6281200000111?text=Good%20day%20Rumah%200.")
    assert arrears(net.service, on=date(2026, 4, 10), office="BUMDes") == []


def test_a_voucher_is_used_or_made_void_but_never_both(committed_db):
    net = Net()
    daily = net.add_package(name="Harian", price=5_000, days=1)
    facts = {"actor": net.actor, "now": NOW}
    batch = print_vouchers(service=net.service, package=daily, count=1, key="k" * 16, **facts)
    batch.service = net.service
    sell_vouchers(batch=batch, count=1, account=net.accounts["cash"], sold_on=TODAY, key="a", **facts)
    code = Voucher.objects.get().code

    used, voided = at_once(
        [
            lambda: use_voucher(service=net.service, code=code, **facts),
            lambda: void_voucher(service=net.service, code=code, reason="Rusak", **facts),
        ]
    )

    found = Voucher.objects.get()
    assert (found.state == "used") == isinstance(used, Voucher)
    assert isinstance(used, VoucherNotSold) == isinstance(voided, Voucher)
    with opened(net.hub.book):
        assert balance(net.accounts["cash"]) == (5_000 if found.state == "used" else 0)


def test_a_drawer_that_closes_has_counted_every_receipt(committed_db):
    net = Net()
    line = net.line()
    shift = open_shift(organisation=net.hub, cashier=net.actor, opening_cash=0, now=NOW)

    at_once(
        [
            lambda: net.pay(line, 150_000),
            lambda: close_shift(shift=shift, counted_cash=0, gap_reason="x", actor=net.actor, now=NOW),
        ]
    )

    closed = DrawerShift.objects.get()
    assert closed.expected_cash == sum(closed.receipts.values_list("amount", flat=True))


def test_money_to_the_bank_is_in_no_drawer(net):
    line = net.line()
    shift = open_shift(organisation=net.hub, cashier=net.actor, opening_cash=0, now=NOW)
    facts = {"subscriber": line, "paid_on": TODAY, "actor": net.actor, "now": NOW}

    bank = receive_payment(amount=50_000, account=net.accounts["bank_1"], key="b", tendered=1, **facts)
    with pytest.raises(TooLittleCash):
        receive_payment(amount=50_000, account=net.accounts["cash"], key="c", tendered=1, **facts)
    cash = receive_payment(amount=50_000, account=net.accounts["cash"], key="c", **facts)

    assert bank.receipt is None
    assert cash.receipt == shift.receipts.get()
    assert cash.receipt.change == 0
    assert broken() == []
