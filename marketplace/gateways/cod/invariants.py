"""What must hold between orders that are paid at the door, their cash, and who has it."""

from core.invariants import invariant

invariant(
    "cod.received_means_paid",
    """SELECT p.id, p.reference, p.state FROM payment_payment p
         LEFT JOIN gateway_cod_door d ON d.payment_id = p.id
        WHERE p.method = 'cod'
          AND (d.id IS NULL OR d.amount <> p.amount OR (p.state = 'paid') <> (d.received_at IS NOT NULL))""",
)
invariant(
    "cod.due_means_under_way",
    """SELECT o.number, o.status, p.state FROM payment_payment p
         JOIN gateway_cod_door d ON d.payment_id = p.id JOIN order_order o ON o.id = d.order_id
        WHERE (p.state = 'due') <> (o.status IN ('placed', 'accepted', 'packed', 'handed_over'))""",
)
invariant(
    "cod.refused_means_cancelled",
    """SELECT o.number, o.status FROM gateway_cod_door d JOIN order_order o ON o.id = d.order_id
        WHERE d.refused_at IS NOT NULL AND o.status <> 'cancelled'""",
)
invariant(
    "cod.deposit_is_its_doors",
    """SELECT t.id, t.expected, coalesce(sum(d.amount), 0) AS doors FROM gateway_cod_deposit t
         LEFT JOIN gateway_cod_door d
           ON d.deposit_id = t.id AND d.hub_id = t.hub_id AND d.received_by_id = t.courier_id
        GROUP BY t.id HAVING t.expected <> coalesce(sum(d.amount), 0)""",
)
invariant(
    "cod.deposit_is_in_the_drawer",
    """SELECT t.id, t.counted, r.amount FROM gateway_cod_deposit t
         LEFT JOIN units_cashreceipt r ON r.id = t.receipt_id AND r.organisation_id = t.hub_id
        WHERE t.counted <> coalesce(r.amount, 0)""",
)
