"""Addresses under /bumdes/<code>/persediaan/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "inventory"
urlpatterns: list[URLPattern] = []
