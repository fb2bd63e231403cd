"""What must hold about purchases, orders, lines and the stock they hold."""

from core.invariants import invariant

invariant(
    "stock.allocated_is_what_open_orders_hold",
    """SELECT s.id, s.num_allocated, coalesce(h.held, 0) AS held
         FROM partner_stockrecord s
         LEFT JOIN (SELECT l.stockrecord_id, sum(l.open + l.packed) AS held
                      FROM order_line l JOIN order_order o ON o.id = l.order_id
                     WHERE l.is_tracked
                       AND o.status IN ('awaiting_payment', 'placed', 'accepted', 'packed')
                     GROUP BY l.stockrecord_id) h ON h.stockrecord_id = s.id
        WHERE s.num_allocated <> coalesce(h.held, 0)""",
)
invariant(
    "order.line_holds_its_own_allocation",
    """SELECT l.id, l.num_allocated, l.open, l.packed FROM order_line l
        WHERE l.num_allocated <> CASE WHEN l.is_tracked THEN l.open + l.packed ELSE 0 END""",
)
invariant(
    "order.ended_orders_hold_no_stock",
    """SELECT o.number, l.id AS line FROM order_order o JOIN order_line l ON l.order_id = o.id
        WHERE o.status IN ('expired', 'declined', 'cancelled', 'completed', 'returned')
          AND (l.open > 0 OR l.packed > 0 OR l.handed_over > 0)""",
)
invariant(
    "order.shipped_movements_match_lines",
    """SELECT l.stockrecord_id, l.gone, coalesce(m.gone, 0) AS moved
         FROM (SELECT stockrecord_id, sum(handed_over + delivered) AS gone
                 FROM order_line WHERE is_tracked AND stockrecord_id IS NOT NULL
                GROUP BY stockrecord_id) l
         LEFT JOIN (SELECT stockrecord_id, -sum(quantity) AS gone FROM partner_stockmovement
                     WHERE kind = 'shipped' GROUP BY stockrecord_id) m
           ON m.stockrecord_id = l.stockrecord_id
        WHERE l.gone <> coalesce(m.gone, 0)""",
)
invariant(
    "order.total_is_lines_and_delivery",
    """SELECT o.number, o.total_incl_tax, l.total, o.shipping_incl_tax
         FROM order_order o
         LEFT JOIN (SELECT order_id, sum(line_price_incl_tax) AS total
                      FROM order_line GROUP BY order_id) l ON l.order_id = o.id
        WHERE o.total_incl_tax <> coalesce(l.total, 0) + o.shipping_incl_tax
           OR o.total_incl_tax <> trunc(o.total_incl_tax)""",
)
invariant(
    "order.line_total_is_price_times_quantity",
    """SELECT id, unit_price_incl_tax, quantity, line_price_incl_tax FROM order_line
        WHERE line_price_before_discounts_incl_tax <> unit_price_incl_tax * quantity
           OR line_price_incl_tax > line_price_before_discounts_incl_tax""",
)
invariant(
    "purchase.total_is_sum_of_orders",
    """SELECT p.reference, p.total, sum(o.total_incl_tax) AS orders
         FROM order_purchase p LEFT JOIN order_order o ON o.purchase_id = p.id
        GROUP BY p.id HAVING p.total <> coalesce(sum(o.total_incl_tax), 0)""",
)
invariant(
    "order.history_replays_to_status",
    """SELECT o.number, o.status, e.to_status AS last_event
         FROM order_order o
         LEFT JOIN LATERAL (SELECT to_status FROM order_orderevent
                             WHERE order_id = o.id ORDER BY id DESC LIMIT 1) e ON true
        WHERE e.to_status IS DISTINCT FROM o.status""",
)
invariant(
    "order.history_moves_are_allowed",
    """SELECT e.id, e.from_status, e.to_status FROM order_orderevent e
        WHERE (e.from_status <> '' OR e.to_status <> 'awaiting_payment')
          AND NOT EXISTS (SELECT 1 FROM order_status_move m
                           WHERE m.from_status = e.from_status AND m.to_status = e.to_status)""",
)
invariant(
    "tenancy.order_lines_are_of_the_orders_shop",
    """SELECT o.number, l.id AS line FROM order_line l
         JOIN order_order o ON o.id = l.order_id
         JOIN partner_stockrecord s ON s.id = l.stockrecord_id
         JOIN partner_partner p ON p.id = s.partner_id
        WHERE p.seller_id <> o.seller_id""",
)
invariant(
    "tenancy.buyer_of_order_is_buyer_of_purchase",
    """SELECT o.number FROM order_order o JOIN order_purchase p ON p.id = o.purchase_id
        WHERE o.user_id IS DISTINCT FROM p.user_id""",
)
