"""Addresses under /bumdes/<code>/simpanan/."""

from __future__ import annotations

from django.urls import path

from bumdes.savings.views import accounts, money, terms

app_name = "savings"
urlpatterns = [
    path("", accounts.home, name="home"),
    path("baru/", accounts.new, name="new"),
    path("<int:pk>/", accounts.account, name="account"),
    path("<int:pk>/buku/", accounts.paper, name="paper"),
    path("<int:pk>/setoran/", money.deposit, name="deposit"),
    path("<int:pk>/penarikan/", money.withdraw, name="withdraw"),
    path("<int:pk>/saldo-awal/", money.opening, name="opening"),
    path("<int:pk>/mutasi/<int:movement>/", money.undo, name="undo"),
    path("<int:pk>/penahanan/", accounts.hold, name="hold"),
    path("<int:pk>/penahanan/<int:hold>/", accounts.release, name="release"),
    path("<int:pk>/penutupan/", accounts.close, name="close"),
    path("<int:pk>/perpanjangan/", accounts.renew, name="renew"),
    path("produk/", terms.products, name="products"),
    path("produk/baru/", terms.new_product, name="new_product"),
    path("produk/<int:pk>/", terms.product, name="product"),
    path("izin/", terms.settings, name="settings"),
    path("jasa/", terms.interest, name="interest"),
    path("persetujuan/", terms.approvals, name="approvals"),
    path("persetujuan/<int:pk>/setuju/", terms.agree, name="agree"),
    path("persetujuan/<int:pk>/tolak/", terms.refuse, name="refuse"),
    path("persetujuan/<int:pk>/tarik/", terms.take_back, name="take_back"),
]
