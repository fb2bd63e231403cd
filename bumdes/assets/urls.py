"""Addresses under /bumdes/<code>/aset/."""

from __future__ import annotations

from django.urls import path

from bumdes.assets import views

app_name = "assets"
urlpatterns = [
    path("", views.home, name="home"),
    path("baru/", views.new, name="new"),
    path("penyusutan/", views.wear, name="wear"),
    path("<int:pk>/", views.asset, name="asset"),
]
