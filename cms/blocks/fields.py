"""Small answers an editor gives inside a block, refused beside the field when they cannot work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.calculations import product_ids, shop_slugs

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul"]


def check_products(typed: str) -> None:
    """Refuse a line that names no product."""
    _check(product_ids, typed, _("“%(line)s” is not the address of a product."))


def check_shops(typed: str) -> None:
    """Refuse a line that names no shop."""
    _check(shop_slugs, typed, _("“%(line)s” is not the address of a shop."))


def _check(read: Callable[[str], object], typed: str, message: str | _StrPromise) -> None:
    try:
        read(typed)
    except ValueError as error:
        raise ValidationError(message, params={"line": str(error)}) from error


class AddressBlock(blocks.RegexBlock):
    """A place on this site (/belanja/…) or a secure address elsewhere; no other scheme."""

    def __init__(self, required: bool = True, **kwargs: object):
        kwargs.setdefault("max_length", 300)
        kwargs.setdefault(
            "help_text", _("An address here, such as /tentang/, or one that starts with https://")
        )
        kwargs.setdefault(
            "error_messages", {"invalid": _("Write an address that starts with / or with https://.")}
        )
        super().__init__(regex=r"^(/(?![/\\])|https://[^/\s])[^\s]*$", required=required, **kwargs)

    class Meta:
        icon = "link"


class LinkBlock(blocks.StructBlock):
    """A button: the words on it and where it leads. Left empty, nothing is shown."""

    label = blocks.CharBlock(label=_("Text"), required=False, max_length=40)
    address = AddressBlock(label=_("Address"), required=False)

    class Meta:
        icon = "link"
        label = _("Button")
