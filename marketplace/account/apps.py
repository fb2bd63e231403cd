"""The buyer's own pages."""

from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "marketplace.account"
    label = "buyer"  # "account" is django-allauth's
