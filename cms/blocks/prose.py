"""What an article is made of."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks import queries
from cms.blocks.calculations import product_ids
from cms.blocks.fields import TEXT_FEATURES, check_products


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quote"), max_length=400)
    source = blocks.CharBlock(label=_("Who said it"), required=False, max_length=80)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blocks/quote.html"
        prose = True


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"
        prose = True


class ProductBlock(blocks.StructBlock):
    """One product inside a story. Shows nothing when the product is no longer on sale."""

    product = blocks.CharBlock(
        label=_("Product"),
        max_length=200,
        validators=[check_products],
        help_text=_("Paste the product's address."),
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["cards"] = queries.picked_products(ids=product_ids(value["product"])[:1])
        return context

    class Meta:
        icon = "tag"
        label = _("Product")
        template = "blocks/product.html"


class ProseBlock(blocks.StreamBlock):
    """The blocks every page may use for running text.

    `prose` marks what a front page sets in the width of a text column.
    """

    heading = blocks.CharBlock(
        label=_("Heading"),
        max_length=120,
        icon="title",
        template="blocks/heading.html",
        group=_("Text"),
        prose=True,
    )
    paragraph = blocks.RichTextBlock(
        label=_("Text"),
        features=TEXT_FEATURES,
        icon="pilcrow",
        template="blocks/paragraph.html",
        group=_("Text"),
        prose=True,
    )
    list = blocks.ListBlock(
        blocks.CharBlock(label=_("Line"), max_length=300),
        label=_("List"),
        icon="list-ul",
        template="blocks/list.html",
        group=_("Text"),
        prose=True,
    )
    quote = QuoteBlock(group=_("Text"))
    picture = PictureBlock(group=_("Text"))
    product = ProductBlock(group=_("Text"))
