"""One order through every book: capture, settlement, tax, loan, complaint, payout, statement lines."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from bumdes.ledger.access import every_book
from core.invariants import violations
from marketplace.aftersales.services import carry_out
from marketplace.settlement.models import FeeKind
from marketplace.settlement.queries.trails import ends_of, trail_of
from marketplace.settlement.services import book_facts, settle_orders
from marketplace.settlement.services.payout_booking import book_payouts
from marketplace.settlement.services.payouts import hand_over_cash
from tests.factories.complaints import decide, make_complaint
from tests.factories.links import make_borrower
from tests.factories.operator import make_operator
from tests.factories.payouts import make_ready_cash
from tests.factories.people import NOON, make_officer
from tests.factories.settlement import make_completed_order, make_rule
from tests.marketplace.settlement.test_taxing import make_designation

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def order():
    """Rp90.000: commission 2.700, fee 1.800, tax 450, half of the rest to a loan, a third back, paid out."""
    make_rule(basis_points=300)
    make_rule(FeeKind.HUB, basis_points=200)
    make_designation()
    borrower = make_borrower(cap_percent=50)
    order = make_completed_order(offer=borrower.offer, pieces=2)
    book_facts(now=NOON)
    settle_orders(now=NOON)
    carry_out(complaint=decide(make_complaint(order), 30_000, now=LATER), now=LATER)
    payout = make_ready_cash(borrower.seller, now=LATER)
    hand_over_cash(
        payout=payout,
        hub=order.hub,
        code=payout.code,
        receiver="Contoh",
        actor=make_officer(order.hub, "director"),
        now=LATER,
    )
    book_payouts(now=LATER)
    return order


def test_every_entry_of_the_order_is_told_in_both_books(order):
    entries = trail_of(order).entries

    told = [
        (entry.is_operators, entry.description.split(",")[0].split(f" {order.number}")[0])
        for entry in entries
    ]
    payout = f"Pencairan {order.settlement.payout_lines.get().payout.reference} kepada {order.seller.name}"
    assert sorted(told) == sorted(
        [
            (True, "Pembayaran diterima"),
            (False, "Uang lokapasar diterima"),
            (True, "Penyelesaian dana pesanan"),
            (False, "Bagian BUMDes dari pesanan"),
            (True, "PPh 22 atas pesanan"),
            (True, "Potongan angsuran pinjaman dari pesanan"),
            (False, told_of_loan(told)),
            (True, "Pengembalian atas keluhan"),
            (False, "Pengembalian atas keluhan"),
            (True, payout),
            (False, told_of_cash(told)),
        ]
    )
    assert list(violations()) == []


def told_of_loan(told) -> str:
    return next(text for is_operators, text in told if text.startswith("Angsuran pinjaman"))


def told_of_cash(told) -> str:
    return next(text for is_operators, text in told if "encairan" in text and not is_operators)


def test_the_payout_says_how_much_of_it_is_the_orders(order):
    shares = [entry.share for entry in trail_of(order).entries if entry.share is not None]

    # 90.000 - 2.700 - 1.800 - 450 = 85.050; half to the loan; a third of the sale back at its own rates.
    assert shares == [85_050 - 42_525 - (30_000 - 900 - 600 - 150)]


def test_it_ends_in_lines_of_the_bumdess_statements(order):
    ends = {end.label: end.amount for end in ends_of(order)}

    assert ends["Service revenue"] >= 1_200  # the fee that it keeps, beside interest of the instalment
    with every_book():
        assert all(end.figure is not None for end in ends_of(order))


def test_the_command_prints_the_chain(order):
    out = StringIO()
    call_command("order_trail", order.number, stdout=out)
    printed = out.getvalue()

    for words in (
        f"Pesanan {order.number}",
        "Dana Tertahan Pesanan",
        "Utang PPh 22 Pungutan Pedagang",
        "Potongan angsuran pinjaman",
        "di antaranya Rp14.175 dari pesanan ini",
        "Laporan Laba Rugi, Pendapatan jasa",
    ):
        assert words in printed
    with pytest.raises(CommandError):
        call_command("order_trail", "TIDAKADA")


def test_the_operators_page_shows_the_same(order, client, django_assert_max_num_queries):
    client.force_login(make_operator())

    with django_assert_max_num_queries(40):
        page = client.get(reverse("operator:trail", args=[order.number]), headers={"accept-language": "id"})

    text = page.content.decode()
    assert "Utang PPh 22 Pungutan Pedagang" in text
    assert "Rp14.175" in text
