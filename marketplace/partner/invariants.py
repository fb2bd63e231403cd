"""What must hold about offers and their stock."""

from core.invariants import invariant

invariant(
    "stock.allocated_within_stock",
    """SELECT id, num_in_stock, num_allocated FROM partner_stockrecord
        WHERE num_allocated < 0 OR num_in_stock < num_allocated""",
)
invariant(
    "stock.on_hand_is_sum_of_movements",
    """SELECT s.id, s.num_in_stock, coalesce(m.total, 0) AS movements
         FROM partner_stockrecord s
         LEFT JOIN (SELECT stockrecord_id, sum(quantity) AS total
                      FROM partner_stockmovement GROUP BY stockrecord_id) m ON m.stockrecord_id = s.id
        WHERE s.is_tracked AND s.num_in_stock <> coalesce(m.total, 0)""",
)
invariant(
    "catalogue.child_belongs_to_parents_shop",
    """SELECT c.id, c.parent_id FROM catalogue_product c
         JOIN catalogue_product p ON p.id = c.parent_id WHERE c.seller_id <> p.seller_id""",
)
