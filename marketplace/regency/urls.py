"""Addresses under /kabupaten/."""

from django.urls import path

from marketplace.regency import views

app_name = "regency"
urlpatterns = [
    path("", views.home, name="home"),
    path("kecamatan.csv", views.districts_csv, name="districts_csv"),
    path("bumdes/", views.hubs, name="hubs"),
    path("bumdes.csv", views.hubs_csv, name="hubs_csv"),
    path("laporan/", views.books, name="books"),
    path("laporan-<int:year>.csv", views.books_csv, name="books_csv"),
    path("laporan/<slug:code>/<int:year>/<slug:kind>/", views.published, name="published"),
    path("laporan/<slug:code>/<int:year>/<slug:kind>/lpj.pdf", views.published_pdf, name="published_pdf"),
]
