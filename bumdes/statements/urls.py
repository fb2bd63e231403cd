"""Addresses under /bumdes/<code>/laporan/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "statements"
urlpatterns: list[URLPattern] = []
