"""Vouchers; Oscar's app with our migrations."""

from oscar.core import application


class VoucherConfig(application.OscarConfig):
    name = "marketplace.voucher"
    label = "voucher"
    default_auto_field = "django.db.models.BigAutoField"
