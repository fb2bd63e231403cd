"""Lists of goods: all, by words, by category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.search.enums import Sort
from marketplace.search.queries import ResultPage, search
from marketplace.search.words import MAX_TEXT
from marketplace.storefront.forms import FilterForm
from marketplace.storefront.menu import MenuCategory, menu
from marketplace.storefront.public import public_page

PAGE = "hal"


@dataclass(frozen=True)
class PageLinks:
    """What components/pagination.html asks for."""

    number: int
    has_previous: bool
    has_next: bool
    previous_url: str
    next_url: str


def page_number(request: HttpRequest) -> int:
    """The page that is asked for; the first for anything that is not a number."""
    typed = request.GET.get(PAGE, "1")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1


def page_links(request: HttpRequest, *, number: int, has_previous: bool, has_next: bool) -> PageLinks:
    return PageLinks(
        number=number,
        has_previous=has_previous,
        has_next=has_next,
        previous_url=address(request, **{PAGE: str(number - 1) if number > 2 else ""}),
        next_url=address(request, **{PAGE: str(number + 1)}),
    )


def address(request: HttpRequest, **changes: str) -> str:
    """This list with some of its questions changed; an empty one is left out."""
    asked = request.GET.copy()
    for name, value in changes.items():
        asked[name] = value
    for name in [name for name in asked if not asked[name]]:
        del asked[name]
    query = asked.urlencode()
    return f"{request.path}?{query}" if query else request.path


@public_page
def list_page(request: HttpRequest) -> HttpResponse:
    return _list(request, heading=_("Village goods"), crumbs=[])


@public_page
def search_page(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:MAX_TEXT].strip()
    if not text:
        return _list(request, heading=_("Village goods"), crumbs=[])
    crumbs = [{"label": _("Village goods"), "url": reverse("store:list")}, {"label": _("Search")}]
    return _list(request, text=text, heading=_("Search: %(text)s") % {"text": text}, crumbs=crumbs)


@public_page
def category_page(request: HttpRequest, slug: str) -> HttpResponse:
    tree = menu()
    category = tree.by_slug(slug)
    if category is None:
        raise Http404
    path = tree.path(category.id)
    crumbs: list[dict[str, str]] = [{"label": _("Categories"), "url": reverse("store:categories")}]
    crumbs += [
        {"label": above.label, "url": reverse("store:category", args=[above.slug])} for above in path[:-1]
    ]
    crumbs.append({"label": category.label})
    return _list(
        request,
        category=category,
        heading=category.label,
        crumbs=crumbs,
        # A leaf shows its neighbours: one tap to the goods beside it.
        branches=tree.children(category.id) or (tree.children(path[-2].id) if len(path) > 1 else ()),
    )


@public_page
def categories_page(request: HttpRequest) -> HttpResponse:
    tree = menu()
    groups = [(root, tree.children(root.id)) for root in tree.roots]
    return render(request, "storefront/categories.html", {"groups": groups})


def _list(
    request: HttpRequest, *, text: str = "", category: MenuCategory | None = None, **context: Any
) -> HttpResponse:
    asked = request.GET.copy()
    asked["q"] = text
    form = FilterForm(asked, menu=menu(), category=category)
    filters = form.filters()
    result = search(
        text=text,
        filters=filters,
        sort=form.sort,
        page=page_number(request),
        literal=request.GET.get("persis") == "1",
    )
    form.show_counts(result)
    sorts = [(value, label) for value, label in Sort.choices if text or value != Sort.RELEVANT]
    return render(
        request,
        "storefront/list.html",
        {
            "result": result,
            "form": form,
            "category": category,
            "query": text,
            "sorts": sorts,
            "sort": form.sort or (Sort.RELEVANT if text else Sort.NEWEST),
            "kept": [(name, said) for name, said in asked.items() if said and name not in ("urut", PAGE)],
            "page": page_links(
                request, number=result.number, has_previous=result.has_previous, has_next=result.has_next
            ),
            "reset_url": f"{request.path}?{urlencode({'q': text})}" if text else request.path,
            "literal_url": address(request, persis="1", **{PAGE: ""}),
            "action": request.path,
            **_suggested(request, result),
            **context,
        },
    )


def _suggested(request: HttpRequest, result: ResultPage) -> dict[str, str]:
    if not result.suggestion:
        return {}
    return {"suggestion_url": address(request, q=result.suggestion, **{PAGE: ""})}
