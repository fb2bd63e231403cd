"""Addresses under /operator/."""

from django.urls import path

from marketplace.operator.views import (
    accounts,
    categories,
    home,
    money,
    refunds,
    reviews,
    sellers,
    transfers,
    unapplied,
)

app_name = "operator"
urlpatterns = [
    path("", home.home, name="home"),
    path("rekening/", accounts.accounts, name="accounts"),
    path("rekening/<int:pk>/", accounts.activate, name="account"),
    path("transfer/", transfers.transfers, name="transfers"),
    path("transfer/impor/", transfers.upload, name="upload"),
    path("transfer/impor/<int:pk>/", transfers.uploaded, name="uploaded"),
    path("transfer/<int:pk>/", transfers.line, name="line"),
    path("transfer/<int:pk>/cocok/", transfers.match, name="match"),
    path("transfer/<int:pk>/sisih/", transfers.put_aside, name="set_aside"),
    path("transfer/persetujuan/<int:pk>/", transfers.second_person, name="second_person"),
    path("transfer/bukti/<int:pk>/", transfers.proof, name="proof"),
    path("belum-terpakai/", unapplied.receipts, name="receipts"),
    path("belum-terpakai/<int:pk>/", unapplied.resolve, name="resolve"),
    path("pengembalian/", refunds.refunds, name="refunds"),
    path("pengembalian/<int:pk>/", refunds.refund, name="refund"),
    path("pengembalian/<int:pk>/persetujuan/", refunds.second_person, name="refund_check"),
    path("uang/", money.money, name="money"),
    path("uang/aturan/", money.rules, name="rules"),
    path("uang/aturan/<int:pk>/akhiri/", money.end_rule, name="end_rule"),
    path("uang/pesanan/<slug:number>/", money.trail, name="trail"),
    path("ulasan/", reviews.reviews, name="reviews"),
    path("ulasan/<int:pk>/", reviews.decide, name="review"),
    path("penjual/", sellers.sellers, name="sellers"),
    path("penjual/<slug:slug>/", sellers.seller, name="seller"),
    path("penjual/<slug:slug>/sertifikat/<int:pk>/", sellers.certificate, name="certificate"),
    path("pesanan/", home.orders, name="orders"),
    path("pesanan/<slug:reference>/", home.purchase, name="purchase"),
    path("kategori/", categories.categories, name="categories"),
    path("kategori/<int:pk>/", categories.category, name="category"),
    path("kategori/<int:pk>/pindah/", categories.move, name="category_move"),
    path("kategori/<int:pk>/geser/", categories.shift, name="category_shift"),
    path("kategori/<int:pk>/tampil/", categories.show, name="category_show"),
    path("surat/", home.letters, name="letters"),
    path("surat/<int:pk>/", home.letter_again, name="letter"),
]
