"""Addresses under /bumdes/<code>/ringkasan/."""

from __future__ import annotations

from django.urls import path

from bumdes.office import views

app_name = "office"
urlpatterns = [path("", views.home, name="home")]
