"""A small year of two units and a head office, entry by entry, and its statements counted by hand.

Nothing here is computed by the program: the figures of EXPECTED were added up on paper from the
entries, by the rules of reference/bumdes.md §2, and the sums stand beside them.
"""

from __future__ import annotations

from datetime import date

from bumdes.ledger.models import Book
from bumdes.ledger.queries import accounts_of, units_of
from bumdes.ledger.services import cr, dr
from bumdes.organisations.models import Organisation
from tests.factories.books import make_entry, make_organisation_with_book, make_unit

P, T, S = "PUSAT", "TOKO", "SP"

OPENING = [  # debit and credit: 123.000.000
    ("cash", P, 5_000_000),
    ("bank_1", P, 40_000_000),
    ("inventory_merchandise", T, 8_000_000),
    ("buildings", P, 60_000_000),
    ("accumulated_depreciation_buildings", P, -6_000_000),
    ("loan_principal", S, 10_000_000),
    ("payable_trade", T, -3_000_000),
    ("savings_voluntary", S, -4_000_000),
    ("village_capital", P, -90_000_000),
    ("community_capital", P, -12_000_000),
    ("retained_earnings", P, -8_000_000),
]
# Month, day, what happened, and (role, unit, debit; a credit is negative).
ENTRIES = [
    (1, 10, "Penyertaan modal desa", [("bank_1", P, 20_000_000), ("village_capital", P, -20_000_000)]),
    (1, 15, "Sumbangan untuk usaha", [("bank_1", P, 2_500_000), ("donated_capital", P, -2_500_000)]),
    (1, 20, "Beli barang, belum dibayar", [
        ("inventory_merchandise", T, 15_000_000), ("payable_trade", T, -15_000_000)]),
    (2, 1, "Jual tunai beserta harga pokoknya", [
        ("cash", T, 12_000_000), ("revenue_goods", T, -12_000_000),
        ("cost_of_goods", T, 9_000_000), ("inventory_merchandise", T, -9_000_000)]),
    (2, 5, "Bayar pemasok", [("payable_trade", T, 14_000_000), ("cash", T, -14_000_000)]),
    (2, 10, "Jual dengan bon", [("receivable_trade", T, 4_000_000), ("revenue_goods", T, -4_000_000)]),
    (2, 10, "Harga pokok bon", [("cost_of_goods", T, 3_000_000), ("inventory_merchandise", T, -3_000_000)]),
    (3, 1, "Beli mesin", [("machinery", P, 18_000_000), ("bank_1", P, -18_000_000)]),
    (3, 10, "Pinjaman cair, administrasi dipotong", [
        ("loan_principal", S, 6_000_000), ("loan_admin_income", S, -60_000), ("bank_1", S, -5_940_000)]),
    (3, 20, "Angsuran pinjaman", [
        ("cash", S, 1_180_000), ("loan_principal", S, -1_000_000), ("loan_interest_income", S, -180_000)]),
    (3, 25, "Bon dilunasi sebagian", [("cash", T, 2_500_000), ("receivable_trade", T, -2_500_000)]),
    (3, 31, "Gaji, PPh 21 dipotong", [
        ("salary", P, 5_000_000), ("pph21_payable", P, -150_000), ("bank_1", P, -4_850_000)]),
    (4, 10, "Setor PPh 21", [("pph21_payable", P, 150_000), ("bank_1", P, -150_000)]),
    (4, 15, "Simpanan anggota", [("cash", S, 1_500_000), ("savings_voluntary", S, -1_500_000)]),
    (4, 20, "Setor kas ke bank", [("bank_1", P, 3_000_000), ("cash", P, -3_000_000)]),
    (5, 1, "Listrik", [("electricity", P, 400_000), ("cash", P, -400_000)]),
    (5, 10, "Bunga bank, pajaknya dipotong", [
        ("bank_1", P, 60_000), ("tax_bank_interest", P, 15_000), ("bank_interest", P, -75_000)]),
    (5, 10, "Biaya bank", [("bank_fee", P, 12_500), ("bank_1", P, -12_500)]),
    (5, 15, "Retur penjualan", [("revenue_returns", T, 500_000), ("cash", T, -500_000)]),
    (6, 1, "Pinjaman dari bank", [("bank_1", P, 25_000_000), ("bank_loan", P, -25_000_000)]),
    (6, 1, "Sewa kios dibayar di muka", [("prepaid_rent", P, 1_200_000), ("bank_1", P, -1_200_000)]),
    (6, 1, "Sewa gedung serbaguna", [("bank_1", P, 20_000_000), ("revenue_rent_building", P, -20_000_000)]),
    (6, 30, "Penyusutan semester 1", [
        ("depreciation_buildings", P, 1_500_000), ("accumulated_depreciation_buildings", P, -1_500_000),
        ("depreciation_machinery", P, 600_000), ("accumulated_depreciation_machinery", P, -600_000)]),
    (6, 30, "Sewa kios yang terpakai", [("rent", T, 600_000), ("prepaid_rent", P, -600_000)]),
    (7, 10, "Tarik simpanan", [("savings_voluntary", S, 700_000), ("cash", S, -700_000)]),
    (7, 15, "Bagi hasil keputusan musdes", [
        ("village_drawing", P, 2_400_000), ("profit_share_village", P, -2_400_000),
        ("community_drawing", P, 600_000), ("profit_share_community", P, -600_000),
        ("retained_earnings", P, 500_000), ("profit_share_management", P, -500_000)]),
    (7, 20, "PADes dibayar", [("profit_share_village", P, 2_400_000), ("bank_1", P, -2_400_000)]),
    (8, 1, "Angsuran ke bank", [
        ("bank_loan", P, 5_000_000), ("interest_expense", P, 250_000), ("bank_1", P, -5_250_000)]),
    (9, 1, "Jual sebagian mesin, rugi", [
        ("cash", P, 4_000_000), ("accumulated_depreciation_machinery", P, 200_000),
        ("loss_on_disposal", P, 300_000), ("machinery", P, -4_500_000)]),
    (10, 15, "Penyertaan modal masyarakat", [("cash", P, 1_000_000), ("community_capital", P, -1_000_000)]),
    (11, 1, "Upah terutang", [("wages", T, 1_000_000), ("wages_payable", T, -1_000_000)]),
    (11, 5, "Upah dibayar", [("wages_payable", T, 1_000_000), ("cash", T, -1_000_000)]),
    (11, 30, "Penyisihan pinjaman", [
        ("loan_provision_expense", S, 150_000), ("allowance_loan_principal", S, -150_000)]),
    (12, 1, "Pusat menambah kas toko", [
        ("cash", T, 2_000_000), ("head_office_account", T, -2_000_000),
        ("inter_unit_receivable_shop", P, 2_000_000), ("cash", P, -2_000_000)]),
    (12, 5, "Toko membayar listrik pusat", [("electricity", P, 200_000), ("cash", T, -200_000)]),
    (12, 20, "PPh final", [("tax_final", T, 80_000), ("pph_final_payable", T, -80_000)]),
    (12, 31, "Penyusutan semester 2", [
        ("depreciation_buildings", P, 1_500_000), ("accumulated_depreciation_buildings", P, -1_500_000),
        ("depreciation_machinery", P, 500_000), ("accumulated_depreciation_machinery", P, -500_000)]),
    (12, 31, "Cadangan untuk aset tetap", [
        ("retained_earnings", P, 1_000_000), ("reserved_for_assets", P, -1_000_000)]),
]  # fmt: skip
# Every income and expense account of the year against retained earnings, drawings too.
CLOSING = [
    ("revenue_goods", T, 16_000_000), ("revenue_returns", T, -500_000), ("cost_of_goods", T, -12_000_000),
    ("loan_admin_income", S, 60_000), ("loan_interest_income", S, 180_000),
    ("revenue_rent_building", P, 20_000_000), ("salary", P, -5_000_000), ("electricity", P, -600_000),
    ("rent", T, -600_000), ("depreciation_buildings", P, -3_000_000),
    ("depreciation_machinery", P, -1_100_000),
    ("loan_provision_expense", S, -150_000), ("wages", T, -1_000_000), ("bank_interest", P, 75_000),
    ("bank_fee", P, -12_500), ("interest_expense", P, -250_000), ("loss_on_disposal", P, -300_000),
    ("tax_bank_interest", P, -15_000), ("tax_final", T, -80_000),
    ("village_drawing", P, -2_400_000), ("community_drawing", P, -600_000),
    ("retained_earnings", P, -8_707_500),
]  # fmt: skip

INCOME = {
    "pendapatan_jasa": 20_240_000,  # 60.000 + 180.000 + 20.000.000
    "penjualan_barang_dagangan_bersih": 15_500_000,  # 12.000.000 + 4.000.000 - 500.000
    "penjualan_barang_jadi_bersih": 0,
    "total_pendapatan": 35_740_000,
    "total_hpp": 12_000_000,  # 9.000.000 + 3.000.000
    "laba_kotor": 23_740_000,
    "beban_pegawai_umum": 5_000_000,
    "beban_perlengkapan_umum": 0,
    "beban_pemeliharaan_umum": 0,
    "beban_utilitas_umum": 600_000,  # 400.000 + 200.000
    "beban_sewa_dan_asuransi": 600_000,
    "beban_kebersihan_dan_keamanan": 0,
    "beban_penyisihan_dan_penyusutan": 4_250_000,  # 3.000.000 + 1.100.000 + 150.000
    "beban_umum_lainnya": 0,
    "total_beban_administrasi_dan_umum": 10_450_000,
    "beban_pegawai_operasional": 1_000_000,
    "beban_pemeliharaan_operasional": 0,
    "beban_operasional_lainnya": 0,
    "total_beban_operasional": 1_000_000,
    "beban_pegawai_pemasaran": 0,
    "beban_iklan_dan_promosi": 0,
    "beban_pemasaran_lainnya": 0,
    "total_beban_pemasaran": 0,
    "total_beban_usaha": 11_450_000,
    "laba_operasi": 12_290_000,
    "pendapatan_lain_lain": 75_000,
    "beban_lain_lain": 562_500,  # 12.500 + 250.000 + 300.000
    "beban_pajak": 95_000,  # 15.000 + 80.000
    "laba_bersih_sebelum_bagi_hasil": 11_707_500,
    "bagi_hasil_pm_desa": 2_400_000,
    "bagi_hasil_pm_masyarakat": 600_000,
    "laba_bersih_setelah_bagi_hasil": 8_707_500,
}
POSITION = {
    # Cash 7.380.000: 5.000.000 + 12.000.000 - 14.000.000 + 1.180.000 + 2.500.000 + 1.500.000 - 3.000.000
    #   - 400.000 - 500.000 - 700.000 + 4.000.000 + 1.000.000 - 1.000.000 - 200.000
    # Bank 72.757.500: 40.000.000 + 20.000.000 + 2.500.000 - 18.000.000 - 5.940.000 - 4.850.000 - 150.000
    #   + 3.000.000 + 60.000 - 12.500 + 25.000.000 - 1.200.000 + 20.000.000 - 2.400.000 - 5.250.000
    "kas": 80_137_500,
    "setara_kas": 0,
    "piutang": 16_500_000,  # bon 1.500.000, pinjaman 15.000.000
    "penyisihan_piutang": -150_000,
    "persediaan": 11_000_000,  # 8.000.000 + 15.000.000 - 9.000.000 - 3.000.000
    "perlengkapan": 0,
    "pembayaran_dimuka": 600_000,
    "aset_biologis": 0,
    "aset_lancar_lainnya": 0,
    "rk_unit_usaha": 0,
    "rk_tersirat_aset": 0,
    "total_aset_lancar": 108_087_500,
    "investasi": 0,
    "tanah": 0,
    "kendaraan": 0,
    "peralatan_dan_mesin": 13_500_000,  # 18.000.000 - 4.500.000
    "meubelair": 0,
    "gedung_dan_bangunan": 60_000_000,
    "konstruksi_dalam_pengerjaan": 0,
    "aset_tetap_lainnya": 0,
    "akumulasi_penyusutan": -9_900_000,  # 9.000.000 + 1.100.000 - 200.000
    "nilai_buku_aset_tetap": 63_600_000,
    "aset_takberwujud": 0,
    "akumulasi_amortisasi": 0,
    "nilai_buku_aset_takberwujud": 0,
    "aset_lain_lain": 0,
    "total_aset": 171_687_500,
    "utang_usaha": 4_000_000,  # 3.000.000 + 15.000.000 - 14.000.000
    "utang_pajak": 80_000,
    "utang_gaji": 0,
    "utang_utilitas": 0,
    "utang_pihak_ketiga_jangka_pendek": 0,
    "simpanan_anggota": 4_800_000,  # 4.000.000 + 1.500.000 - 700.000
    "utang_bagi_hasil": 1_100_000,  # 600.000 + 500.000
    "utang_kepada_pedagang": 0,
    "utang_jangka_pendek_lainnya": 0,
    "total_kewajiban_jangka_pendek": 9_980_000,
    "utang_ke_bank": 20_000_000,
    "utang_pihak_ketiga_jangka_panjang": 0,
    "utang_jangka_panjang_lainnya": 0,
    "total_kewajiban_jangka_panjang": 20_000_000,
    "total_kewajiban": 29_980_000,
    "penyertaan_modal_desa": 110_000_000,
    "penyertaan_modal_masyarakat": 13_000_000,
    "saldo_laba": 16_207_500,  # 8.000.000 + 11.707.500 - 2.400.000 - 600.000 - 500.000
    "modal_donasi": 2_500_000,
    "total_ekuitas": 141_707_500,
    "rk_pusat": 0,
    "rk_tersirat_kewajiban": 0,
    "total_kewajiban_dan_ekuitas": 171_687_500,
}
EQUITY = {
    "pm_desa_awal": 90_000_000,
    "pm_masyarakat_awal": 12_000_000,
    "penambahan_pm_desa": 20_000_000,
    "penambahan_pm_masyarakat": 1_000_000,
    "pm_akhir": 123_000_000,
    "saldo_laba_awal_tidak_dicadangkan": 8_000_000,
    "saldo_laba_awal_dicadangkan": 0,
    "laba_periode": 11_707_500,
    "bagi_hasil_pm_desa": 2_400_000,
    "bagi_hasil_pm_masyarakat": 600_000,
    "perubahan_lain_saldo_laba": -500_000,  # the managers' share; the reserve stays inside
    "saldo_laba_akhir": 16_207_500,
    "modal_donasi_awal": 0,
    "penambahan_modal_donasi": 2_500_000,
    "modal_donasi_akhir": 2_500_000,
    "ekuitas_akhir": 141_707_500,
}
CASH_FLOW = {
    "operasi": {
        "masuk": {
            "penjualan_jasa": 20_240_000,  # 60.000 + 180.000 + 20.000.000
            "penjualan_barang_dagangan": 11_500_000,  # 12.000.000 - 500.000
            "penjualan_barang_jadi": 0,
            "bunga_bank": 75_000,
            "penerimaan_piutang": 2_500_000,
            "angsuran_pokok": 1_000_000,
            "simpanan": 1_500_000,
            "titipan_pedagang": 0,
            "penerimaan_lain": 0,
        },
        "keluar": {
            "pemasok": 14_000_000,  # the cost of the cash sale moves no cash
            "gaji_upah": 5_850_000,  # 4.850.000 + 1.000.000
            "pajak": 165_000,  # 150.000 + 15.000
            "bunga": 250_000,
            "beban_lain": 1_812_500,  # 400.000 + 12.500 + 1.200.000 + 200.000
            "penyaluran_pinjaman": 6_000_000,
            "penarikan_simpanan": 700_000,
            "penyerahan_titipan_pedagang": 0,
        },
        "bersih": 8_037_500,  # 36.815.000 - 28.777.500
    },
    "investasi": {
        "masuk": {"jual_aset_tetap": 4_000_000, "jual_investasi": 0},
        "keluar": {"beli_aset_tetap": 18_000_000, "beli_investasi": 0},
        "bersih": -14_000_000,
    },
    "pembiayaan": {
        "masuk": {
            "pm_desa": 20_000_000,
            "pm_masyarakat": 1_000_000,
            "donasi": 2_500_000,
            "utang_jangka_panjang": 25_000_000,
            "utang_jangka_pendek": 0,
            "rk_antar_unit": 0,
        },
        "keluar": {
            "bagi_hasil_desa": 2_400_000,
            "bagi_hasil_masyarakat": 0,
            "pokok_utang_jangka_panjang": 5_000_000,
            "pokok_utang_jangka_pendek": 0,
            "bagi_hasil_lainnya": 0,
        },
        "bersih": 41_100_000,
    },
    "kenaikan": 35_137_500,
    "saldo_awal": 45_000_000,
    "saldo_akhir": 80_137_500,
}
# What each unit earned: together 11.707.500.
RESULTS = {
    P: 9_797_500,  # 20.000.000 - 5.000.000 - 600.000 - 4.100.000 + 75.000 - 562.500 - 15.000
    T: 1_820_000,  # 15.500.000 - 12.000.000 - 600.000 - 1.000.000 - 80.000
    S: 90_000,  # 240.000 - 150.000
}


def make_worked_year(*, close: bool = False, **kw) -> Organisation:
    """The BUMDes with all its entries; `close` adds the closing entry of the year."""
    organisation = make_organisation_with_book(code="contoh", name="BUMDes Contoh Maju", **kw)
    book = organisation.book
    make_unit(book, T, "Toko desa")
    make_unit(book, S, "Simpan pinjam")
    book_lines(book, OPENING, day=date(2026, 1, 1), kind="opening", description="Saldo awal")
    for month, day, description, lines in ENTRIES:
        book_lines(book, lines, day=date(2026, month, day), description=description)
    if close:
        book_lines(book, CLOSING, day=date(2026, 12, 31), kind="closing", description="Tutup tahun")
    return organisation


def book_lines(book: Book, lines: list[tuple[str, str, int]], **kw: object) -> None:
    accounts, units = accounts_of(book), units_of(book)
    make_entry(
        book,
        *(
            dr(accounts[role], amount, units[unit])
            if amount > 0
            else cr(accounts[role], -amount, units[unit])
            for role, unit, amount in lines
        ),
        **kw,
    )
