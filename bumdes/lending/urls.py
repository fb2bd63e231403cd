"""Addresses under /bumdes/<code>/pinjaman/."""

from __future__ import annotations

from django.urls import path

from bumdes.lending.views import applications, committee, groups, portfolio, preparing, products, today

app_name = "lending"
_ONE = "pengajuan/<slug:reference>"
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
]
