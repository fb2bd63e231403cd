"""Two cashiers, one code, at the same moment."""

from __future__ import annotations

from functools import partial

import pytest

from bumdes.units.models import CashReceipt, DrawerShift
from core.invariants import violations
from marketplace.hub_desk.services import collect
from marketplace.purchases.services import payment_of
from tests.factories.goods import make_product
from tests.factories.hub_desk import make_drawer
from tests.factories.people import NOON
from tests.factories.purchases import make_purchase
from tests.threads import at_once

pytestmark = pytest.mark.race


def new_code() -> str:
    return payment_of(make_purchase((make_product().stockrecords.get(), 1))).counter_code.code


def collecting(shift: DrawerShift, code: str, key: str) -> partial:
    """One press; each thread has a shift of its own, as each request has."""
    mine = DrawerShift.objects.get(pk=shift.pk)
    return partial(collect, shift=mine, code=code, tendered=20_000, actor=mine.cashier, key=key, now=NOON)


def test_two_cashiers_collecting_one_code_write_one_receipt(committed_db):
    for turn in range(5):
        code = new_code()

        answers = at_once([collecting(make_drawer(), code, f"cashier-{turn}-{n}") for n in range(2)])

        assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyPaid", "CashReceipt"]
    assert CashReceipt.objects.count() == 5
    assert list(violations()) == []


def test_a_double_tap_gives_the_same_receipt(committed_db):
    code, shift = new_code(), make_drawer()

    first, again, third = at_once([collecting(shift, code, "one-press-of-the-button") for _ in range(3)])

    assert first == again == third == CashReceipt.objects.get()
    assert list(violations()) == []
