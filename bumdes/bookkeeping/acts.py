"""Everyday acts in everyday words, and the accounts they mean. Pure.

An act is a debit and a credit. Each side is either the answer to "what for", a place where money
lies, or an account that never varies. Accounts are named by role, so the table fits every chart;
an answer whose account a chart does not have is not offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Side(StrEnum):
    """Where a side of an act comes from; anything else is the role of an account."""

    WHAT = "what"
    CASH = "cash in hand"
    BANK = "a bank"
    MONEY = "cash or a bank in use"
    MONEY_OR_DEBT = "cash, a bank, or on credit"
    ANYWHERE = "any place where money lies"


MONEY_SIDES = frozenset(Side) - {Side.WHAT}
ON_CREDIT = "kredit"  # the answer that stands for trade payables
PAYABLE = "payable_trade"


@dataclass(frozen=True)
class Choice:
    """One answer to "what for"."""

    name: str
    label: str | _StrPromise
    role: str


@dataclass(frozen=True)
class Act:
    name: str
    slug: str
    label: str | _StrPromise
    hint: str | _StrPromise
    icon: str
    debit: str
    credit: str
    question: str | _StrPromise = ""
    groups: tuple[tuple[str | _StrPromise, tuple[Choice, ...]], ...] = ()
    # Over the book's limit it waits for a second person, as a journal does.
    needs_second: bool = False

    @property
    def source(self) -> str:
        return f"daily.{self.name}"

    @property
    def choices(self) -> Iterator[Choice]:
        for _label, choices in self.groups:
            yield from choices

    def choice(self, name: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.name == name), None)


SALES = (
    (
        _("Sales"),
        (
            Choice("barang", _("Sale of goods"), "revenue_goods"),
            Choice("hasil-tani", _("Sale of farm produce"), "revenue_crops"),
            Choice("hasil-kebun", _("Sale of plantation produce"), "revenue_plantation"),
            Choice("ternak", _("Sale of livestock"), "revenue_livestock"),
            Choice("ikan", _("Sale of fish"), "revenue_fishery"),
            Choice("katering", _("Catering"), "revenue_catering"),
            Choice("warung", _("Restaurant or food stall"), "revenue_restaurant"),
            Choice("kopi", _("Coffee"), "revenue_coffee"),
            Choice("barang-jadi", _("Sale of goods made here"), "revenue_finished_goods"),
        ),
    ),
    (
        _("Rent"),
        (
            Choice("sewa-kios", _("Rent of shops and stalls"), "revenue_rent_stall"),
            Choice("sewa-gedung", _("Rent of buildings"), "revenue_rent_building"),
            Choice("sewa-mobil", _("Rent of vehicles"), "revenue_rent_vehicle"),
            Choice("sewa-alat", _("Rent of equipment"), "revenue_rent_equipment"),
            Choice("sewa-lain", _("Other rent"), "revenue_rent_other"),
        ),
    ),
    (
        _("Services"),
        (
            Choice("tiket", _("Entrance tickets"), "revenue_ticket"),
            Choice("wahana", _("Rides and attractions"), "revenue_attraction"),
            Choice("paket-wisata", _("Tour packages"), "revenue_tour_package"),
            Choice("homestay", _("Homestay"), "revenue_homestay"),
            Choice("air", _("Clean water"), "revenue_water"),
            Choice("sampah", _("Waste collection"), "revenue_waste"),
            Choice("parkir", _("Parking"), "revenue_parking"),
            Choice("angkutan", _("Transport"), "revenue_transport"),
            Choice("internet", _("Village internet subscription"), "revenue_internet"),
            Choice("voucher", _("Internet vouchers"), "revenue_internet_voucher"),
            Choice("pelatihan", _("Training"), "revenue_training"),
            Choice("komisi", _("Commission"), "commission_income"),
            Choice("titip-jual", _("Commission on consigned goods"), "consignment_income"),
            Choice("agen", _("Bank agent and payment services"), "revenue_agency"),
            Choice("jasa-lain", _("Other services"), "revenue_service_other"),
        ),
    ),
)

RECEIVABLES = (
    (
        _("Owed to us"),
        (
            Choice("piutang", _("A customer pays what is owed"), "receivable_trade"),
            Choice("piutang-pegawai", _("Staff pay back"), "receivable_staff"),
            Choice("piutang-lain", _("Others pay back"), "receivable_other"),
        ),
    ),
)

OTHER_INCOME = (
    (
        _("Other money in"),
        (
            Choice("bunga-bank", _("Bank interest"), "bank_interest"),
            Choice("denda", _("Fines received"), "penalty_income"),
            Choice("uang-muka", _("Paid in advance by customers"), "unearned_revenue"),
            Choice("pinjam-bank", _("Loan from a bank"), "bank_loan"),
            Choice("pinjam-lain", _("Loan from others"), "third_party_debt_short"),
            Choice("lainnya", _("Other"), "other_income"),
        ),
    ),
)

EXPENSES = (
    (
        _("Office"),
        (
            Choice("listrik", _("Electricity"), "electricity"),
            Choice("internet", _("Telephone and internet"), "internet"),
            Choice("air-gas", _("Water and other utilities"), "utilities_other"),
            Choice("atk", _("Stationery"), "office_supplies"),
            Choice("fotokopi", _("Photocopies"), "photocopy"),
            Choice("cetak", _("Printing"), "printing"),
            Choice("konsumsi", _("Meals for meetings"), "meeting_meals"),
            Choice("tamu", _("Guests"), "hospitality"),
        ),
    ),
    (
        _("Running the business"),
        (
            Choice("transport", _("Transport"), "transport"),
            Choice("perjalanan", _("Official travel"), "travel"),
            Choice("sewa", _("Rent"), "rent"),
            Choice("pemeliharaan", _("Maintenance and repairs"), "maintenance"),
            Choice("kebersihan", _("Cleaning"), "cleaning"),
            Choice("keamanan", _("Security"), "security"),
            Choice("pakan", _("Feed"), "feed"),
            Choice("bibit", _("Seed and fertiliser"), "seed_fertiliser"),
            Choice("bandwidth", _("Internet bandwidth"), "bandwidth"),
            Choice("iklan", _("Advertising"), "advertising"),
            Choice("sosial", _("Social contributions"), "social_contribution"),
            Choice("asuransi", _("Insurance"), "insurance"),
            Choice("operasional", _("Other running costs"), "operating_expense_other"),
        ),
    ),
    (
        _("Tax and bank"),
        (
            Choice("pph-final", _("Final income tax"), "tax_final"),
            Choice("pajak-daerah", _("Regional tax"), "tax_regional"),
            Choice("setor-pph21", _("Income tax withheld from staff (PPh 21)"), "pph21_payable"),
            Choice("pajak-lain", _("Other taxes"), "tax_other"),
            Choice("adm-bank", _("Bank charges"), "bank_fee"),
            Choice("bunga", _("Interest on loans"), "interest_expense"),
            Choice("denda", _("Fines paid"), "penalty_expense"),
        ),
    ),
    (
        _("What we owe"),
        (
            Choice("utang-usaha", _("Pay a supplier what we owe"), PAYABLE),
            Choice("utang-listrik", _("Electricity bill that was entered before"), "electricity_payable"),
            Choice("utang-gaji", _("Salaries that were entered before"), "salary_payable"),
            Choice("utang-bank", _("Repay a bank loan"), "bank_loan"),
            Choice("utang-lain", _("Repay another loan"), "third_party_debt_short"),
            Choice("pinjami-pegawai", _("Advance to staff"), "receivable_staff"),
            Choice("lainnya", _("Other"), "general_expense_other"),
        ),
    ),
)

# What is kept for years is bought in the room of the assets, which also enters it in its register.
PURCHASES = (
    (
        _("To sell or to use up"),
        (
            Choice("barang", _("Goods to sell"), "inventory_merchandise"),
            Choice("bahan", _("Raw materials"), "inventory_raw"),
            Choice("perlengkapan", _("Stock of stationery"), "supplies"),
        ),
    ),
)

SALARIES = (
    (
        _("Staff"),
        (
            Choice("gaji", _("Salary"), "salary"),
            Choice("upah", _("Wages"), "wages"),
            Choice("lembur", _("Overtime"), "overtime"),
            Choice("insentif", _("Incentive"), "incentive"),
            Choice("uang-makan", _("Meal allowance"), "meal_allowance"),
            Choice("honor", _("Speaker's fee"), "speaker_fee"),
        ),
    ),
)

ACTS = (
    Act(
        "receive",
        "terima",
        _("Receive money"),
        _("Sales, rent, services, interest"),
        "plus",
        Side.MONEY,
        Side.WHAT,
        _("What for?"),
        SALES + RECEIVABLES + OTHER_INCOME,
    ),
    Act(
        "pay",
        "bayar",
        _("Pay"),
        _("Electricity, rent, transport, tax, debts"),
        "minus",
        Side.WHAT,
        Side.MONEY,
        _("What for?"),
        EXPENSES,
        needs_second=True,
    ),
    Act(
        "buy",
        "beli",
        _("Buy goods"),
        _("Goods to sell, raw materials, stationery"),
        "basket",
        Side.WHAT,
        Side.MONEY_OR_DEBT,
        _("What did you buy?"),
        PURCHASES,
        needs_second=True,
    ),
    Act(
        "salary",
        "gaji",
        _("Salaries"),
        _("Salaries, wages, incentives"),
        "people",
        Side.WHAT,
        Side.MONEY,
        _("What kind?"),
        SALARIES,
        needs_second=True,
    ),
    Act(
        "deposit",
        "setor",
        _("Take cash to the bank"),
        _("From the cash box to an account"),
        "upload",
        Side.BANK,
        Side.CASH,
    ),
    Act(
        "withdraw",
        "tarik",
        _("Fetch cash from the bank"),
        _("From an account to the cash box"),
        "download",
        Side.CASH,
        Side.BANK,
    ),
    Act(
        "move",
        "pindah",
        _("Move money"),
        _("Between two banks, to petty cash, to a deposit"),
        "transfer",
        Side.ANYWHERE,
        Side.ANYWHERE,
    ),
    Act(
        "sell",
        "jual-piutang",
        _("Sell on credit"),
        _("The customer pays later"),
        "tag",
        "receivable_trade",
        Side.WHAT,
        _("What did you sell?"),
        SALES,
    ),
    Act(
        "collect",
        "terima-piutang",
        _("A debt is paid to us"),
        _("Somebody pays what is owed"),
        "check",
        Side.MONEY,
        Side.WHAT,
        _("Whose debt?"),
        RECEIVABLES,
    ),
)
ACT = {act.name: act for act in ACTS}

JOURNAL = "journal"
COUNT = "count.difference"
# What a person writes by hand here and may take back here; other rooms undo their own.
OURS = frozenset({JOURNAL, COUNT} | {act.source for act in ACTS})
# What over the limit waits for a second person.
TWO_PEOPLE = frozenset({JOURNAL} | {act.source for act in ACTS if act.needs_second})
