"""Addresses under /bumdes/<code>/unit/."""

from __future__ import annotations

from django.urls import path

from bumdes.units.views import budgets, internet, internet_money, internet_vouchers, units

app_name = "units"
urlpatterns = [
    path("", units.home, name="home"),
    path("baru/", units.new, name="new"),
    path("antarunit/", units.between, name="between"),
    path("anggaran/", budgets.budgets, name="budgets"),
    path("anggaran/<int:year>/", budgets.against, name="against"),
    path("anggaran/versi/<int:pk>/", budgets.budget, name="budget"),
    path("anggaran/versi/<int:pk>/salin/", budgets.budget_copy, name="budget_copy"),
    path("anggaran/versi/<int:pk>/berkas/", budgets.budget_sheet, name="budget_sheet"),
    path("anggaran/versi/<int:pk>/usulan/", budgets.budget_propose, name="budget_propose"),
    path("anggaran/versi/<int:pk>/keputusan/", budgets.budget_decide, name="budget_decide"),
    path("anggaran/versi/<int:pk>/<str:unit>/", budgets.budget_unit, name="budget_unit"),
    path("anggaran/versi/<int:pk>/<str:unit>/<str:account>/", budgets.budget_months, name="budget_months"),
    path("internet/<int:pk>/", internet.home, name="internet"),
    path("internet/<int:pk>/paket/", internet.packages, name="internet_packages"),
    path("internet/<int:pk>/pelanggan/", internet.new_line, name="internet_new"),
    path("internet/<int:pk>/pelanggan/<int:line>/", internet.line, name="internet_line"),
    path("internet/<int:pk>/pelanggan/<int:line>/bayar/", internet_money.pay, name="internet_pay"),
    path("internet/<int:pk>/kuitansi/<int:payment>/", internet_money.receipt, name="internet_receipt"),
    path("internet/<int:pk>/pelanggan/<int:line>/ubah/", internet.change, name="internet_change"),
    path("internet/<int:pk>/tagihan/", internet_money.bills, name="internet_bills"),
    path("internet/<int:pk>/tagihan/buat/", internet_money.run, name="internet_run"),
    path("internet/<int:pk>/tagihan/<int:bill>/", internet_money.bill, name="internet_bill"),
    path("internet/<int:pk>/tunggakan/", internet_money.late, name="internet_late"),
    path("internet/<int:pk>/pemutusan/", internet_money.shut_off, name="internet_shut_off"),
    path("internet/<int:pk>/voucer/", internet_vouchers.vouchers, name="internet_vouchers"),
    path("internet/<int:pk>/voucer/<int:batch>/", internet_vouchers.sheet, name="internet_sheet"),
    path("internet/<int:pk>/voucer/penjualan/<int:sale>/", internet_vouchers.sale, name="internet_sale"),
    path("<int:pk>/", units.unit, name="unit"),
    path("<int:pk>/ubah/", units.change, name="change"),
]
