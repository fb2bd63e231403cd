"""The site tree from plain data: what a demo or a new regency starts with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from wagtail.models import Collection, Locale, Page, Site

from cms.home.models import HomePage
from cms.pages.models import ArticleIndexPage, ArticlePage, StandardPage
from marketplace.sellers.models import Seller
from media.models import Picture

Blocks = list[dict[str, Any]]

AUTHOR = "Redaksi Sedulang (contoh)"
STORIES_SLUG = "cerita"
COLLECTION = "Redaksi"  # made by the migration that makes editors
_DAYS_BETWEEN_ARTICLES = 9


def build_site(*, pages: Mapping[str, Any], pictures: Mapping[str, Picture], now: datetime) -> HomePage:
    """Make the pages that are missing and give the front page its first content.

    `pages` has home (headline, lead), articles (slug, title, intro, picture, body), pages (slug,
    title, intro, sections of heading and body) and makers (shop, title, picture, text); a body is
    a list of paragraph and heading (text) and list (items). `pictures` gives them by name or file
    name; a picture that is missing leaves its place empty. What an editor has touched is never
    written over, so that a second call changes nothing.
    """
    pictures = {PurePath(name).stem: picture for name, picture in pictures.items()}
    with transaction.atomic(durable=True):
        home = _home()
        _hand_to_editors(pages, pictures)
        for page in pages["pages"]:
            _add(
                home,
                StandardPage(
                    slug=page["slug"], title=page["title"], intro=page["intro"], body=_sections(page)
                ),
                show_in_menus=True,
            )
        index = _add(
            home,
            ArticleIndexPage(
                slug=STORIES_SLUG, title="Cerita desa", intro="Dari dapur, sawah, dan dermaga Banyuasin."
            ),
            show_in_menus=True,
        )
        for place, article in enumerate(pages["articles"]):
            day = timezone.localdate(now - timedelta(days=_DAYS_BETWEEN_ARTICLES * place))
            _add(
                index,
                ArticlePage(
                    slug=article["slug"],
                    title=article["title"],
                    intro=article["intro"],
                    date=day,
                    author=AUTHOR,
                    picture=pictures.get(article["picture"]),
                    body=_body(article["body"]),
                ),
            )
        # The page as the migration made it has no revision; one that a person saved has.
        if home.latest_revision_id is None:
            home.body = _front(pages["home"], _stories(pages["makers"], pictures))
            home.save_revision().publish()
    return home


def _home() -> HomePage:
    """The front page, made anew when there is none, with the site's name and address."""
    home = HomePage.objects.first()
    if home is None:
        Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
        home = root.add_child(instance=HomePage(title="Beranda", slug="beranda"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": home, "site_name": settings.SITE_NAME}
    )
    return home


def _hand_to_editors(pages: Mapping[str, Any], pictures: Mapping[str, Picture]) -> None:
    """The pictures of the pages join the editors' collection, where editors may change them."""
    used = {row["picture"] for row in [*pages["articles"], *pages["makers"]]}
    own = Collection.objects.filter(name=COLLECTION).first()
    if own is not None:
        ids = [picture.pk for name, picture in pictures.items() if name in used]
        Picture.objects.filter(pk__in=ids).update(collection=own)


def _add(parent: Page, page: Page, *, show_in_menus: bool = False) -> Page:
    if there := parent.get_children().filter(slug=page.slug).first():
        return there.specific
    page.show_in_menus = show_in_menus
    parent.add_child(instance=page)
    page.save_revision().publish()
    # The parent counts its children; the next child needs its new count.
    parent.refresh_from_db()
    return page


def _body(blocks: Sequence[Mapping[str, Any]]) -> Blocks:
    made = []
    for block in blocks:
        if block["type"] == "list":
            value = block["items"]
        elif block["type"] == "paragraph":
            value = format_html("<p>{}</p>", block["text"])
        else:
            value = block["text"]
        made.append({"type": block["type"], "value": value})
    return made


def _sections(page: Mapping[str, Any]) -> Blocks:
    return [
        block
        for section in page["sections"]
        for block in [{"type": "heading", "value": section["heading"]}, *_body(section["body"])]
    ]


def _stories(makers: Sequence[Mapping[str, Any]], pictures: Mapping[str, Picture]) -> Blocks:
    slugs = [maker["shop"] for maker in makers]
    shops = {shop.slug: shop for shop in Seller.objects.filter(slug__in=slugs).select_related("village")}
    stories = []
    for maker in makers:
        shop, picture = shops.get(maker["shop"]), pictures.get(maker["picture"])
        stories.append(
            {
                "eyebrow": "Kisah pembuat (contoh)",
                "title": maker["title"],
                "text": _first_sentences(maker["text"], 2),
                "name": shop.name if shop else "",
                "place": shop.village.name if shop else "",
                "address": reverse("store:shop", args=[shop.slug]) if shop else "",
                "picture": picture.pk if picture else None,
            }
        )
    return stories


def _first_sentences(text: str, count: int) -> str:
    sentences = text.split(". ")
    return text if len(sentences) <= count else ". ".join(sentences[:count]) + "."


def _front(home: Mapping[str, str], stories: Blocks) -> Blocks:
    first, others = stories[:1], stories[1:]
    blocks = [
        {
            "type": "hero",
            "value": {
                "headline": home["headline"],
                "lead": home["lead"],
                "first_link": {"label": "Lihat hasil desa", "address": reverse("store:list")},
                "second_link": {"label": "Baca cerita desa", "address": f"/{STORIES_SLUG}/"},
                "story": first[0] if first else {},
            },
        },
        {"type": "boats", "value": {"limit": 1}},
        {"type": "categories", "value": {"limit": 10}},
        {"type": "products", "value": {"source": "newest", "limit": 6}},
        {
            "type": "stories",
            "value": {"stories": others},
        },
        {"type": "products", "value": {"source": "best_sold", "limit": 6}},
        {"type": "shops", "value": {"limit": 4}},
        {"type": "figures", "value": {}},
        {"type": "articles", "value": {"limit": 3}},
        {
            "type": "call_to_action",
            "value": {
                "title": "Punya hasil dapur, kebun, atau anyaman?",
                "text": "Buka toko gratis. BUMDes di desamu membantu sejak foto pertama.",
                "link": {"label": "Mulai berjualan", "address": "/jual/"},
            },
        },
    ]
    return [block for block in blocks if block["type"] != "stories" or others]
