"""The figures of a drawer."""

from datetime import timedelta

import pytest

from bumdes.units import queries, services
from bumdes.units.forms import CashField
from tests.factories.people import NOON, make_officer, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift():
    hub = make_organisation()
    return services.open_shift(organisation=hub, cashier=make_officer(hub), opening_cash=50_000, now=NOON)


def take(shift, amount, reference, now=NOON):
    return services.take_cash(
        shift=shift, purpose="Belanja", reference=reference, amount=amount, tendered=amount, now=now
    )


def test_a_drawer_holds_its_opening_count_and_what_was_taken(shift):
    take(shift, 20_000, "a")
    take(shift, 5_000, "b")

    drawer = queries.drawer_of(shift)

    assert (drawer.opening, drawer.taken, drawer.receipts, drawer.expected, drawer.gap) == (
        50_000,
        25_000,
        2,
        75_000,
        None,
    )


def test_a_counted_drawer_knows_its_gap(shift):
    services.close_shift(
        shift=shift, counted_cash=49_000, gap_reason="Uang rusak", actor=shift.cashier, now=NOON
    )

    assert queries.drawer_of(shift).gap == -1_000
    assert queries.open_shift_of(shift.cashier) is None


def test_a_day_ends_at_midnight_here(shift):
    take(shift, 20_000, "a")
    take(shift, 5_000, "b", now=NOON + timedelta(hours=12))  # 00.00 WIB of the next day

    assert queries.taken_on(shift.organisation, day=NOON.date()).taken == 20_000


def test_one_person_has_one_drawer(shift):
    other = make_organisation()
    make_officer(other, user=shift.cashier)

    with pytest.raises(services.ShiftAlreadyOpen):
        services.open_shift(organisation=other, cashier=shift.cashier, opening_cash=0, now=NOON)


@pytest.mark.parametrize(("typed", "amount"), [("0", 0), ("15rb", 15_000), ("1.500.000", 1_500_000)])
def test_cash_is_read_as_people_write_it(typed, amount):
    assert CashField().clean(typed) == amount
