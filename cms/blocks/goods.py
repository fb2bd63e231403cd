"""Blocks that show what the market has right now: boats, categories, products, shops, figures."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import queries
from cms.blocks.calculations import product_ids, shop_slugs
from cms.blocks.fields import LinkBlock, check_products, check_shops
from marketplace.search.enums import Sort

Context = dict[str, Any]
_SORTS = {"newest": Sort.NEWEST, "best_sold": Sort.BEST_SOLD}


def _now(context: Context) -> Any:
    """The page's clock; the editor's preview of one block has none."""
    return context.get("now") or timezone.now()


class BoatsBlock(blocks.StructBlock):
    limit = blocks.IntegerBlock(label=_("How many"), default=1, min_value=1, max_value=6)

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        context = super().get_context(value, parent_context)
        context["boats"] = queries.next_boats(now=_now(context), limit=value["limit"])
        return context

    class Meta:
        icon = "date"
        label = _("Next boats")
        template = "blocks/boats.html"


class CategoriesBlock(blocks.StructBlock):
    limit = blocks.IntegerBlock(label=_("How many"), default=10, min_value=3, max_value=24)

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        context = super().get_context(value, parent_context)
        context["chips"] = queries.category_chips(limit=value["limit"])
        return context

    class Meta:
        icon = "list-ul"
        label = _("Categories")
        template = "blocks/categories.html"


class ProductsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=80)
    source = blocks.ChoiceBlock(
        label=_("Which products"),
        choices=[
            ("newest", _("The newest")),
            ("best_sold", _("The best sold")),
            ("category", _("Of one category")),
            ("picked", _("The ones listed below")),
        ],
        default="newest",
    )
    category = blocks.ChoiceBlock(
        label=_("Category"), choices=queries.category_choices, required=False, default=""
    )
    picked = blocks.TextBlock(
        label=_("Products"),
        required=False,
        default="",
        rows=4,
        validators=[check_products],
        help_text=_("Paste product addresses, one in a line."),
    )
    limit = blocks.IntegerBlock(label=_("How many"), default=6, min_value=2, max_value=12)
    link = LinkBlock(label=_("Link beside the heading"), required=False)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        missing = {"category": not cleaned["category"], "picked": not cleaned["picked"]}
        if missing.get(cleaned["source"]):
            raise blocks.StructBlockValidationError(
                block_errors={cleaned["source"]: ValidationError(_("Choose what to show."))}
            )
        return cleaned

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        context = super().get_context(value, parent_context)
        if value["source"] == "picked":
            cards = queries.picked_products(ids=product_ids(value["picked"])[: value["limit"]])
        elif value["source"] == "category":
            cards = queries.category_products(slug=value["category"], limit=value["limit"])
        else:
            cards = queries.front_products(sort=_SORTS[value["source"]], limit=value["limit"])
        context["cards"] = cards
        return context

    class Meta:
        icon = "tag"
        label = _("Products")
        template = "blocks/products.html"


class ShopsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=80)
    picked = blocks.TextBlock(
        label=_("Shops"),
        required=False,
        default="",
        rows=4,
        validators=[check_shops],
        help_text=_("Paste shop addresses, one in a line. Left empty, the most experienced shops are shown."),
    )
    limit = blocks.IntegerBlock(label=_("How many"), default=4, min_value=1, max_value=12)

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        context = super().get_context(value, parent_context)
        context["shops"] = queries.featured_shops(slugs=shop_slugs(value["picked"]), limit=value["limit"])
        return context

    class Meta:
        icon = "group"
        label = _("Shops")
        template = "blocks/shops.html"


class FiguresBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=80)

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        context = super().get_context(value, parent_context)
        context["figures"] = queries.regency_figures(now=_now(context))
        return context

    class Meta:
        icon = "table"
        label = _("Figures of the regency")
        template = "blocks/figures.html"
