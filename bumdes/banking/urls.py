"""Addresses under /bumdes/<code>/bank/."""

from __future__ import annotations

from django.urls import path

from bumdes.banking.views import accounts, desk, files, months

app_name = "banking"
urlpatterns = [
    path("", accounts.home, name="home"),
    path("kata/", accounts.rules, name="rules"),
    path("kata/<int:pk>/", accounts.forget, name="forget"),
    path("berkas/<int:pk>/", files.file, name="file"),
    path("berkas/<int:pk>/kolom/", files.columns, name="columns"),
    path("berkas/<int:pk>/tarik/", files.take_back, name="take_back"),
    path("baris/<int:pk>/", desk.line, name="line"),
    path("baris/<int:pk>/catat/", desk.book, name="book"),
    path("cocok/<int:pk>/", desk.match, name="match"),
    path("cocok/<int:pk>/batal/", desk.undo, name="undo"),
    path("berita/<int:pk>/", months.fact, name="fact"),
    path("<str:account>/", desk.desk, name="desk"),
    path("<str:account>/berkas/", files.upload, name="upload"),
    path("<str:account>/cocok/", desk.matches, name="matches"),
    path("<str:account>/<int:year>/<int:month>/", months.month, name="month"),
]
