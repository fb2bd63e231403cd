"""Cash for a payment code: what is taken, what is refused, what happens twice."""

from datetime import timedelta
from functools import partial

import pytest

from bumdes.units.models import CashReceipt
from bumdes.units.services import NotACashier, ShiftClosed, TooLittleCash, close_shift
from core.ids import ALPHABET, random_token
from core.invariants import violations
from core.refusals import Conflict
from marketplace.gateways.counter.models import CounterCode
from marketplace.gateways.transfer.models import BankAccount
from marketplace.hub_desk import services
from marketplace.order.enums import Status
from marketplace.purchases.clocks import run_clocks
from marketplace.purchases.services import cancel_unpaid, change_method, payment_of
from tests.factories.goods import make_product
from tests.factories.hub_desk import make_drawer
from tests.factories.people import NOON, make_officer
from tests.factories.purchases import make_purchase

pytestmark = pytest.mark.django_db


@pytest.fixture
def purchase():
    offers = [make_product(price=15_000).stockrecords.get() for _ in range(2)]
    return make_purchase(*((offer, 2) for offer in offers))


def code_of(purchase) -> str:
    return payment_of(purchase).counter_code.code


def collect(purchase, shift, **kw):
    values = {"code": code_of(purchase), "tendered": 100_000, "key": random_token(), "now": NOON} | kw
    return services.collect(shift=shift, actor=values.pop("actor", shift.cashier), **values)


def test_cash_places_every_order_and_gives_change(purchase):
    shift = make_drawer(opening=50_000)

    receipt = collect(purchase, shift)

    assert (receipt.amount, receipt.change) == (60_000, 40_000)
    assert payment_of(purchase).counter_code.receipt == receipt
    assert set(purchase.orders.values_list("status", flat=True)) == {Status.PLACED}
    assert list(violations()) == []


def test_the_code_is_read_as_people_write_it(purchase):
    code = code_of(purchase).lower()

    receipt = collect(purchase, make_drawer(), code=f" {code[:4]}-{code[4:]} ")

    assert receipt.amount == 60_000


def test_one_key_gives_one_receipt(purchase):
    take = partial(collect, purchase, make_drawer(), key="k" * 20)

    assert take() == take() == CashReceipt.objects.get()


def test_one_key_with_another_code_is_a_conflict(purchase):
    shift = make_drawer()
    other = make_purchase((make_product().stockrecords.get(), 1))
    collect(purchase, shift, key="k" * 20)

    with pytest.raises(Conflict):
        collect(other, shift, key="k" * 20)


def test_a_paid_code_names_its_receipt(purchase):
    receipt = collect(purchase, make_drawer())

    with pytest.raises(services.AlreadyPaid, match=str(receipt)):
        collect(purchase, make_drawer())

    assert CashReceipt.objects.count() == 1


def test_a_wrong_sign_is_told_from_a_code_that_is_not_there(purchase):
    code = code_of(purchase)
    wrong = code[:-1] + next(sign for sign in ALPHABET if sign != code[-1])
    gone = code_of(make_purchase((make_product().stockrecords.get(), 1)))
    CounterCode.objects.filter(code=gone).delete()

    for typed, refusal in ((wrong, services.MistypedCode), (gone, services.UnknownCode)):
        with pytest.raises(refusal):
            services.payable(typed=typed, now=NOON)


@pytest.mark.parametrize("typed", ["", "ABC", "0" * 8, "🙂" * 8, "A" * 500])
def test_what_cannot_be_a_code_is_mistyped(typed):
    with pytest.raises(services.MistypedCode):
        services.payable(typed=typed, now=NOON)


def test_an_expired_code_takes_no_cash_even_before_the_clock_runs(purchase):
    late = NOON + timedelta(hours=24)

    with pytest.raises(services.CodeExpired):
        collect(purchase, make_drawer(now=late), now=late)

    run_clocks(now=late)
    with pytest.raises(services.CodeExpired):
        services.payable(typed=code_of(purchase), now=late)
    assert list(violations()) == []


def test_a_cancelled_purchase_takes_no_cash(purchase):
    code = code_of(purchase)
    cancel_unpaid(purchase=purchase, actor=None, now=NOON)

    with pytest.raises(services.CodeWithdrawn):
        collect(purchase, make_drawer(), code=code)


def test_the_code_of_a_way_to_pay_that_was_left_takes_no_cash(purchase):
    BankAccount.objects.create(bank="Bank Contoh", number="1234567890", holder="Sedulang")
    code = code_of(purchase)
    change_method(purchase=purchase, method="transfer", now=NOON)

    with pytest.raises(services.CodeWithdrawn):
        services.payable(typed=code, now=NOON)


def test_too_little_and_far_too_much_cash_are_refused(purchase):
    shift = make_drawer()

    with pytest.raises(TooLittleCash):
        collect(purchase, shift, tendered=59_999)
    with pytest.raises(services.TooMuchCash):
        collect(purchase, shift, tendered=6_000_000)

    assert not CashReceipt.objects.exists()


def test_cash_goes_only_into_ones_own_open_drawer(purchase):
    shift = make_drawer()
    other = make_officer(shift.organisation)

    with pytest.raises(services.NotYourDrawer):
        collect(purchase, shift, actor=other)

    close_shift(shift=shift, counted_cash=0, gap_reason="", actor=shift.cashier, now=NOON)
    with pytest.raises(ShiftClosed):
        collect(purchase, shift)


def test_a_cashier_whose_office_ended_takes_no_cash(purchase):
    shift = make_drawer()
    shift.cashier.offices.update(ended_at=NOON)

    with pytest.raises(NotACashier):
        collect(purchase, shift)
