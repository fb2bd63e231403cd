"""What a BUMDes runs: its counter's drawer."""

from bumdes.units.models.drawer import CashReceipt, DrawerShift

__all__ = ["CashReceipt", "DrawerShift"]
