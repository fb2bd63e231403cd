"""Articles as lists show them, and the way to a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.blocks.queries import Teaser, teasers

if TYPE_CHECKING:
    from cms.pages.models import ArticleIndexPage, ArticlePage

PER_PAGE = 12


@dataclass(frozen=True)
class Crumb:
    label: str
    url: str = ""


@dataclass(frozen=True)
class Listing:
    """One page of a list, as components/pagination.html reads it."""

    articles: Sequence[Teaser]
    number: int
    has_previous: bool
    has_next: bool

    @property
    def previous_url(self) -> str:
        return f"?page={self.number - 1}" if self.number > 2 else "?"

    @property
    def next_url(self) -> str:
        return f"?page={self.number + 1}"


def articles_page(*, index: ArticleIndexPage, number: str) -> Listing:
    """Live articles below an index, newest first. Raises Http404 for a page that is none.

    Counts nothing: one article more than fits says that there is a next page.
    """
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= 1000:
        raise Http404
    start = (int(number) - 1) * PER_PAGE
    found = teasers(_live_articles().child_of(index)[start : start + PER_PAGE + 1])
    if start and not found:
        raise Http404
    return Listing(
        articles=found[:PER_PAGE],
        number=int(number),
        has_previous=start > 0,
        has_next=len(found) > PER_PAGE,
    )


def other_articles(*, article: ArticlePage, limit: int = 3) -> list[Teaser]:
    """The newest articles beside this one."""
    return teasers(_live_articles().sibling_of(article, inclusive=False)[:limit])


def crumbs(page: Page) -> list[Crumb]:
    """The way from the front page to this page. One query."""
    above = page.get_ancestors().filter(depth__gt=2).order_by("depth")
    return [
        Crumb(label=_("Home"), url="/"),
        *(Crumb(label=ancestor.title, url=ancestor.url) for ancestor in above),
        Crumb(label=page.title),
    ]


def _live_articles() -> Any:
    # Looked up late: the page models stand above the blocks and their queries.
    article_page = apps.get_model("pages", "ArticlePage")
    return article_page.objects.live().select_related("picture").defer("body").order_by("-date", "-pk")
