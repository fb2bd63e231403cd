"""What must hold of capital; `manage.py verify` runs these."""

from core.invariants import invariant

# Both sides by book and equity account: what the register says was posted, and what its entries moved.
invariant(
    "capital.register_is_what_its_entries_moved",
    """
    SELECT b.code AS book, x.role, x.register, x.moved
    FROM (
    SELECT book_id, role, coalesce(r.amount, 0) AS register, coalesce(m.amount, 0) AS moved
    FROM (
        SELECT c.book_id,
               CASE c.kind WHEN 'village' THEN 'village_capital' WHEN 'community' THEN 'community_capital'
                    ELSE 'donated_capital' END AS role,
               sum(CASE WHEN c.returns_id IS NULL THEN c.amount ELSE -c.amount END) AS amount
        FROM capital_contribution c WHERE c.state = 'posted' AND c.account_id IS NOT NULL GROUP BY 1, 2
    ) r
    FULL JOIN (
        SELECT e.book_id, a.role, sum(p.credit - p.debit) AS amount
        FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
        JOIN ledger_account a ON a.id = p.account_id AND a.type = 'equity'
        WHERE e.source IN ('capital.received', 'capital.returned') AND e.reversal_of_id IS NULL
        AND NOT EXISTS (SELECT FROM capital_contribution v WHERE v.entry_id = e.id AND v.state = 'void')
        GROUP BY 1, 2
    ) m USING (book_id, role)
    ) x JOIN ledger_book b ON b.id = x.book_id
    WHERE x.register <> x.moved
    """,
)
invariant(
    "capital.uses_are_within_their_entry",
    """
    SELECT b.code AS book, u.entry_id AS entry, sum(u.amount) AS used,
           capital_cash_out(u.entry_id) AS cash_out
    FROM capital_use u JOIN ledger_book b ON b.id = u.book_id
    WHERE u.undone_at IS NULL
    GROUP BY b.code, u.entry_id HAVING sum(u.amount) > capital_cash_out(u.entry_id)
    """,
)
invariant(
    "capital.no_more_goes_out_than_was_given",
    """
    SELECT b.code AS book, c.id AS contribution, c.amount, capital_rest_of(c.id) AS rest
    FROM capital_contribution c JOIN ledger_book b ON b.id = c.book_id
    WHERE c.returns_id IS NULL AND capital_rest_of(c.id) < 0
    """,
)
invariant(
    "capital.what_was_corrected_is_void_and_mirrored",
    """
    SELECT b.code AS book, w.id AS contribution, w.state, c.id AS correction
    FROM capital_contribution w JOIN ledger_book b ON b.id = w.book_id
    LEFT JOIN capital_contribution c ON c.corrects_id = w.id AND c.state = 'posted'
    LEFT JOIN ledger_entry m ON m.reversal_of_id = w.entry_id
    WHERE (w.state = 'void') <> (c.id IS NOT NULL)
       OR (w.state = 'void' AND w.entry_id IS NOT NULL AND m.id IS NULL)
    """,
)
