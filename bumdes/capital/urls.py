"""Addresses under /bumdes/<code>/modal/."""

from __future__ import annotations

from django.urls import path

from bumdes.capital import views

app_name = "capital"
urlpatterns = [
    path("", views.home, name="home"),
    path("baru/", views.new, name="new"),
    path("dana-desa/", views.village_fund, name="village_fund"),
    path("penyetor/", views.contributors, name="contributors"),
    path("penyetor/<int:pk>/", views.contributor, name="contributor"),
    path("<int:pk>/", views.contribution, name="contribution"),
    path("<int:pk>/sertifikat/", views.certificate, name="certificate"),
    path("<int:pk>/sertifikat.pdf", views.certificate_pdf, name="certificate_pdf"),
    path("<int:pk>/koreksi/", views.correct, name="correct"),
    path("<int:pk>/pengembalian/", views.give_capital_back, name="return"),
    path("<int:pk>/penggunaan/", views.uses, name="uses"),
    path("<int:pk>/penggunaan/<int:use>/", views.take_use_out, name="use"),
]
