"""Addresses under /bumdes/<code>/modal/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "capital"
urlpatterns: list[URLPattern] = []
