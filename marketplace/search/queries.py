"""Lists of products: searching, filtering, sorting, counting. Reads cards only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import BooleanField, Case, ExpressionWrapper, F, FloatField, Q, Value, When
from django.db.models.functions import Ln

from marketplace.search import words
from marketplace.search.cards import Card, cards
from marketplace.search.enums import ORDERS, Sort
from marketplace.search.models import ProductCard, ProductCardQuerySet

PER_PAGE = 24
MAX_PAGE = 40  # deeper pages are for robots; people narrow the list
COUNT_CAP = 1_000  # beyond it a page says "1.000+"
FEW = 3  # with fewer hits than this a typing mistake is suspected


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to. Prices are whole rupiah, both ends included."""

    category_id: int | None = None
    district: str = ""
    village: str = ""
    seller_id: int | None = None
    hub_id: int | None = None
    price_min: int | None = None
    price_max: int | None = None
    in_stock: bool = False
    halal: bool = False


@dataclass(frozen=True)
class Facets:
    """How many hits each category (by id) and district (by code) has; its own choice put aside."""

    categories: dict[int, int] = field(default_factory=dict)
    districts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ResultPage:
    """One page of a list. `text` is what was searched for: `corrected_from` was typed, if it differs.

    `suggestion` is what may have been meant where the typed words found a little. `total` stops
    at COUNT_CAP and `is_capped` says that there are more; then facet counts are lower bounds.
    """

    cards: Sequence[Card]
    number: int
    total: int
    is_capped: bool
    facets: Facets
    text: str = ""
    corrected_from: str = ""
    suggestion: str = ""

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        more = self.is_capped or self.total > self.number * PER_PAGE
        return self.number < MAX_PAGE and more and len(self.cards) == PER_PAGE


def search(
    *,
    text: str = "",
    filters: Filters | None = None,
    sort: str = "",
    page: int = 1,
    literal: bool = False,
) -> ResultPage:
    """One page of cards with its count and facets.

    Two queries; three or four when the words found little and a correction is looked for, which
    `literal` forbids. Unknown sorts fall back to relevance with words, else to the newest.
    """
    filters = filters or Filters()
    number = min(max(page, 1), MAX_PAGE)
    typed = words.words_of(text)
    if text.strip() and not typed:  # emoji, signs: words that no product has
        return ResultPage((), 1, 0, False, Facets(), text=text.strip())
    hits = _count(typed, filters)
    meant: list[str] = []
    if typed and hits.total < FEW and not literal:
        meant = _corrected(typed)
    said = {"text": text.strip()}
    if meant and hits.total == 0:
        typed, hits = meant, _count(meant, filters)
        said = {"text": " ".join(meant), "corrected_from": text.strip()}
    elif meant:
        said["suggestion"] = " ".join(meant)
    found = cards(_page(typed, filters, hits, sort, number)) if hits.total else ()
    return ResultPage(
        cards=found,
        number=number,
        total=min(hits.total, COUNT_CAP),
        is_capped=hits.is_capped,
        facets=hits.facets,
        **said,
    )


@dataclass(frozen=True)
class _Hits:
    """How many rows match, up to COUNT_CAP + 1, and how many of these by their titles alone."""

    total: int
    titled: int
    facets: Facets

    @property
    def is_capped(self) -> bool:
        return self.total > COUNT_CAP

    @property
    def are_mostly_titled(self) -> bool:
        return self.titled * 3 > self.total


def _tsquery(typed: Sequence[str], *, in_title: bool = False) -> SearchQuery:
    """All words, each by stem or as written; the last one may be unfinished."""
    weights = "AB" if in_title else ""
    parts = []
    for place, word in enumerate(typed):
        forms = []
        for spelling in words.spellings(word):
            # One sign would match half the catalogue.
            unfinished = "*" if place == len(typed) - 1 and len(spelling) > 1 else ""
            for config, ending in (("indonesian", weights), ("simple", unfinished + weights)):
                term = f"{spelling}:{ending}" if ending else spelling
                forms.append(SearchQuery(term, config=config, search_type="raw"))
        whole = forms[0]
        for form in forms[1:]:
            whole |= form
        parts.append(whole)
    query = parts[0]
    for part in parts[1:]:
        query &= part
    return query


def _matching(typed: Sequence[str], filters: Filters) -> ProductCardQuerySet:
    rows = ProductCard.objects.public()
    if typed:
        rows = rows.filter(document=_tsquery(typed))
    conditions = Q()
    if filters.category_id is not None:
        conditions &= Q(category_ids__contains=[filters.category_id])
    if filters.district:
        conditions &= Q(district=filters.district)
    if filters.village:
        conditions &= Q(village=filters.village)
    if filters.seller_id is not None:
        conditions &= Q(seller_ids__contains=[filters.seller_id])
    if filters.hub_id is not None:
        conditions &= Q(hub=filters.hub_id)
    if filters.price_min is not None:
        conditions &= Q(price_from__gte=filters.price_min)
    if filters.price_max is not None:
        conditions &= Q(price_from__lte=filters.price_max)
    if filters.in_stock:
        conditions &= Q(is_in_stock=True)
    if filters.halal:
        conditions &= Q(is_halal=True)
    return rows.filter(conditions)


def _page(typed: Sequence[str], filters: Filters, hits: _Hits, sort: str, number: int) -> ProductCardQuerySet:
    start = (number - 1) * PER_PAGE
    rows = _matching(typed, filters)
    if sort in ORDERS or not typed:
        rows = rows.order_by(*ORDERS.get(sort, ORDERS[Sort.NEWEST]))
    elif hits.is_capped and hits.are_mostly_titled:
        # Thousands of titles fit equally: what sells best comes first, read off its index.
        rows = rows.filter(document=_tsquery(typed, in_title=True)).order_by(*ORDERS[Sort.BEST_SOLD])
    else:
        rows = _weighed(rows, typed, is_capped=hits.is_capped)
    return rows[start : start + PER_PAGE]


def _weighed(rows: ProductCardQuerySet, typed: Sequence[str], *, is_capped: bool) -> ProductCardQuerySet:
    """The rows by fitness: where the words stand, whether it can be bought now, how it sells."""
    if is_capped:
        rows = ProductCard.objects.filter(pk__in=rows.values("pk")[: COUNT_CAP + 1])
    rank = SearchRank(F("document"), _tsquery(typed), weights=[0.05, 0.2, 0.5, 1.0])
    ready = Case(When(is_in_stock=True, then=Value(1.0)), default=Value(0.4), output_field=FloatField())
    liked = Ln(F("sold_count") + 50.0, output_field=FloatField())
    return rows.annotate(score=rank * ready * liked).order_by("-score", "-product")


def _count(typed: Sequence[str], filters: Filters) -> _Hits:
    """The capped count and the facets, in one query.

    A facet's own choice is put aside, so that another category or district can be seen before
    this one is given up.
    """
    sources = {
        "total": filters,
        "category": replace(filters, category_id=None),
        "district": replace(filters, district=""),
    }
    # Mostly nothing is put aside, and the three hit lists are one.
    names = {asked: f"hits_{number}" for number, asked in enumerate(dict.fromkeys(sources.values()))}
    lists: list[str] = []
    values: list[Any] = []
    for asked, name in names.items():
        titled = Q(document=_tsquery(typed, in_title=True)) if typed else Q(pk__isnull=False)
        hits = _matching(typed, asked).annotate(titled=ExpressionWrapper(titled, BooleanField()))
        sql, params = hits.values("category_ids", "district_id", "titled").query.sql_with_params()
        # Rows are made only as far as they are read. A LIMIT inside would make the planner hope
        # to meet a thousand hits early in the whole table; so it plans for all and stops.
        lists.append(f"all_{name} AS MATERIALIZED ({sql})")
        lists.append(f"{name} AS (SELECT * FROM all_{name} LIMIT {COUNT_CAP + 1})")  # noqa: S608 (constants)
        values += params
    total_hits, category_hits, district_hits = (names[sources[kind]] for kind in sources)
    statement = f"""
        WITH {", ".join(lists)}
        SELECT 'total', '', count(*) FROM {total_hits}
        UNION ALL
        SELECT 'titled', '', count(*) FROM {total_hits} WHERE titled
        UNION ALL
        SELECT 'category', key::text, count(*)
            FROM {category_hits}, unnest(category_ids) AS key GROUP BY key
        UNION ALL
        SELECT 'district', district_id, count(*) FROM {district_hits} GROUP BY district_id
    """  # noqa: S608 (compiled by the ORM, values stay parameters)
    counts: dict[str, dict[str, int]] = {"total": {}, "titled": {}, "category": {}, "district": {}}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for kind, key, count in cursor.fetchall():
            counts[kind][key] = count
    categories = {int(key): count for key, count in counts["category"].items()}
    return _Hits(counts["total"][""], counts["titled"][""], Facets(categories, counts["district"]))


# A word is known as it stands or by its stem ("kerajinan" where "rajin" is written).
_NEAR_WORDS = """
    SELECT asked.typed, w.word, w.frequency
    FROM unnest(%(typed)s::text[], %(slips)s::int[], %(reach)s::int[]) AS asked(typed, slips, reach)
    JOIN search_word w
        ON w.length BETWEEN length(asked.typed) - asked.slips AND length(asked.typed) + asked.slips
        AND levenshtein_less_equal(w.word, asked.typed, asked.reach) <= asked.reach
    UNION ALL
    SELECT asked.typed, asked.typed, w.frequency
    FROM unnest(%(typed)s::text[]) AS asked(typed)
    JOIN search_word w ON w.stem = (tsvector_to_array(to_tsvector('indonesian', asked.typed)))[1]
"""


def _corrected(typed: Sequence[str]) -> list[str]:
    """The words with typing mistakes mended from the vocabulary, [] when there is none. One query.

    A word that is written somewhere is a mistake only where a near one is ten times as frequent.
    """
    long_enough = sorted({word for word in typed if words.slips_allowed(word)})
    if not long_enough:
        return []
    values: dict[str, Any] = {
        "typed": long_enough,
        "slips": [words.slips_allowed(word) for word in long_enough],
        # PostgreSQL counts a swap as two; three reaches a swap and a slip in a long word.
        "reach": [2 if len(word) < 8 else 3 for word in long_enough],
    }
    near: dict[str, list[tuple[str, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_NEAR_WORDS, values)
        for asked, word, frequency in cursor.fetchall():
            near.setdefault(asked, []).append((word, frequency))
    mended = []
    for word in typed:
        known = max((count for other, count in near.get(word, ()) if other == word), default=0)
        better = [
            (other, count) for other, count in near.get(word, ()) if other != word and count >= 10 * known
        ]
        mended.append(words.nearest(word, better) or word)
    return mended if mended != list(typed) else []
