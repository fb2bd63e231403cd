"""Addresses of the buyer's own pages, under /akun/ beside those of signing in."""

from django.urls import path

from marketplace.account.views import addresses, home, loans, orders, reviews

app_name = "account"
urlpatterns = [
    path("", home.home, name="home"),
    path("profil/", home.profile, name="profile"),
    path("pesan/", home.inbox, name="inbox"),
    path("pesan/dibaca/", home.read_all, name="inbox_read"),
    path("pesan/<int:pk>/", home.message, name="message"),
    path("alamat/", addresses.addresses, name="addresses"),
    path("alamat/baru/", addresses.add, name="address_new"),
    path("alamat/<int:pk>/", addresses.change, name="address"),
    path("alamat/<int:pk>/hapus/", addresses.delete, name="address_delete"),
    path("pinjaman/", loans.loans, name="loans"),
    path("pinjaman/ajukan/", loans.ask, name="loan_ask"),
    path("pinjaman/<slug:reference>/", loans.loan, name="loan"),
    path("pesanan/", orders.orders, name="orders"),
    path("pesanan/<slug:tab>/", orders.orders, name="orders_tab"),
    path("belanja/<slug:reference>/", orders.purchase, name="purchase"),
    path("belanja/<slug:reference>/batal/", orders.cancel_purchase, name="purchase_cancel"),
    path("belanja/<slug:reference>/<slug:number>/diterima/", orders.complete, name="complete"),
    path("belanja/<slug:reference>/<slug:number>/batal/", orders.cancel, name="cancel"),
    path("belanja/<slug:reference>/<slug:number>/beli-lagi/", orders.buy_again, name="buy_again"),
    path("belanja/<slug:reference>/ulasan/<int:pk>/", reviews.review, name="review"),
    path("lacak/<str:token>/", orders.track, name="track"),
    path("lacak/<str:token>/batal/", orders.cancel_purchase, name="track_cancel_purchase"),
    path("lacak/<str:token>/<slug:number>/diterima/", orders.complete, name="track_complete"),
    path("lacak/<str:token>/<slug:number>/batal/", orders.cancel, name="track_cancel"),
    path("lacak/<str:token>/<slug:number>/beli-lagi/", orders.buy_again, name="track_buy_again"),
]
