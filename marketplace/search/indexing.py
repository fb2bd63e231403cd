"""The SQL that makes cards out of products, offers, shops, reviews and sales.

The index copies what higher rooms know (reviews, order lines). Importing them would turn the
order of the rooms round, and counting them in Python would cost a query per product: so their
tables are named here, and a test fills each of them and reads the card.
"""

from __future__ import annotations

# Letters and digits only, lower case, without accents: PostgreSQL's parser would otherwise see
# host names, signed numbers and compounds in what people write.
_PLAIN = "regexp_replace(lower(unaccent({})), '[^[:alnum:]]+', ' ', 'g')"


def plain(expression: str) -> str:
    """SQL that turns a text expression into plain words parted by single spaces."""
    return _PLAIN.format(expression)


# Offers that count: active, of a public product or variant, of a shop that is not suspended.
_OFFERS = """
wanted AS (
    SELECT p.id FROM catalogue_product p
    WHERE p.id = ANY(%(ids)s) AND p.structure <> 'child'
),
offer AS (
    SELECT coalesce(p.parent_id, p.id) AS product_id, so.id, so.price::bigint AS price, shop.id AS seller_id,
        p.net_amount, p.net_unit, p.parent_id IS NOT NULL AS is_variant, p.id AS sold_product_id,
        (NOT so.is_tracked OR so.num_in_stock > so.num_allocated) AS has_stock,
        coalesce(%(today)s::date BETWEEN shop.closed_from AND shop.closed_until, false) AS is_closed
    FROM wanted w
    JOIN catalogue_product p ON p.id = w.id OR p.parent_id = w.id
    JOIN partner_stockrecord so ON so.product_id = p.id AND so.is_active
    JOIN partner_partner pt ON pt.id = so.partner_id
    JOIN sellers_seller shop ON shop.id = pt.seller_id AND shop.status <> 'suspended'
    WHERE p.is_public
),
best AS (
    SELECT DISTINCT ON (product_id) product_id, price, net_amount, net_unit
    FROM offer
    ORDER BY product_id, (has_stock AND NOT is_closed) DESC, price, id
),
summed AS (
    SELECT product_id,
        bool_or(has_stock AND NOT is_closed) AS is_in_stock,
        bool_or(has_stock) AND NOT bool_or(has_stock AND NOT is_closed) AS is_closed,
        coalesce(max(price) FILTER (WHERE has_stock AND NOT is_closed), max(price)) AS price_to,
        array_agg(DISTINCT seller_id) AS seller_ids,
        count(DISTINCT sold_product_id) FILTER (WHERE is_variant) AS variant_count
    FROM offer GROUP BY product_id
)
"""

# A category with the ids and the names of everything above it: a few dozen rows.
_LINEAGE = """
lineage AS (
    SELECT c.id, c.depth, c.icon,
        array_agg(a.id ORDER BY a.depth) AS ids,
        string_agg(a.name || ' ' || a.name_en, ' ' ORDER BY a.depth) AS names
    FROM catalogue_category c
    JOIN catalogue_category a ON a.path = left(c.path, length(a.path))
    WHERE c.is_public AND c.ancestors_are_public
    GROUP BY c.id, c.depth, c.icon
),
filed AS (
    SELECT pc.product_id,
        (array_agg(l.id ORDER BY l.depth DESC, l.id))[1] AS category_id,
        (array_agg(l.icon ORDER BY l.depth DESC, l.id))[1] AS icon,
        string_agg(l.names, ' ') AS names
    FROM catalogue_productcategory pc
    JOIN lineage l ON l.id = pc.category_id
    WHERE pc.product_id = ANY(%(ids)s)
    GROUP BY pc.product_id
),
above AS (
    SELECT pc.product_id, array_agg(DISTINCT a.id) AS ids
    FROM catalogue_productcategory pc
    JOIN lineage l ON l.id = pc.category_id
    CROSS JOIN LATERAL unnest(l.ids) AS a(id)
    WHERE pc.product_id = ANY(%(ids)s)
    GROUP BY pc.product_id
)
"""

_PRAISE = """
review AS (
    SELECT product_id, round(avg(score), 2) AS rating, count(*) AS review_count
    FROM reviews_productreview
    WHERE product_id = ANY(%(ids)s) AND status = 1
    GROUP BY product_id
),
sale AS (
    SELECT w.id AS product_id, sum(line.quantity - line.cancelled - line.returned) AS sold_count
    FROM wanted w
    JOIN catalogue_product p ON p.id = w.id OR p.parent_id = w.id
    JOIN order_line line ON line.product_id = p.id
    JOIN order_order o ON o.id = line.order_id
    WHERE o.status IN ('placed', 'accepted', 'packed', 'handed_over', 'delivered', 'completed')
    GROUP BY w.id
),
photo AS (
    -- What media.display.card_picture keeps: the squares that a card can show.
    SELECT DISTINCT ON (i.product_id) i.product_id, pic.placeholder,
        CASE WHEN pic.widths->>'stem' <> '' THEN jsonb_build_object(
            'stem', pic.widths->'stem', 'colour', pic.placeholder, 'square', (
                SELECT coalesce(jsonb_agg(side), '[]')
                FROM jsonb_array_elements(pic.widths->'square') AS side
                WHERE side::int <= 320
            )
        ) END AS picture
    FROM catalogue_productimage i
    JOIN media_picture pic ON pic.id = i.picture_id
    WHERE i.product_id = ANY(%(ids)s)
    ORDER BY i.product_id, i.display_order, i.id
)
"""

_COLUMNS = (
    *("product_id", "is_public", "title", "slug", "price_from", "price_to", "unit", "net_amount", "net_unit"),
    *("variant_count", "seller_id", "seller_name", "seller_slug", "seller_ids", "hub_id", "village_id"),
    *("village_name", "district_id", "rating", "review_count", "sold_count", "picture", "placeholder"),
    *("is_in_stock", "is_closed", "preorder_days", "is_consignment", "is_halal", "category_id"),
    *("category_ids", "icon", "listed_at", "document"),
)

WRITE_CARDS = f"""
WITH {_OFFERS}, {_LINEAGE}, {_PRAISE}
INSERT INTO search_productcard ({", ".join(_COLUMNS)})
SELECT p.id,
    p.is_public AND shop.status <> 'suspended' AND best.price IS NOT NULL,
    p.title, CASE WHEN p.slug ~ '^[-a-zA-Z0-9_]+$' THEN p.slug ELSE 'produk' END, best.price, summed.price_to,
    p.unit,
    CASE WHEN best.net_amount IS NOT NULL THEN best.net_amount ELSE p.net_amount END,
    CASE WHEN best.net_amount IS NOT NULL THEN best.net_unit ELSE p.net_unit END,
    coalesce(summed.variant_count, 0),
    shop.id, shop.name, shop.slug, coalesce(summed.seller_ids, '{{}}'), shop.hub_id,
    village.code, village.name, village.district_id,
    coalesce(review.rating, 0), coalesce(review.review_count, 0), coalesce(sale.sold_count, 0),
    photo.picture, coalesce(photo.placeholder, p.id %% 12),
    coalesce(summed.is_in_stock, false), coalesce(summed.is_closed, false),
    p.preorder_days, shop.is_consignment, p.halal = 'certified',
    filed.category_id, coalesce(above.ids, '{{}}'), coalesce(filed.icon, ''), p.date_created,
    setweight(to_tsvector('indonesian', words.title), 'A')
        || setweight(to_tsvector('simple', words.title), 'B')
        || setweight(to_tsvector('simple', words.places), 'C')
        || setweight(to_tsvector('indonesian', words.places), 'C')
        || setweight(to_tsvector('indonesian', words.description), 'D')
FROM wanted
JOIN catalogue_product p ON p.id = wanted.id
JOIN sellers_seller shop ON shop.id = p.seller_id
JOIN villages_village village ON village.code = coalesce(p.origin_village_id, shop.village_id)
LEFT JOIN best ON best.product_id = p.id
LEFT JOIN summed ON summed.product_id = p.id
LEFT JOIN filed ON filed.product_id = p.id
LEFT JOIN above ON above.product_id = p.id
LEFT JOIN review ON review.product_id = p.id
LEFT JOIN sale ON sale.product_id = p.id
LEFT JOIN photo ON photo.product_id = p.id
CROSS JOIN LATERAL (
    SELECT {plain("p.title")} AS title,
        {plain("concat_ws(' ', filed.names, shop.name, village.name)")} AS places,
        {plain("left(p.description, 4000)")} AS description
) AS words
ORDER BY p.id
ON CONFLICT (product_id) DO UPDATE SET
    {", ".join(f"{column} = EXCLUDED.{column}" for column in _COLUMNS[1:])}
"""  # noqa: S608 (constants only)

WRITE_STOCK = f"""
WITH {_OFFERS}
UPDATE search_productcard card
SET price_from = fresh.price, price_to = fresh.price_to, is_in_stock = fresh.is_in_stock,
    is_closed = fresh.is_closed
FROM (
    SELECT wanted.id, best.price, summed.price_to, coalesce(summed.is_in_stock, false) AS is_in_stock,
        coalesce(summed.is_closed, false) AS is_closed
    FROM wanted
    LEFT JOIN best ON best.product_id = wanted.id
    LEFT JOIN summed ON summed.product_id = wanted.id
) AS fresh
WHERE card.product_id = fresh.id
    AND (card.price_from, card.price_to, card.is_in_stock, card.is_closed)
        IS DISTINCT FROM (fresh.price, fresh.price_to, fresh.is_in_stock, fresh.is_closed)
"""  # noqa: S608 (constants only)

# Cards whose first photo has got its renditions, or others, since the card was written.
NEW_PHOTOS = """
SELECT card.product_id
FROM search_productcard card
CROSS JOIN LATERAL (
    SELECT pic.widths->>'stem' AS stem
    FROM catalogue_productimage i JOIN media_picture pic ON pic.id = i.picture_id
    WHERE i.product_id = card.product_id
    ORDER BY i.display_order, i.id LIMIT 1
) AS photo
WHERE {} AND photo.stem <> '' AND photo.stem IS DISTINCT FROM card.picture->>'stem'
"""
NEWLY_SHOWN = NEW_PHOTOS.format("card.picture IS NULL")
ANY_CHANGED = NEW_PHOTOS.format("true")


def _split(source: str) -> str:
    """SQL that gives each word of three or more letters in a table of texts (column `text`)."""
    return f"""
    SELECT left(word, 40) AS word, count(*) AS frequency
    FROM ({source}) AS written, regexp_split_to_table({plain("written.text")}, ' ') AS word
    WHERE length(word) >= 3 AND word !~ '[0-9]'
    GROUP BY left(word, 40)
    """  # noqa: S608 (constants only)


_STEM = "coalesce((tsvector_to_array(to_tsvector('indonesian', word)))[1], word)"
_EVERY_TEXT = """
    SELECT title AS text FROM search_productcard WHERE is_public
    UNION ALL SELECT name FROM sellers_seller WHERE status <> 'suspended'
    UNION ALL SELECT name || ' ' || name_en FROM catalogue_category WHERE is_public
    UNION ALL SELECT name FROM villages_village
    UNION ALL SELECT name FROM villages_district
"""

REBUILD_WORDS = f"""
INSERT INTO search_word (word, frequency, length, stem)
SELECT word, frequency, length(word), {_STEM} FROM ({_split(_EVERY_TEXT)}) AS counted
"""  # noqa: S608 (constants only)

LEARN_WORDS = f"""
INSERT INTO search_word (word, frequency, length, stem)
SELECT word, frequency, length(word), {_STEM}
FROM ({_split("SELECT title AS text FROM search_productcard WHERE product_id = ANY(%(ids)s) AND is_public")})
    AS counted
ORDER BY word
ON CONFLICT (word) DO NOTHING
"""  # noqa: S608 (constants only)
