"""Scale data: many sellers, products and completed orders, written in sets.

Unlike the demo it does not pass through the services, which would take hours; what it writes
satisfies every invariant of `manage.py verify` all the same, and a test proves it.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction

BATCH = 5_000

_GOODS = [
    *("kemplang", "pempek", "kerupuk", "kopi", "beras", "nanas", "kelapa", "madu", "sambal", "terasi"),
    *("abon", "tekwan", "salai", "udang", "tikar", "bakul", "songket", "jumputan", "keripik", "dodol"),
]
_KINDS = [
    *("panggang", "goreng", "robusta", "pandan", "madu", "kering", "segar", "pedas", "manis", "asin"),
    *("tenggiri", "gabus", "patin", "belida", "purun", "lebak", "pasang", "surut", "hutan", "kampung"),
]
_PLACES = [
    *("Sungsang", "Mariana", "Telang", "Betung", "Sembawa", "Rambutan", "Makarti", "Tanjung", "Pulau"),
    *("Rimba", "Upang", "Sugihan", "Padang", "Salek", "Lago", "Kumbang"),
]

_SELLERS = """
    WITH hubs AS (SELECT id, village_id, row_number() OVER (ORDER BY id) - 1 AS n FROM organisations_organisation),
         villages AS (SELECT code, row_number() OVER (ORDER BY code) - 1 AS n FROM villages_village),
         made AS (
            INSERT INTO sellers_seller (slug, name, owner_name, phone, tagline, story, nib, level, status,
                                        is_consignment, closed_note, opening_hours, created_at, hub_id,
                                        village_id)
            SELECT 'skala-' || i, 'Toko ' || (%(places)s::text[])[1 + i %% %(place_count)s] || ' ' || i,
                   'Pemilik ' || i, '+62812' || lpad(i::text, 8, '0'), '', '', '', 1 + i %% 5, 'verified',
                   false, '', '', now() - (i %% 700) * interval '1 day', hubs.id, villages.code
              FROM generate_series(%(first)s, %(last)s) AS i
              JOIN hubs ON hubs.n = i %% (SELECT count(*) FROM hubs)
              JOIN villages ON villages.n = i %% (SELECT count(*) FROM villages)
            RETURNING id, name, slug)
    INSERT INTO partner_partner (code, name, seller_id) SELECT slug, name, id FROM made
"""

_PRODUCTS = """
    WITH shops AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM sellers_seller WHERE slug LIKE 'skala-%%'),
         leaves AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM catalogue_category WHERE numchild = 0),
         photos AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM media_picture
                     WHERE width = height AND widths <> '{}'::jsonb),
         made AS (
            INSERT INTO catalogue_product
                (structure, is_public, title, slug, description, date_created, date_updated, is_discountable,
                 unit, net_amount, net_unit, weight_grams, pirt_number, halal, halal_number, preorder_days,
                 variant_label, priority, seller_id, product_class_id)
            SELECT 'standalone', true,
                   initcap((%(goods)s::text[])[1 + i %% %(goods_count)s]) || ' '
                     || (%(kinds)s::text[])[1 + (i / %(goods_count)s) %% %(kinds_count)s] || ' '
                     || (%(places)s::text[])[1 + (i / 7) %% %(place_count)s] || ' ' || (100 + 50 * (i %% 9)) || ' g',
                   'skala-' || i, 'Dibuat tiap pagi, dikirim hari itu juga. Nomor contoh ' || i || '.',
                   now() - (i %% 1000) * interval '1 hour', now(), true,
                   'bungkus', 100 + 50 * (i %% 9), 'g', 150 + 50 * (i %% 9), '',
                   CASE WHEN i %% 3 = 0 THEN 'certified' ELSE 'none_needed' END, '', 0, '',
                   0, shops.id, (SELECT id FROM catalogue_productclass WHERE name = 'Barang')
              FROM generate_series(%(first)s, %(last)s) AS i
              JOIN shops ON shops.n = i %% (SELECT count(*) FROM shops)
            RETURNING id, seller_id),
         numbered AS (SELECT made.*, row_number() OVER (ORDER BY id) AS n FROM made),
         filed AS (
            INSERT INTO catalogue_productcategory (product_id, category_id)
            SELECT numbered.id, leaves.id FROM numbered
              JOIN leaves ON leaves.n = numbered.n %% (SELECT count(*) FROM leaves)),
         shown AS (
            INSERT INTO catalogue_productimage (product_id, picture_id, caption, display_order, date_created)
            SELECT numbered.id, photos.id, '', 0, now() FROM numbered
              JOIN photos ON photos.n = numbered.n %% (SELECT count(*) FROM photos)),
         offers AS (
            INSERT INTO partner_stockrecord
                (product_id, partner_id, partner_sku, price_currency, price, num_in_stock, num_allocated,
                 date_created, date_updated, is_tracked, is_active)
            SELECT numbered.id, p.id, 'skala-' || numbered.id, 'IDR', 5000 + 500 * (numbered.n %% 190), 500, 0,
                   now(), now(), true, true
              FROM numbered JOIN partner_partner p ON p.seller_id = numbered.seller_id
            RETURNING id)
    INSERT INTO partner_stockmovement (stockrecord_id, kind, quantity, key, at)
    SELECT id, 'opening', 500, 'opening:' || id, now() FROM offers
"""

_ORDERS = """
    WITH numbers AS (SELECT i, 1 + i %% 3 AS pieces FROM generate_series(%(first)s, %(last)s) AS i),
         offers AS (
            SELECT s.id, s.product_id, s.price, s.partner_id, p.seller_id, h.hub_id, h.name AS shop,
                   c.title, row_number() OVER (ORDER BY s.id) - 1 AS n
              FROM partner_stockrecord s JOIN partner_partner p ON p.id = s.partner_id
              JOIN sellers_seller h ON h.id = p.seller_id JOIN catalogue_product c ON c.id = s.product_id
             WHERE h.slug LIKE 'skala-%%'),
         wanted AS (
            SELECT numbers.*, offers.*, offers.price * pieces AS total,
                   now() - (i %% 730) * interval '1 day' AS at
              FROM numbers JOIN offers ON offers.n = (numbers.i * 7919) %% (SELECT count(*) FROM offers)),
         baskets AS (
            INSERT INTO basket_basket (status, date_created, date_submitted, token)
            SELECT 'Submitted', at, at, 'skala-' || i FROM wanted
            RETURNING id, token),
         purchases AS (
            INSERT INTO order_purchase (reference, token, basket_id, name, phone, email, goods_total,
                                        delivery_total, total, key, content_hash, created_at)
            SELECT 'S' || i, 'skala-' || i, b.id, 'Pembeli ' || i, '+6281200000000', '', total, 0, total,
                   'skala-' || i, '', at
              FROM wanted JOIN baskets b ON b.token = 'skala-' || i
            RETURNING id, basket_id, token),
         orders AS (
            INSERT INTO order_order (number, currency, total_incl_tax, total_excl_tax, shipping_incl_tax,
                   shipping_excl_tax, shipping_method, shipping_code, status, guest_email, date_placed,
                   analytics_tracked, mode, delivery_label, weight_grams, note, is_disputed, hub_id, seller_id,
                   purchase_id, basket_id)
            SELECT 'S' || i, 'IDR', total, total, 0, 0, '', '', 'completed', '', at, false, 'pickup',
                   'Ambil di BUMDes', 300, '', false, hub_id, seller_id, p.id, p.basket_id
              FROM wanted JOIN purchases p ON p.token = 'skala-' || i
            RETURNING id, purchase_id, number),
         lines AS (
            INSERT INTO order_line (order_id, partner_id, partner_name, partner_sku, partner_line_reference,
                   partner_line_notes, stockrecord_id, product_id, title, quantity, line_price_incl_tax,
                   line_price_excl_tax, line_price_before_discounts_incl_tax,
                   line_price_before_discounts_excl_tax, unit_price_incl_tax, unit_price_excl_tax, status,
                   num_allocated, allocation_cancelled, is_tracked, unit, open, packed, handed_over,
                   delivered, cancelled, returned)
            SELECT o.id, w.partner_id, w.shop, '', '', '', w.id, w.product_id, w.title, pieces, total, total,
                   total, total, price, price, '', 0, false, true, 'bungkus', 0, 0, 0, pieces, 0, 0
              FROM wanted w JOIN orders o ON o.number = 'S' || w.i),
         moved AS (
            INSERT INTO partner_stockmovement (stockrecord_id, kind, quantity, key, at)
            SELECT w.id, 'shipped', -pieces, 'order:' || o.id || ':' || w.id, at
              FROM wanted w JOIN orders o ON o.number = 'S' || w.i),
         stocked AS (
            UPDATE partner_stockrecord s SET num_in_stock = num_in_stock - gone.pieces
              FROM (SELECT id, sum(pieces) AS pieces FROM wanted GROUP BY id) gone WHERE gone.id = s.id),
         told AS (
            INSERT INTO order_orderevent (order_id, from_status, to_status, reason, at)
            SELECT o.id, step.one, step.two, '', w.at + step.hours * interval '1 hour'
              FROM wanted w JOIN orders o ON o.number = 'S' || w.i
             CROSS JOIN (VALUES ('', 'awaiting_payment', 0), ('awaiting_payment', 'placed', 1),
                                ('placed', 'accepted', 2), ('accepted', 'packed', 3),
                                ('packed', 'handed_over', 4), ('handed_over', 'delivered', 20),
                                ('delivered', 'completed', 90)) AS step (one, two, hours)
             ORDER BY o.id, step.hours),
         paid AS (
            INSERT INTO payment_payment (purchase_id, method, state, amount, surplus, reference, created_at,
                   expires_at, paid_at)
            SELECT p.id, 'transfer', 'paid', total, 0, 'skala-' || i, at, at + interval '1 day', at
              FROM wanted JOIN purchases p ON p.token = 'skala-' || i
            RETURNING id, purchase_id, amount)
    INSERT INTO payment_paymentsplit (payment_id, order_id, amount)
    SELECT paid.id, o.id, paid.amount FROM paid JOIN orders o ON o.purchase_id = paid.purchase_id
"""


def _write(statement: str, count: int, table: str) -> Iterator[int]:
    """Run a statement for numbers 1 … count in batches after what is there; yields rows done."""
    words = {
        "goods": _GOODS,
        "goods_count": len(_GOODS),
        "kinds": _KINDS,
        "kinds_count": len(_KINDS),
        "places": _PLACES,
        "place_count": len(_PLACES),
    }
    with connection.cursor() as cursor:
        cursor.execute(table)
        have = cursor.fetchone()[0]
    for first in range(have + 1, count + 1, BATCH):
        last = min(first + BATCH - 1, count)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, words | {"first": first, "last": last})
        yield last


def generate_sellers(count: int) -> Iterator[int]:
    return _write(_SELLERS, count, "SELECT count(*) FROM sellers_seller WHERE slug LIKE 'skala-%'")


def generate_products(count: int) -> Iterator[int]:
    return _write(_PRODUCTS, count, "SELECT count(*) FROM catalogue_product WHERE slug LIKE 'skala-%'")


def generate_orders(count: int) -> Iterator[int]:
    return _write(_ORDERS, count, "SELECT count(*) FROM order_purchase WHERE token LIKE 'skala-%'")
