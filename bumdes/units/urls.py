"""Addresses under /bumdes/<code>/unit/."""

from __future__ import annotations

from django.urls import path

from bumdes.units.views import units

app_name = "units"
urlpatterns = [
    path("", units.home, name="home"),
    path("baru/", units.new, name="new"),
    path("antarunit/", units.between, name="between"),
    path("<int:pk>/", units.unit, name="unit"),
    path("<int:pk>/ubah/", units.change, name="change"),
]
