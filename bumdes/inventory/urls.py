"""Addresses under /bumdes/<code>/persediaan/."""

from __future__ import annotations

from django.urls import path

from bumdes.inventory.kinds import SlipKind
from bumdes.inventory.views import approvals, counting, lists, record

app_name = "inventory"
urlpatterns = [
    path("", lists.home, name="home"),
    path("baru/", record.new_item, name="new_item"),
    path("stok-awal/", record.record, {"kind": SlipKind.OPENING}, name="open_stock"),
    path("beli/", record.record, {"kind": SlipKind.PURCHASE}, name="purchase"),
    path("jual/", record.record, {"kind": SlipKind.SALE}, name="sell"),
    path("pakai/", record.record, {"kind": SlipKind.USE}, name="use"),
    path("rusak/", record.record, {"kind": SlipKind.WRITE_OFF}, name="write_off"),
    path("pindah/", record.record, {"kind": SlipKind.TRANSFER}, name="transfer"),
    path("hitung/", counting.count, name="count"),
    path("persetujuan/", approvals.approvals, name="approvals"),
    path("persetujuan/<int:pk>/setujui/", approvals.approve, name="approve"),
    path("persetujuan/<int:pk>/tolak/", approvals.refuse, name="refuse"),
    path("persetujuan/<int:pk>/tarik/", approvals.withdraw, name="withdraw"),
    path("slip/<int:pk>/", record.slip, name="slip"),
    path("slip/<int:pk>/retur/", record.give_back, name="give_back"),
    path("barang/<int:pk>/", lists.item, name="item"),
]
