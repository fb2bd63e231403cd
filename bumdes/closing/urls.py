"""Addresses under /bumdes/<code>/tutup-buku/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "closing"
urlpatterns: list[URLPattern] = []
