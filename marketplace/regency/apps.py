"""What officers of the regency see: figures of districts, villages and BUMDes. They read only."""

from django.apps import AppConfig


class RegencyConfig(AppConfig):
    name = "marketplace.regency"
    label = "regency"
