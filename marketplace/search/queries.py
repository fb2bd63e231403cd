"""Lists of products: searching, filtering, sorting, counting. Reads cards only.

The statements are written as SQL. They used to be made out of querysets, and a page spent more
time on that than on everything the database did for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db import connection

from marketplace.search import words
from marketplace.search.cards import Card, select_cards
from marketplace.search.enums import ORDERS, Sort, order_sql

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
    found = _page(typed, filters, hits, sort, number) if hits.total else ()
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


class _SQL(NamedTuple):
    """A piece of a statement and the values of its placeholders."""

    text: str
    values: tuple[Any, ...] = ()


def _tsquery(typed: Sequence[str], *, in_title: bool = False, whole: bool = False) -> _SQL:
    """All words, each by stem or as written; the last one may be unfinished unless `whole`."""
    weights = "AB" if in_title else ""
    parts: list[str] = []
    values: list[str] = []
    for place, word in enumerate(typed):
        unfinished = "*" if place == len(typed) - 1 and _may_go_on(word) and not whole else ""
        parts.append("(to_tsquery('indonesian', %s) || to_tsquery('simple', %s))")
        # Words hold letters and digits only, so that nothing in them is read as an operator.
        for ending in (weights, unfinished + weights):
            values.append(" | ".join(f"{spelling}:{ending}" for spelling in words.spellings(word)))
    return _SQL(f"({' && '.join(parts)})", tuple(values))


def _may_go_on(word: str) -> bool:
    """Whether a last word may be the beginning of a longer one: one sign would match half the catalogue."""
    return len(word) > 1


def _matching(typed: Sequence[str], filters: Filters, *, in_title: bool = False, whole: bool = False) -> _SQL:
    """The condition on a card."""
    parts = ["is_public"]
    values: list[Any] = []
    if typed:
        query = _tsquery(typed, in_title=in_title, whole=whole)
        parts.append(f"document @@ {query.text}")
        values += query.values
    for condition, value in (
        ("category_ids @> ARRAY[%s]::bigint[]", filters.category_id),
        ("district_id = %s", filters.district or None),
        ("village_id = %s", filters.village or None),
        ("seller_ids @> ARRAY[%s]::bigint[]", filters.seller_id),
        ("hub_id = %s", filters.hub_id),
        ("price_from >= %s", filters.price_min),
        ("price_from <= %s", filters.price_max),
    ):
        if value is not None:
            parts.append(condition)
            values.append(value)
    if filters.in_stock:
        parts.append("is_in_stock")
    if filters.halal:
        parts.append("is_halal")
    return _SQL(" AND ".join(parts), tuple(values))


def _page(typed: Sequence[str], filters: Filters, hits: _Hits, sort: str, number: int) -> tuple[Card, ...]:
    rows = _matching(typed, filters)
    if sort in ORDERS or not typed:
        order = _SQL(order_sql(sort if sort in ORDERS else Sort.NEWEST))
    elif hits.is_capped and hits.are_mostly_titled:
        # Thousands of titles fit equally: what sells best comes first, read off its index.
        rows, order = _matching(typed, filters, in_title=True), _SQL(order_sql(Sort.BEST_SOLD))
    else:
        if hits.is_capped:
            some = f"SELECT product_id FROM search_productcard WHERE {rows.text} LIMIT {COUNT_CAP + 1}"  # noqa: S608
            rows = _SQL(f"product_id IN ({some})", rows.values)
        order = _by_fitness(typed)
    start = (number - 1) * PER_PAGE
    return select_cards(rows.text, rows.values + order.values, order=order.text, limit=PER_PAGE, offset=start)


def _by_fitness(typed: Sequence[str]) -> _SQL:
    """Where the words stand, whether it can be bought now, how it sells."""
    query = _tsquery(typed)
    rank = f"ts_rank('{{0.05, 0.2, 0.5, 1.0}}', document, {query.text})"
    ready = "CASE WHEN is_in_stock THEN 1.0 ELSE 0.4 END"
    return _SQL(f"{rank} * {ready} * ln((sold_count + 50)::float8) DESC, product_id DESC", query.values)


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
    lists = [_hit_list(name, typed, asked) for asked, name in names.items()]
    total_hits, category_hits, district_hits = (names[sources[kind]] for kind in sources)
    statement = f"""
        WITH {", ".join(some.text for some in lists)}
        SELECT 'total', '', count(*) FROM {total_hits}
        UNION ALL
        SELECT 'titled', '', count(*) FROM {total_hits} WHERE titled
        UNION ALL
        SELECT 'category', key::text, sum(number)::bigint
            FROM (
                SELECT category_ids, count(*) AS number FROM {category_hits} GROUP BY category_ids
            ) AS filed, unnest(category_ids) AS key
            GROUP BY key
        UNION ALL
        SELECT 'district', district_id, count(*) FROM {district_hits} GROUP BY district_id
    """  # noqa: S608 (names and conditions of this module, values stay parameters)
    counts: dict[str, dict[str, int]] = {"total": {}, "titled": {}, "category": {}, "district": {}}
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for some in lists for value in some.values])
        for kind, key, count in cursor.fetchall():
            counts[kind][key] = count
    categories = {int(key): count for key, count in counts["category"].items()}
    return _Hits(counts["total"][""], counts["titled"][""], Facets(categories, counts["district"]))


def _hit_list(name: str, typed: Sequence[str], asked: Filters) -> _SQL:
    """WITH entries that end in one of this name, of at most COUNT_CAP + 1 hits.

    To look up every word that begins like the last one costs twice as much as to look up the
    word. Where the whole words alone fill the list, the database leaves that out.
    """
    if not typed or not _may_go_on(typed[-1]):
        return _first_hits(name, typed, asked)
    whole = _first_hits(f"{name}_whole", typed, asked, whole=True)
    is_full = f"(SELECT count(*) > {COUNT_CAP} FROM {name}_whole)"  # noqa: S608 (constants)
    begun = _first_hits(f"{name}_begun", typed, asked, only_if=f"NOT {is_full}")
    chosen = f"""{name} AS MATERIALIZED (
        SELECT * FROM {name}_whole WHERE {is_full} UNION ALL SELECT * FROM {name}_begun
    )"""  # noqa: S608 (constants)
    return _SQL(f"{whole.text}, {begun.text}, {chosen}", whole.values + begun.values)


def _first_hits(
    name: str, typed: Sequence[str], asked: Filters, *, whole: bool = False, only_if: str = "true"
) -> _SQL:
    rows = _matching(typed, asked, whole=whole)
    titled = _tsquery(typed, in_title=True) if typed else _SQL("")
    # Rows are made only as far as they are read. A LIMIT inside would make the planner hope
    # to meet a thousand hits early in the whole table; so it plans for all and stops.
    text = f"""
        all_{name} AS MATERIALIZED (
            SELECT category_ids, district_id, {f"document @@ {titled.text}" if typed else "true"} AS titled
            FROM search_productcard WHERE {only_if} AND {rows.text}
        ),
        {name} AS MATERIALIZED (SELECT * FROM all_{name} LIMIT {COUNT_CAP + 1})
    """  # noqa: S608 (conditions of this module, values stay parameters)
    return _SQL(text, titled.values + rows.values)


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
