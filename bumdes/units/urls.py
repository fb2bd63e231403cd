"""Addresses under /bumdes/<code>/unit/."""

from __future__ import annotations

from django.urls import path

from bumdes.units.views import against, budgets, drafts, units

app_name = "units"
urlpatterns = [
    path("", units.home, name="home"),
    path("baru/", units.new, name="new"),
    path("antarunit/", units.between, name="between"),
    path("anggaran/", budgets.budgets, name="budgets"),
    path("anggaran/<int:year>/", against.against, name="against"),
    path("anggaran/versi/<int:pk>/", budgets.budget, name="budget"),
    path("anggaran/versi/<int:pk>/salin/", drafts.budget_copy, name="budget_copy"),
    path("anggaran/versi/<int:pk>/berkas/", drafts.budget_sheet, name="budget_sheet"),
    path("anggaran/versi/<int:pk>/usulan/", budgets.budget_propose, name="budget_propose"),
    path("anggaran/versi/<int:pk>/keputusan/", budgets.budget_decide, name="budget_decide"),
    path("anggaran/versi/<int:pk>/<str:unit>/", drafts.budget_unit, name="budget_unit"),
    path("anggaran/versi/<int:pk>/<str:unit>/<str:account>/", drafts.budget_months, name="budget_months"),
    path("<int:pk>/", units.unit, name="unit"),
    path("<int:pk>/ubah/", units.change, name="change"),
]
