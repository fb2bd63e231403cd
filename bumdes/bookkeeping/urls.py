"""Addresses under /bumdes/<code>/buku/."""

from __future__ import annotations

from django.urls import path

from bumdes.bookkeeping.acts import ACTS
from bumdes.bookkeeping.views import accounts, books, counts, daily, home, imports, journal, setup, templates

app_name = "books"
urlpatterns = [
    path("", home.home, name="home"),
    path("mulai/", setup.begin, name="begin"),
    path("setelan/", setup.settings, name="settings"),
    # One page per everyday act: terima/, bayar/, beli/, …
    *(path(f"{act.slug}/", daily.act, {"act": act.name}, name=act.name) for act in ACTS),
    path("jurnal/", books.journal, name="journal"),
    path("jurnal/tulis/", journal.write, name="write"),
    path("jurnal/<uuid:pk>/", daily.entry, name="entry"),
    path("jurnal/<uuid:pk>/batal/", daily.undo, name="undo"),
    path("jurnal/<uuid:pk>/foto/", daily.add_photo, name="add_photo"),
    path("jurnal/<uuid:pk>/templat/", templates.new_template, name="new_template"),
    path("bukti/<int:pk>/", daily.receipt, name="receipt"),
    path("persetujuan/", journal.approvals, name="approvals"),
    path("persetujuan/<int:pk>/", journal.proposal, name="proposal"),
    path("persetujuan/<int:pk>/setujui/", journal.approve, name="approve"),
    path("persetujuan/<int:pk>/tolak/", journal.refuse, name="refuse"),
    path("persetujuan/<int:pk>/tarik/", journal.withdraw, name="withdraw"),
    path("templat/", templates.templates, name="templates"),
    path("templat/<int:pk>/", templates.use, name="template"),
    path("templat/<int:pk>/akhiri/", templates.end, name="end_template"),
    path("kas/", books.cash_book, name="cash_book"),
    path("bank/", books.bank_book, name="bank_book"),
    path("neraca-saldo/", books.trial, name="trial"),
    path("akun/", accounts.accounts, name="accounts"),
    path("akun/baru/", accounts.new_account, name="new_account"),
    path("akun/<str:account>/", books.card, name="card"),
    path("akun/<str:account>/ubah/", accounts.edit_account, name="edit_account"),
    path("impor/", imports.imports, name="imports"),
    path("impor/templat.xlsx", imports.template_as_xlsx, name="import_xlsx"),
    path("impor/templat.csv", imports.template_as_csv, name="import_csv"),
    path("impor/<int:pk>/", imports.imported, name="import"),
    path("impor/<int:pk>/periksa/", imports.fix, name="fix_import"),
    path("impor/<int:pk>/catat/", imports.send, name="send_import"),
    path("impor/<int:pk>/setujui/", imports.approve, name="approve_import"),
    path("impor/<int:pk>/kembalikan/", imports.give_back, name="return_import"),
    path("impor/<int:pk>/buang/", imports.discard, name="discard_import"),
    path("hitung-kas/", counts.counts, name="counts"),
    path("hitung-kas/<int:pk>/", counts.count, name="count"),
    path("hitung-kas/baru/<str:account>/", counts.new_count, name="new_count"),
]
