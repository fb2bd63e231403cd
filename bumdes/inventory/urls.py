"""Addresses under /bumdes/<code>/persediaan/."""

from __future__ import annotations

from django.urls import path

from bumdes.inventory.views import lists

app_name = "inventory"
urlpatterns = [
    path("", lists.home, name="home"),
    path("barang/<int:pk>/", lists.item, name="item"),
]
