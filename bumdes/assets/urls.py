"""Addresses under /bumdes/<code>/aset/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "assets"
urlpatterns: list[URLPattern] = []
