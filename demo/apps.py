"""Demo data: invented people, shops and purchases, made by the product's own services."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
