"""Pages as a demo or an editor makes them."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from cms.content import build_site
from cms.home.models import HomePage
from cms.pages.models import ArticleIndexPage, ArticlePage
from core.users.models import User
from marketplace.search.services import index_products
from media.models import Picture
from tests.factories.goods import make_product
from tests.factories.people import NOON, make_user

_n = count(1)


def site_data(**kw: Any) -> dict[str, Any]:
    """The smallest site: one page, one article, no makers."""
    text = {"type": "paragraph", "text": "Ikan & udang <segar>."}
    return {
        "home": {"headline": "Belanja dari desa", "lead": "Langsung dari pembuatnya."},
        "pages": [
            {
                "slug": "tentang",
                "title": "Tentang",
                "intro": "Siapa kami.",
                "sections": [
                    {"heading": "Mengapa", "body": [text, {"type": "list", "items": ["Satu", "Dua"]}]}
                ],
            }
        ],
        "articles": [
            {
                "slug": "dari-dapur",
                "title": "Dari dapur",
                "intro": "Satu bungkus kemplang.",
                "picture": "article-1",
                "body": [text],
            }
        ],
        "makers": [],
        **kw,
    }


def make_site(*, pictures: dict[str, Picture] | None = None, **kw: Any) -> HomePage:
    return build_site(pages=site_data(**kw), pictures=pictures or {}, now=NOON)


def make_article(index: ArticleIndexPage, **kw: Any) -> ArticlePage:
    n = next(_n)
    kw.setdefault("title", f"Artikel {n}")
    kw.setdefault("slug", f"artikel-{n}")
    kw.setdefault("intro", "Pendek saja.")
    kw.setdefault("date", date(2026, 11, 1))
    index.refresh_from_db()
    return index.add_child(instance=ArticlePage(**kw))


def make_listed_product(**kw: Any) -> Any:
    """A product with its card in the lists."""
    product = make_product(**kw)
    index_products(product_ids=[product.pk])
    return product


def make_editor(**kw: Any) -> User:
    from django.contrib.auth.models import Group

    editor = make_user(**kw)
    editor.groups.add(Group.objects.get(name="Editors"))
    return editor
