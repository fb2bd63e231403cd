"""Addresses under /bumdes/ for the market's side of a BUMDes. A hub's pages stand under its code."""

from django.urls import path

from marketplace.hub_desk.views import (
    bringing,
    counter,
    deposits,
    desk,
    home,
    links,
    parcels,
    payouts,
    qris,
    sellers,
    shifts,
)

app_name = "hub"
urlpatterns = [
    path("", home.index, name="index"),
    path("<slug:code>/", home.home, name="home"),
    path("<slug:code>/loket/", counter.counter, name="counter"),
    path("<slug:code>/loket/buka/", shifts.open_drawer, name="open"),
    path("<slug:code>/loket/terima/", counter.take, name="take"),
    path("<slug:code>/loket/kuitansi/<int:number>/", counter.receipt, name="receipt"),
    path("<slug:code>/loket/tutup/", shifts.close_drawer, name="close"),
    path("<slug:code>/loket/riwayat/", shifts.shifts, name="shifts"),
    path("<slug:code>/loket/riwayat/<int:pk>/", shifts.shift, name="shift"),
    path("<slug:code>/ambil/", parcels.parcels, name="parcels"),
    path("<slug:code>/ambil/<slug:number>/", parcels.parcel, name="parcel"),
    path("<slug:code>/ambil/<slug:number>/tiba/", parcels.arrive, name="arrive"),
    path("<slug:code>/ambil/<slug:number>/serah/", parcels.hand_out, name="hand_out"),
    path("<slug:code>/ambil/<slug:number>/antar/", parcels.deliver, name="deliver"),
    path("<slug:code>/ambil/<slug:number>/ditolak/", parcels.refuse, name="refuse"),
    path("<slug:code>/setoran/", deposits.deposits, name="deposits"),
    path("<slug:code>/cair/", payouts.payouts, name="payouts"),
    path("<slug:code>/cair/<slug:reference>/", payouts.payout, name="payout"),
    path("<slug:code>/cair/<slug:reference>/kuitansi/", payouts.receipt, name="payout_receipt"),
    path("<slug:code>/penjual/", sellers.sellers, name="sellers"),
    path("<slug:code>/penjual/daftar/", bringing.register, name="register"),
    path("<slug:code>/penjual/<slug:shop>/", sellers.seller, name="seller"),
    path("<slug:code>/penjual/<slug:shop>/sertifikat/<int:pk>/", sellers.certificate, name="certificate"),
    path("<slug:code>/anggota-toko/", links.links, name="links"),
    path("<slug:code>/anggota-toko/<int:pk>/", links.link, name="link"),
    path("<slug:code>/qris/", qris.qris, name="qris"),
    path("<slug:code>/qris/<slug:reference>/", qris.money_is_in, name="money_is_in"),
    path("<slug:code>/jam-buka/", desk.hours, name="hours"),
    path("<slug:code>/penjual/<slug:shop>/izin/", bringing.consent, name="consent"),
]
