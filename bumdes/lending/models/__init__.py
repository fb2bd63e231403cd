"""Products, applications and loans of a BUMDes."""

from bumdes.lending.models.products import Product

__all__ = ["Product"]
