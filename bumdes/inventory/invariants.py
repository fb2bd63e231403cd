"""What must hold of stock; `manage.py verify` runs these."""

from core.invariants import invariant

invariant(
    "inventory.cards_are_the_sum_of_their_movements",
    """
    SELECT i.id AS item, i.on_hand_milli, i.value, coalesce(m.quantity, 0) AS moved,
           coalesce(m.value, 0) AS moved_value
    FROM inventory_stockitem i
    LEFT JOIN (SELECT item_id, sum(quantity_milli) AS quantity, sum(value) AS value
               FROM inventory_movement GROUP BY 1) m ON m.item_id = i.id
    WHERE (i.on_hand_milli, i.value) <> (coalesce(m.quantity, 0), coalesce(m.value, 0))
    """,
)
invariant(
    "inventory.slips_move_what_their_entries_moved",
    """
    SELECT s.id AS slip, g.account, g.unit, g.gap
    FROM inventory_slip s CROSS JOIN LATERAL inventory_slip_gaps(s.id) g
    WHERE s.kind <> 'opening'
    """,
)
invariant(
    "inventory.no_more_comes_back_than_was_handed_over",
    """
    SELECT m.id AS movement, m.quantity_milli, sum(r.quantity_milli) AS back
    FROM inventory_movement m JOIN inventory_movement r ON r.returns_id = m.id
    GROUP BY m.id HAVING abs(sum(r.quantity_milli)) > abs(m.quantity_milli)
    """,
)
