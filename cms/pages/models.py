"""Articles and the pages that stay: about, help, terms, privacy."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks.front import BodyBlock
from cms.blocks.prose import ProseBlock
from cms.pages import queries
from cms.serving import PublicPage


class ArticleIndexPage(PublicPage):
    intro = models.TextField(_("introduction"), max_length=300, blank=True)

    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["pages.ArticlePage"]
    content_panels: ClassVar[list[object]] = [*PublicPage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("list of articles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        listing = queries.articles_page(index=self, number=request.GET.get("page", "1"))
        return {**context, "articles": listing.articles, "listing": listing}


class ArticlePage(PublicPage):
    date = models.DateField(_("date"))
    author = models.CharField(_("author"), max_length=80, blank=True)
    intro = models.TextField(_("introduction"), max_length=300)
    picture = models.ForeignKey(
        "media.Picture",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    body = StreamField(ProseBlock(), verbose_name=_("content"), blank=True)

    parent_page_types: ClassVar[list[str]] = ["pages.ArticleIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[object]] = [
        *PublicPage.content_panels,
        MultiFieldPanel([FieldPanel("date"), FieldPanel("author")], heading=_("Who and when")),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[object]] = [
        *PublicPage.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("article")
        indexes = [models.Index(fields=["-date", "-page_ptr"], name="article_by_date")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "crumbs": queries.crumbs(self), "more": queries.other_articles(article=self)}


class StandardPage(PublicPage):
    """A page that stays; the same blocks as the front page, mostly its text."""

    intro = models.TextField(_("introduction"), max_length=300, blank=True)
    body = StreamField(
        BodyBlock(), verbose_name=_("content"), blank=True, block_counts={"hero": {"max_num": 0}}
    )

    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "pages.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["pages.StandardPage"]
    content_panels: ClassVar[list[object]] = [
        *PublicPage.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[object]] = [
        *PublicPage.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "crumbs": queries.crumbs(self)}
