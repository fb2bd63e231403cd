"""The lines of the statements, for every chart: names that never change, labels, subtotals. Pure.

Source: Kepmendesa PDTT 136/2022 as its implementations agree; lines of ours are marked `is_ours`
and, but for a few that always belong, are left out where they are nil. An account names the line
its balance stands on, and the lines of the cash flow statement it is counted under.

Signs: assets are debit less credit, so that what is deducted (allowance, depreciation) is negative
and a total is a plain sum; liabilities and equity are credit less debit; in the income statement
income is credit less debit and an expense debit less credit, so that both read as positive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DEBIT, CREDIT = 1, -1


class Statement(models.TextChoices):
    INCOME = "laba_rugi", _("Income statement")
    POSITION = "posisi_keuangan", _("Statement of financial position")
    EQUITY = "perubahan_ekuitas", _("Statement of changes in equity")
    CASH_FLOW = "arus_kas", _("Cash flow statement")
    NOTES = "calk", _("Notes to the financial statements")


@dataclass(frozen=True)
class Heading:
    """Words above lines, without a figure."""

    label: str | _StrPromise
    level: int = 0


@dataclass(frozen=True)
class Line:
    """A figure that is the balance, or the movement, of the accounts that name it."""

    name: str
    label: str | _StrPromise
    sign: int
    level: int = 1
    is_ours: bool = False


@dataclass(frozen=True)
class Total:
    """A figure that is the sum of others; a term with a leading minus is taken away."""

    name: str
    label: str | _StrPromise
    terms: tuple[str, ...]
    level: int = 0
    is_ours: bool = False

    def parts(self) -> Iterator[tuple[int, str]]:
        for term in self.terms:
            yield (-1, term[1:]) if term.startswith("-") else (1, term)


Row = Heading | Line | Total

INCOME: tuple[Row, ...] = (
    Heading(_("Revenues")),
    Line("pendapatan_jasa", _("Service revenue"), CREDIT),
    Line("penjualan_barang_dagangan_bersih", _("Net sales of merchandise"), CREDIT),
    Line("penjualan_barang_jadi_bersih", _("Net sales of finished goods"), CREDIT),
    Total(
        "total_pendapatan",
        _("Total revenue"),
        ("pendapatan_jasa", "penjualan_barang_dagangan_bersih", "penjualan_barang_jadi_bersih"),
    ),
    Line("total_hpp", _("Total cost of goods sold"), DEBIT, level=0),
    Total("laba_kotor", _("Gross profit (loss)"), ("total_pendapatan", "-total_hpp")),
    Heading(_("Administrative and general expenses")),
    Line("beban_pegawai_umum", _("Staff, administration"), DEBIT),
    Line("beban_perlengkapan_umum", _("Supplies"), DEBIT),
    Line("beban_pemeliharaan_umum", _("Maintenance and repairs, administration"), DEBIT),
    Line("beban_utilitas_umum", _("Utilities"), DEBIT),
    Line("beban_sewa_dan_asuransi", _("Rent and insurance"), DEBIT),
    Line("beban_kebersihan_dan_keamanan", _("Cleaning and security"), DEBIT),
    Line("beban_penyisihan_dan_penyusutan", _("Allowance, depreciation and amortisation"), DEBIT),
    Line("beban_umum_lainnya", _("Other administrative and general expenses"), DEBIT),
    Total(
        "total_beban_administrasi_dan_umum",
        _("Total administrative and general expenses"),
        (
            "beban_pegawai_umum",
            "beban_perlengkapan_umum",
            "beban_pemeliharaan_umum",
            "beban_utilitas_umum",
            "beban_sewa_dan_asuransi",
            "beban_kebersihan_dan_keamanan",
            "beban_penyisihan_dan_penyusutan",
            "beban_umum_lainnya",
        ),
    ),
    Heading(_("Expenses of operations")),
    Line("beban_pegawai_operasional", _("Staff, operations"), DEBIT),
    Line("beban_pemeliharaan_operasional", _("Maintenance and repairs, operations"), DEBIT),
    # The security of operations (6.2.03) has no line of its own in the original.
    Line("beban_operasional_lainnya", _("Other expenses of operations"), DEBIT),
    Total(
        "total_beban_operasional",
        _("Total operating expenses"),
        ("beban_pegawai_operasional", "beban_pemeliharaan_operasional", "beban_operasional_lainnya"),
    ),
    Heading(_("Marketing expenses")),
    Line("beban_pegawai_pemasaran", _("Staff, marketing"), DEBIT),
    Line("beban_iklan_dan_promosi", _("Advertising and promotion"), DEBIT),
    Line("beban_pemasaran_lainnya", _("Other marketing expenses"), DEBIT),
    Total(
        "total_beban_pemasaran",
        _("Total marketing expenses"),
        ("beban_pegawai_pemasaran", "beban_iklan_dan_promosi", "beban_pemasaran_lainnya"),
    ),
    Total(
        "total_beban_usaha",
        _("Total business expenses"),
        ("total_beban_administrasi_dan_umum", "total_beban_operasional", "total_beban_pemasaran"),
    ),
    Total("laba_operasi", _("Operating profit (loss)"), ("laba_kotor", "-total_beban_usaha")),
    Line("pendapatan_lain_lain", _("Other income"), CREDIT),
    Line("beban_lain_lain", _("Other expenses"), DEBIT),
    Line("beban_pajak", _("Taxes"), DEBIT),
    Total(
        "laba_bersih_sebelum_bagi_hasil",
        _("Net profit (loss) before profit sharing"),
        ("laba_operasi", "pendapatan_lain_lain", "-beban_lain_lain", "-beban_pajak"),
    ),
    Line("bagi_hasil_pm_desa", _("Profit share on village capital"), DEBIT),
    Line("bagi_hasil_pm_masyarakat", _("Profit share on community capital"), DEBIT),
    Total(
        "laba_bersih_setelah_bagi_hasil",
        _("Net profit (loss) after profit sharing"),
        ("laba_bersih_sebelum_bagi_hasil", "-bagi_hasil_pm_desa", "-bagi_hasil_pm_masyarakat"),
    ),
)
# Lines of accounts that do not belong to the result, though the income statement shows them.
SHARED_OUT = ("bagi_hasil_pm_desa", "bagi_hasil_pm_masyarakat")
RESULT_LINES = tuple(row.name for row in INCOME if isinstance(row, Line) and row.name not in SHARED_OUT)
# Accounts on these stand inside the position's single line "Saldo laba".
RETAINED_LINES = ("saldo_laba_tidak_dicadangkan", "saldo_laba_dicadangkan")

POSITION: tuple[Row, ...] = (
    Heading(_("Assets")),
    Heading(_("Current assets"), level=1),
    Line("kas", _("Cash on hand"), DEBIT, level=2),
    Line("setara_kas", _("Cash equivalents"), DEBIT, level=2),
    Line("piutang", _("Receivables"), DEBIT, level=2),
    Line("penyisihan_piutang", _("Allowance for doubtful receivables"), DEBIT, level=2),
    Line("persediaan", _("Inventory"), DEBIT, level=2),
    Line("perlengkapan", _("Supplies on hand"), DEBIT, level=2),
    Line("pembayaran_dimuka", _("Prepayments"), DEBIT, level=2),
    Line("aset_biologis", _("Biological assets"), DEBIT, level=2, is_ours=True),
    Line("aset_lancar_lainnya", _("Other current assets"), DEBIT, level=2),
    Line("rk_unit_usaha", _("Due from business units"), DEBIT, level=2),
    Line("rk_tersirat_aset", _("Due from other units, not booked as such"), DEBIT, level=2, is_ours=True),
    Total(
        "total_aset_lancar",
        _("Total current assets"),
        (
            "kas",
            "setara_kas",
            "piutang",
            "penyisihan_piutang",
            "persediaan",
            "perlengkapan",
            "pembayaran_dimuka",
            "aset_biologis",
            "aset_lancar_lainnya",
            "rk_unit_usaha",
            "rk_tersirat_aset",
        ),
        level=1,
    ),
    Line("investasi", _("Investments"), DEBIT),
    Heading(_("Fixed assets"), level=1),
    Line("tanah", _("Land"), DEBIT, level=2),
    Line("kendaraan", _("Vehicles"), DEBIT, level=2),
    Line("peralatan_dan_mesin", _("Equipment and machinery"), DEBIT, level=2),
    Line("meubelair", _("Furniture"), DEBIT, level=2),
    Line("gedung_dan_bangunan", _("Buildings"), DEBIT, level=2),
    Line("konstruksi_dalam_pengerjaan", _("Construction in progress"), DEBIT, level=2),
    Line("aset_tetap_lainnya", _("Other fixed assets"), DEBIT, level=2, is_ours=True),
    Line("akumulasi_penyusutan", _("Accumulated depreciation"), DEBIT, level=2),
    Total(
        "nilai_buku_aset_tetap",
        _("Net fixed assets"),
        (
            "tanah",
            "kendaraan",
            "peralatan_dan_mesin",
            "meubelair",
            "gedung_dan_bangunan",
            "konstruksi_dalam_pengerjaan",
            "aset_tetap_lainnya",
            "akumulasi_penyusutan",
        ),
        level=1,
    ),
    Heading(_("Intangible assets"), level=1),
    Line("aset_takberwujud", _("Intangible assets at cost"), DEBIT, level=2),
    Line("akumulasi_amortisasi", _("Accumulated amortisation"), DEBIT, level=2),
    Total(
        "nilai_buku_aset_takberwujud",
        _("Net intangible assets"),
        ("aset_takberwujud", "akumulasi_amortisasi"),
        level=1,
    ),
    Line("aset_lain_lain", _("Other assets"), DEBIT),
    Total(
        "total_aset",
        _("Total assets"),
        (
            "total_aset_lancar",
            "investasi",
            "nilai_buku_aset_tetap",
            "nilai_buku_aset_takberwujud",
            "aset_lain_lain",
        ),
    ),
    Heading(_("Liabilities")),
    Heading(_("Current liabilities"), level=1),
    Line("utang_usaha", _("Trade payables"), CREDIT, level=2),
    Line("utang_pajak", _("Taxes payable"), CREDIT, level=2),
    Line("utang_gaji", _("Salaries payable"), CREDIT, level=2),
    Line("utang_utilitas", _("Utilities payable"), CREDIT, level=2),
    Line("utang_pihak_ketiga_jangka_pendek", _("Short-term debt to third parties"), CREDIT, level=2),
    Line("simpanan_anggota", _("Members' savings"), CREDIT, level=2, is_ours=True),
    Line("utang_bagi_hasil", _("Profit shares payable"), CREDIT, level=2, is_ours=True),
    Line("utang_kepada_pedagang", _("Payable to sellers"), CREDIT, level=2, is_ours=True),
    Line("utang_jangka_pendek_lainnya", _("Other current liabilities"), CREDIT, level=2),
    Total(
        "total_kewajiban_jangka_pendek",
        _("Total current liabilities"),
        (
            "utang_usaha",
            "utang_pajak",
            "utang_gaji",
            "utang_utilitas",
            "utang_pihak_ketiga_jangka_pendek",
            "simpanan_anggota",
            "utang_bagi_hasil",
            "utang_kepada_pedagang",
            "utang_jangka_pendek_lainnya",
        ),
        level=1,
    ),
    Heading(_("Long-term liabilities"), level=1),
    Line("utang_ke_bank", _("Bank loans"), CREDIT, level=2),
    Line("utang_pihak_ketiga_jangka_panjang", _("Long-term debt to third parties"), CREDIT, level=2),
    Line("utang_jangka_panjang_lainnya", _("Other long-term liabilities"), CREDIT, level=2),
    Total(
        "total_kewajiban_jangka_panjang",
        _("Total long-term liabilities"),
        ("utang_ke_bank", "utang_pihak_ketiga_jangka_panjang", "utang_jangka_panjang_lainnya"),
        level=1,
    ),
    Total(
        "total_kewajiban",
        _("Total liabilities"),
        ("total_kewajiban_jangka_pendek", "total_kewajiban_jangka_panjang"),
    ),
    Heading(_("Equity")),
    Line("penyertaan_modal_desa", _("Village capital"), CREDIT),
    Line("penyertaan_modal_masyarakat", _("Community capital"), CREDIT),
    Line("saldo_laba", _("Retained earnings"), CREDIT),
    Line("modal_donasi", _("Donated capital (donation or contribution)"), CREDIT),
    Total(
        "total_ekuitas",
        _("Total equity"),
        ("penyertaan_modal_desa", "penyertaan_modal_masyarakat", "saldo_laba", "modal_donasi"),
    ),
    Line("rk_pusat", _("Due to head office"), CREDIT, level=0, is_ours=True),
    Line(
        "rk_tersirat_kewajiban",
        _("Due to other units, not booked as such"),
        CREDIT,
        level=0,
        is_ours=True,
    ),
    Total(
        "total_kewajiban_dan_ekuitas",
        _("Total liabilities and equity"),
        ("total_kewajiban", "total_ekuitas", "rk_pusat", "rk_tersirat_kewajiban"),
    ),
)

EQUITY: tuple[Row, ...] = (
    Heading(_("Capital contributions")),
    Line("pm_desa_awal", _("Village capital, beginning"), CREDIT),
    Line("pm_masyarakat_awal", _("Community capital, beginning"), CREDIT),
    Line("penambahan_pm_desa", _("Added by the village"), CREDIT),
    Line("penambahan_pm_masyarakat", _("Added by the community"), CREDIT),
    Total(
        "pm_akhir",
        _("Capital, end"),
        ("pm_desa_awal", "pm_masyarakat_awal", "penambahan_pm_desa", "penambahan_pm_masyarakat"),
    ),
    Heading(_("Retained earnings")),
    Line("saldo_laba_awal_tidak_dicadangkan", _("Unreserved, beginning"), CREDIT),
    Line("saldo_laba_awal_dicadangkan", _("Reserved, beginning"), CREDIT),
    Line("laba_periode", _("Profit (loss) of the period"), CREDIT),
    Line("bagi_hasil_pm_desa", _("Profit share on village capital"), DEBIT),
    Line("bagi_hasil_pm_masyarakat", _("Profit share on community capital"), DEBIT),
    Line("perubahan_lain_saldo_laba", _("Other changes of retained earnings"), CREDIT, is_ours=True),
    Total(
        "saldo_laba_akhir",
        _("Retained earnings, end"),
        (
            "saldo_laba_awal_tidak_dicadangkan",
            "saldo_laba_awal_dicadangkan",
            "laba_periode",
            "-bagi_hasil_pm_desa",
            "-bagi_hasil_pm_masyarakat",
            "perubahan_lain_saldo_laba",
        ),
    ),
    Heading(_("Donated capital (donation or contribution)")),
    Line("modal_donasi_awal", _("Donated capital, beginning"), CREDIT),
    Line("penambahan_modal_donasi", _("Donated in the period"), CREDIT),
    Total(
        "modal_donasi_akhir",
        _("Donated capital, end"),
        ("modal_donasi_awal", "penambahan_modal_donasi"),
    ),
    Total("ekuitas_akhir", _("Equity, end"), ("pm_akhir", "saldo_laba_akhir", "modal_donasi_akhir")),
)


@dataclass(frozen=True)
class Activity:
    """One third of the cash flow statement: what came in, what went out."""

    name: str
    label: str | _StrPromise
    cash_in: tuple[Line, ...]
    cash_out: tuple[Line, ...]
    net_label: str | _StrPromise

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.cash_in + self.cash_out


CASH_FLOW: tuple[Activity, ...] = (
    Activity(
        "operasi",
        _("Operating activities"),
        (
            Line("penjualan_jasa", _("From services"), CREDIT),
            Line("penjualan_barang_dagangan", _("From sales of merchandise"), CREDIT),
            Line("penjualan_barang_jadi", _("From sales of finished goods"), CREDIT),
            Line("bunga_bank", _("Bank interest received"), CREDIT),
            Line("penerimaan_piutang", _("Collected from customers on credit"), CREDIT, is_ours=True),
            Line("angsuran_pokok", _("Loan principal repaid"), CREDIT, is_ours=True),
            Line("simpanan", _("Savings paid in"), CREDIT, is_ours=True),
            Line("titipan_pedagang", _("Received for sellers"), CREDIT, is_ours=True),
            Line("penerimaan_lain", _("Other receipts"), CREDIT, is_ours=True),
        ),
        (
            Line("pemasok", _("Paid to suppliers"), DEBIT),
            Line("gaji_upah", _("Salaries and wages paid"), DEBIT),
            Line("pajak", _("Taxes paid"), DEBIT),
            Line("bunga", _("Interest paid"), DEBIT),
            Line("beban_lain", _("Other expenses paid"), DEBIT),
            Line("penyaluran_pinjaman", _("Loans disbursed"), DEBIT, is_ours=True),
            Line("penarikan_simpanan", _("Savings withdrawn"), DEBIT, is_ours=True),
            Line("penyerahan_titipan_pedagang", _("Handed on to sellers"), DEBIT, is_ours=True),
        ),
        _("Net cash from operating activities"),
    ),
    Activity(
        "investasi",
        _("Investing activities"),
        (
            Line("jual_aset_tetap", _("Fixed assets sold"), CREDIT),
            Line("jual_investasi", _("Investments sold"), CREDIT),
        ),
        (
            Line("beli_aset_tetap", _("Fixed assets bought"), DEBIT),
            Line("beli_investasi", _("Investments bought"), DEBIT),
        ),
        _("Net cash from investing activities"),
    ),
    Activity(
        "pembiayaan",
        _("Financing activities"),
        (
            Line("pm_desa", _("Capital contribution of the village"), CREDIT),
            Line("pm_masyarakat", _("Capital from the community"), CREDIT),
            Line("donasi", _("Donations"), CREDIT),
            Line("utang_jangka_panjang", _("Long-term debt taken up"), CREDIT),
            Line("utang_jangka_pendek", _("Short-term debt taken up"), CREDIT, is_ours=True),
            Line("rk_antar_unit", _("From other units, net"), CREDIT, is_ours=True),
        ),
        (
            Line("bagi_hasil_desa", _("Profit share paid to the village"), DEBIT),
            Line("bagi_hasil_masyarakat", _("Profit share paid to the community"), DEBIT),
            Line("pokok_utang_jangka_panjang", _("Long-term debt repaid"), DEBIT),
            Line("pokok_utang_jangka_pendek", _("Short-term debt repaid"), DEBIT, is_ours=True),
            Line("bagi_hasil_lainnya", _("Other profit shares paid"), DEBIT, is_ours=True),
        ),
        _("Net cash from financing activities"),
    ),
)
CASH_LINES = ("kas", "setara_kas")
INTER_UNIT_LINES = ("rk_unit_usaha", "rk_pusat")


def account_lines() -> frozenset[str]:
    """Every name an account may carry as its line."""
    named = {row.name for row in (*INCOME, *POSITION) if isinstance(row, Line)}
    computed = {"saldo_laba", "rk_tersirat_aset", "rk_tersirat_kewajiban"}
    return frozenset(named - computed | set(RETAINED_LINES))


def cash_lines() -> frozenset[str]:
    """Every name an account may carry for the cash flow statement."""
    return frozenset(line.name for activity in CASH_FLOW for line in activity.lines)
