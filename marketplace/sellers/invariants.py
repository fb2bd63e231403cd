"""What must hold about consents and what was done with them."""

from core.invariants import invariant

invariant(
    "assistance.every_step_had_a_consent",
    """SELECT a.id, a.subject, a.at FROM audit_auditline a
        WHERE a.action = 'seller.assisted'
          AND NOT EXISTS (
              SELECT 1 FROM sellers_assistanceconsent c
               WHERE c.id = (a.data ->> 'consent')::bigint
                 AND a.subject = 'sellers.seller:' || c.seller_id
                 AND a.at >= c.given_at AND (c.withdrawn_at IS NULL OR a.at <= c.withdrawn_at))""",
)
