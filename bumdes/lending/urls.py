"""Addresses under /bumdes/<code>/pinjaman/."""

from __future__ import annotations

from django.urls import path, register_converter

from bumdes.lending.views import (
    agreement,
    applications,
    committee,
    groups,
    loan_changes,
    loan_money,
    loans,
    portfolio,
    preparing,
    products,
    today,
)
from core.ids import ALPHABET


class LoanReference:
    """A loan's reference: capitals and digits, so that no word of an address reads as one."""

    regex = f"[{ALPHABET}]{{10}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LoanReference, "loan")

app_name = "lending"
_ONE = "pengajuan/<slug:reference>"
_LOAN = "<loan:reference>"
urlpatterns = [
    path("", applications.home, name="home"),
    path("pengajuan/baru/", applications.new, name="new"),
    path(f"{_ONE}/", applications.application, name="application"),
    path(f"{_ONE}/ubah/", applications.change, name="change_wish"),
    path(f"{_ONE}/tarik/", applications.withdraw, name="withdraw"),
    path(f"{_ONE}/ambil/", preparing.take_on, name="take_on"),
    path(f"{_ONE}/survei/", preparing.survey, name="survey"),
    path(f"{_ONE}/foto/<int:photo>/", preparing.photo, name="photo"),
    path(f"{_ONE}/agunan/", preparing.pledge, name="pledge"),
    path(f"{_ONE}/agunan/<int:pledge>/hapus/", preparing.remove_pledge, name="remove_pledge"),
    path(f"{_ONE}/penjamin/", preparing.guarantor, name="guarantor"),
    path(f"{_ONE}/penjamin/<int:guarantor>/hapus/", preparing.remove_guarantor, name="remove_guarantor"),
    path(f"{_ONE}/ajukan/", committee.propose, name="propose"),
    path(f"{_ONE}/suara/", committee.vote, name="vote"),
    path(f"{_ONE}/keputusan/", committee.decide, name="decide"),
    path(f"{_ONE}/pinjaman/", loans.make, name="make_loan"),
    path("komite/", committee.queue, name="committee"),
    path("produk/", products.home, name="products"),
    path("produk/baru/", products.new, name="new_product"),
    path("produk/<int:pk>/", products.product, name="product"),
    path("produk/<int:pk>/ubah/", products.change, name="change_product"),
    path("produk/<int:pk>/tutup/", products.close, name="close_product"),
    # Many loans at once.
    path("hari-ini/", today.today, name="today"),
    path("kelompok/", groups.groups, name="groups"),
    path("kelompok/<int:pk>/lembar/", groups.sheet, name="sheet"),
    path("kelompok/<int:pk>/tanggung-renteng/", groups.liability, name="liability"),
    path("kelompok/<int:pk>/tanggung-renteng/bayar/", groups.cover_short, name="cover"),
    path("kelompok/<int:pk>/tanggung-renteng/kembali/", groups.give_back_short, name="give_back"),
    path("kelompok/<int:pk>/insentif/", groups.incentive, name="incentive"),
    path("portofolio/", portfolio.portfolio, name="portfolio"),
    path("daftar/", loans.loans, name="loans"),
    path("persetujuan/", loan_changes.approvals, name="approvals"),
    path("persetujuan/<int:pk>/setuju/", loan_changes.agree, name="agree"),
    path("persetujuan/<int:pk>/tolak/", loan_changes.refuse, name="refuse"),
    path("persetujuan/<int:pk>/tarik/", loan_changes.take_back, name="take_back"),
    path(f"{_LOAN}/", loans.loan, name="loan"),
    path(f"{_LOAN}/perjanjian.pdf", agreement.agreement, name="agreement"),
    path(f"{_LOAN}/pencairan/", loan_money.disburse, name="disburse"),
    path(f"{_LOAN}/pembatalan/", loan_changes.cancel, name="cancel"),
    path(f"{_LOAN}/pembayaran/", loan_money.pay, name="pay"),
    path(f"{_LOAN}/pembayaran/<int:event>/batal/", loan_money.undo, name="undo"),
    path(f"{_LOAN}/kuitansi/<int:event>/", loan_money.receipt, name="receipt"),
    path(f"{_LOAN}/di-muka/", loan_money.prepay, name="prepay"),
    path(f"{_LOAN}/pelunasan/", loan_money.pay_off, name="pay_off"),
    path(f"{_LOAN}/penerimaan-kembali/", loan_money.recover, name="recover"),
    path(f"{_LOAN}/jadwal-baru/", loan_changes.reschedule, name="reschedule"),
    path(f"{_LOAN}/panen/", loan_changes.harvest, name="harvest"),
    path(f"{_LOAN}/denda/", loan_changes.waive, name="waive"),
    path(f"{_LOAN}/hapus-buku/", loan_changes.write_off, name="write_off"),
    path(f"{_LOAN}/potong-omzet/", loan_changes.withholding, name="withholding"),
]
