"""Addresses under /jual/. A shop's pages stand under its name."""

from django.urls import path

from marketplace.seller_centre.views import (
    certificates,
    complaints,
    home,
    membership,
    money,
    offers,
    orders,
    payouts,
    products,
    shops,
    statements,
    taxes,
)

app_name = "seller"
urlpatterns = [
    path("", shops.index, name="index"),
    path("daftar/", shops.open_shop, name="open"),
    path("<slug:shop>/", home.home, name="home"),
    path("<slug:shop>/kelas/", home.climb, name="climb"),
    path("<slug:shop>/produk/", products.products, name="products"),
    path("<slug:shop>/produk/baru/", products.new, name="product_new"),
    path("<slug:shop>/produk/<int:pk>/", products.change, name="product"),
    path("<slug:shop>/produk/<int:pk>/tampil/", products.publish, name="product_public"),
    path("<slug:shop>/harga-stok/", offers.offers, name="offers"),
    path("<slug:shop>/jual-juga/", offers.find, name="sell_too_find"),
    path("<slug:shop>/jual-juga/<int:pk>/", offers.sell_too, name="sell_too"),
    path("<slug:shop>/pesanan/", orders.orders, name="orders"),
    path("<slug:shop>/pesanan/<slug:number>/", orders.order, name="order"),
    path("<slug:shop>/pesanan/<slug:number>/slip/", orders.slip, name="slip"),
    path("<slug:shop>/pesanan/<slug:number>/terima/", orders.accept, name="accept"),
    path("<slug:shop>/pesanan/<slug:number>/tolak/", orders.decline, name="decline"),
    path("<slug:shop>/pesanan/<slug:number>/kemas/", orders.pack, name="pack"),
    path("<slug:shop>/pesanan/<slug:number>/serahkan/", orders.hand_over, name="hand_over"),
    path("<slug:shop>/pesanan/<slug:number>/faktur/", orders.invoice, name="invoice"),
    path("<slug:shop>/pesanan/<slug:number>/masalah/", complaints.complaint, name="complaint"),
    path(
        "<slug:shop>/pesanan/<slug:number>/masalah/foto/<int:pk>/", complaints.photo, name="complaint_photo"
    ),
    path("<slug:shop>/uang/", money.money, name="money"),
    path("<slug:shop>/uang/rincian/", statements.statement, name="statement"),
    path("<slug:shop>/uang/rincian/pdf/", statements.pdf, name="statement_pdf"),
    path("<slug:shop>/uang/rincian/xlsx/", statements.xlsx, name="statement_xlsx"),
    path("<slug:shop>/uang/cair/", payouts.new, name="payout_new"),
    path("<slug:shop>/uang/cair/<slug:reference>/", payouts.payout, name="payout"),
    path("<slug:shop>/uang/pajak/", taxes.taxes, name="taxes"),
    path("<slug:shop>/uang/pajak/xlsx/", taxes.xlsx, name="taxes_xlsx"),
    path("<slug:shop>/uang/anggota/", membership.membership, name="membership"),
    path("<slug:shop>/uang/anggota/akhiri/", membership.end, name="membership_end"),
    path("<slug:shop>/uang/rekening/", payouts.account, name="payout_account"),
    path("<slug:shop>/libur/", shops.holiday, name="holiday"),
    path("<slug:shop>/jam-buka/", shops.hours, name="hours"),
    path("<slug:shop>/sertifikat/", certificates.certificates, name="certificates"),
    path("<slug:shop>/sertifikat/<int:pk>/", certificates.certificate, name="certificate"),
    path("<slug:shop>/profil/", shops.profile, name="profile"),
    path("<slug:shop>/orang/", shops.staff, name="staff"),
    path("<slug:shop>/orang/izin/", shops.consent, name="consent"),
    path("<slug:shop>/orang/<int:pk>/", shops.end_staff, name="end_staff"),
]
