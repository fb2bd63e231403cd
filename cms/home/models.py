"""The front page."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks.front import BodyBlock
from cms.serving import PublicPage


class HomePage(PublicPage):
    body = StreamField(
        BodyBlock(), verbose_name=_("content"), blank=True, block_counts={"hero": {"max_num": 1}}
    )

    nav = "home"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["pages.ArticleIndexPage", "pages.StandardPage"]
    content_panels: ClassVar[list[object]] = [*PublicPage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("front page")
