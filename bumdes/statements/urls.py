"""Addresses under /bumdes/<code>/laporan/."""

from django.urls import path

from bumdes.statements import views
from bumdes.statements.layout import Statement

app_name = "statements"
urlpatterns = [
    path("", views.table, {"statement": Statement.INCOME}, name="income"),
    path("posisi-keuangan/", views.table, {"statement": Statement.POSITION}, name="position"),
    path("perubahan-ekuitas/", views.table, {"statement": Statement.EQUITY}, name="equity"),
    path("arus-kas/", views.table, {"statement": Statement.CASH_FLOW}, name="cash_flow"),
    path("catatan/", views.notes, name="notes"),
    path("rincian/", views.figure, name="figure"),
    path("laporan.pdf", views.pdf, name="pdf"),
    path("laporan.xlsx", views.workbook, name="workbook"),
    path("pengaturan/", views.settings, name="settings"),
]
