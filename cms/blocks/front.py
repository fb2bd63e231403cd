"""Blocks of a front page that tell: the hero, the makers' stories, news and a call to act."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks import goods, queries
from cms.blocks.fields import AddressBlock, LinkBlock
from cms.blocks.prose import ProseBlock


class StoryBlock(blocks.StructBlock):
    """A maker and what is told of her. Left without a title, nothing is shown."""

    eyebrow = blocks.CharBlock(label=_("Line above"), required=False, max_length=40)
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=90)
    text = blocks.TextBlock(label=_("Story"), required=False, max_length=500, rows=4)
    name = blocks.CharBlock(label=_("Maker or shop"), required=False, max_length=80)
    place = blocks.CharBlock(label=_("Village"), required=False, max_length=80)
    address = AddressBlock(label=_("Her shop or story"), required=False)
    picture = ImageChooserBlock(label=_("Picture"), required=False)

    class Meta:
        icon = "user"
        label = _("Maker")


class HeroBlock(blocks.StructBlock):
    headline = blocks.CharBlock(label=_("Headline"), max_length=90)
    lead = blocks.TextBlock(label=_("Lead"), required=False, max_length=240, rows=2)
    first_link = LinkBlock(label=_("First button"), required=False)
    second_link = LinkBlock(label=_("Second button"), required=False)
    story = StoryBlock(label=_("Maker beside it"), required=False)

    class Meta:
        icon = "home"
        label = _("Hero")
        template = "blocks/hero.html"


class StoriesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=80)
    stories = blocks.ListBlock(StoryBlock(), label=_("Makers"), min_num=1, max_num=6)
    link = LinkBlock(label=_("Link beside the heading"), required=False)

    class Meta:
        icon = "user"
        label = _("Makers' stories")
        template = "blocks/stories.html"


class ArticlesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), required=False, max_length=80)
    limit = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=6)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["articles"] = queries.newest_articles(limit=value["limit"])
        return context

    class Meta:
        icon = "doc-full"
        label = _("Newest articles")
        template = "blocks/articles.html"


class CallToActionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=240, rows=2)
    link = LinkBlock(label=_("Button"))

    class Meta:
        icon = "arrow-right"
        label = _("Call to act")
        template = "blocks/call_to_action.html"


class BodyBlock(ProseBlock):
    """Everything a page may show: running text and the live parts of a front page."""

    hero = HeroBlock(group=_("Front page"))
    boats = goods.BoatsBlock(group=_("Live"))
    categories = goods.CategoriesBlock(group=_("Live"))
    products = goods.ProductsBlock(group=_("Live"))
    shops = goods.ShopsBlock(group=_("Live"))
    figures = goods.FiguresBlock(group=_("Live"))
    stories = StoriesBlock(group=_("Front page"))
    articles = ArticlesBlock(group=_("Live"))
    call_to_action = CallToActionBlock(group=_("Front page"))
