"""What must hold in every book. `manage.py ledger_check` runs these alone.

Each is a rule that the database also refuses to break while its triggers are on; here the rows are
looked at, whoever wrote them and however.
"""

from bumdes.ledger.access import every_book
from core.invariants import invariant, look_through

look_through(every_book)

invariant(
    "ledger.entries_balance",
    """
    SELECT b.code AS book, e.id AS entry, e.year, e.number, s.debits, s.credits
    FROM ledger_entry e JOIN ledger_book b ON b.id = e.book_id
    LEFT JOIN (SELECT entry_id, sum(debit) AS debits, sum(credit) AS credits, count(*) AS lines
               FROM ledger_posting GROUP BY entry_id) s ON s.entry_id = e.id
    WHERE s.lines IS NULL OR s.lines < 2 OR s.debits <> s.credits
    ORDER BY e.book_id, e.sequence NULLS LAST
    """,
)
# The link of each entry is made anew from what stands there now and the stored link before it: so the
# first row is the first entry that was touched, or whose neighbour was taken out.
invariant(
    "ledger.chain_is_unbroken",
    """
    SELECT b.code AS book, e.sequence, e.year, e.number, e.id AS entry
    FROM (SELECT c, c.hash AS link, c.sequence, c.year, c.number, c.id, c.book_id,
                 lag(c.hash) OVER (PARTITION BY c.book_id ORDER BY c.sequence) AS before
          FROM ledger_entry c WHERE c.sequence IS NOT NULL) e
    JOIN ledger_book b ON b.id = e.book_id
    WHERE e.link IS DISTINCT FROM ledger_next_link(e.before, '\\x'::bytea, ledger_entry_text(e.c))
    ORDER BY e.book_id, e.sequence
    """,
)
invariant(
    "ledger.sequences_have_no_gap",
    """
    SELECT b.code AS book, s.after + 1 AS missing_sequence, s.year, s.number, s.id AS next_entry
    FROM (SELECT id, book_id, year, number, sequence,
                 lag(sequence, 1, 0::bigint) OVER (PARTITION BY book_id ORDER BY sequence) AS after
          FROM ledger_entry WHERE sequence IS NOT NULL) s
    JOIN ledger_book b ON b.id = s.book_id
    WHERE s.sequence <> s.after + 1
    ORDER BY s.book_id, s.sequence
    """,
)
# Numbers of a year go 1, 2, 3 … in the order of the chain: one that was swapped shows as well as a gap.
invariant(
    "ledger.numbers_have_no_gap",
    """
    SELECT b.code AS book, s.year, s.place AS wanted_number, s.number, s.id AS entry
    FROM (SELECT id, book_id, year, number, sequence,
                 row_number() OVER (PARTITION BY book_id, year ORDER BY sequence) AS place
          FROM ledger_entry WHERE sequence IS NOT NULL) s
    JOIN ledger_book b ON b.id = s.book_id
    WHERE s.number <> s.place
    ORDER BY s.book_id, s.sequence
    """,
)
invariant(
    "ledger.published_heads_are_in_the_chain",
    """
    SELECT b.code AS book, h.sequence, h.published_at
    FROM ledger_head h JOIN ledger_book b ON b.id = h.book_id
    LEFT JOIN ledger_entry e ON e.book_id = h.book_id AND e.sequence = h.sequence
    WHERE e.hash IS DISTINCT FROM h.hash
    ORDER BY h.book_id, h.sequence
    """,
)
invariant(
    "ledger.totals_are_sums_of_postings",
    """
    SELECT b.code AS book, a.code AS account, x.unit_id AS unit, x.period, x.with_cash,
           x.kept_debit, x.debit, x.kept_credit, x.credit
    FROM (
        SELECT coalesce(t.book_id, p.book_id) AS book_id, coalesce(t.account_id, p.account_id) AS account_id,
               coalesce(t.unit_id, p.unit_id) AS unit_id, coalesce(t.period, p.period) AS period,
               coalesce(t.with_cash, p.with_cash) AS with_cash,
               t.debit AS kept_debit, p.debit, t.credit AS kept_credit, p.credit
        FROM (SELECT book_id, account_id, unit_id, period, with_cash,
                     sum(debit) AS debit, sum(credit) AS credit
              FROM ledger_total GROUP BY 1, 2, 3, 4, 5) t
        FULL JOIN (
            SELECT p.book_id, p.account_id, p.unit_id, e.period, c.with_cash,
                   sum(p.debit) AS debit, sum(p.credit) AS credit
            FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
            JOIN (SELECT q.entry_id, bool_or(a.is_cash) AS with_cash FROM ledger_posting q
                  JOIN ledger_account a ON a.id = q.account_id GROUP BY q.entry_id) c ON c.entry_id = e.id
            GROUP BY 1, 2, 3, 4, 5
        ) p USING (book_id, account_id, unit_id, period, with_cash)
    ) x
    JOIN ledger_book b ON b.id = x.book_id LEFT JOIN ledger_account a ON a.id = x.account_id
    WHERE (x.kept_debit, x.kept_credit) IS DISTINCT FROM (x.debit, x.credit)
    """,
)
invariant(
    "ledger.guards_hold_the_balance",
    """
    SELECT b.code AS book, a.code AS account, g.held, t.balance
    FROM ledger_account a JOIN ledger_book b ON b.id = a.book_id
    LEFT JOIN (SELECT account_id, sum(balance) AS held FROM ledger_guard GROUP BY 1) g ON g.account_id = a.id
    LEFT JOIN (SELECT account_id, sum(debit - credit) AS debits FROM ledger_total GROUP BY 1) d
           ON d.account_id = a.id
    CROSS JOIN LATERAL (SELECT CASE a.side WHEN 'debit' THEN d.debits ELSE -d.debits END AS balance) t
    WHERE a.is_guarded AND (coalesce(g.held, 0) <> coalesce(t.balance, 0) OR t.balance < 0)
    """,
)
invariant(
    "ledger.entries_stand_in_their_period",
    """
    SELECT b.code AS book, e.id AS entry, e.year, e.number, e.date, e.period
    FROM ledger_entry e JOIN ledger_book b ON b.id = e.book_id
    WHERE e.date < b.opened_on OR e.year <> extract(year FROM e.date)
       OR e.period <> e.year * 100 + CASE e.kind WHEN 'opening' THEN 0 WHEN 'closing' THEN 13
                                     ELSE extract(month FROM e.date) END
    ORDER BY e.book_id, e.sequence
    """,
)
invariant(
    "ledger.postings_belong_to_their_entry",
    """
    SELECT b.code AS book, p.id AS posting, p.entry_id AS entry
    FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
    JOIN ledger_account a ON a.id = p.account_id JOIN ledger_unit u ON u.id = p.unit_id
    JOIN ledger_book b ON b.id = p.book_id
    WHERE p.date <> e.date OR p.book_id <> e.book_id OR a.book_id <> e.book_id OR u.book_id <> e.book_id
    ORDER BY e.book_id, e.sequence, p.id
    """,
)
invariant(
    "ledger.reversals_mirror",
    """
    SELECT b.code AS book, r.id AS entry, r.reversal_of_id AS reversed
    FROM ledger_entry r JOIN ledger_entry e ON e.id = r.reversal_of_id JOIN ledger_book b ON b.id = r.book_id
    WHERE r.book_id <> e.book_id OR EXISTS (
        (SELECT account_id, unit_id, debit, credit FROM ledger_posting WHERE entry_id = r.id
         EXCEPT ALL
         SELECT account_id, unit_id, credit, debit FROM ledger_posting WHERE entry_id = e.id)
        UNION ALL
        (SELECT account_id, unit_id, credit, debit FROM ledger_posting WHERE entry_id = e.id
         EXCEPT ALL
         SELECT account_id, unit_id, debit, credit FROM ledger_posting WHERE entry_id = r.id))
    """,
)
# What a closing shut stays shut until a later record opens it again. Told by places in the chain, which
# no clock can move.
invariant(
    "ledger.closed_periods_are_left_alone",
    """
    SELECT b.code AS book, e.id AS entry, e.year, e.number, e.date, c.through AS closed_through
    FROM ledger_closing c
    JOIN ledger_book b ON b.id = c.book_id
    JOIN ledger_entry e ON e.book_id = c.book_id AND e.date <= c.through
        AND (e.sequence IS NULL OR e.sequence > c.sequence)
    WHERE c.kind <> 'reopened' AND NOT EXISTS (
        SELECT FROM ledger_closing r WHERE r.book_id = c.book_id AND r.kind = 'reopened' AND r.id > c.id
            AND (r.through IS NULL OR r.through < e.date) AND (e.sequence IS NULL OR r.sequence < e.sequence))
    ORDER BY c.book_id, e.sequence
    """,
)
invariant(
    "ledger.books_are_closed_as_told",
    """
    SELECT b.code AS book, b.closed_through, c.through AS told
    FROM ledger_book b
    LEFT JOIN LATERAL (SELECT through FROM ledger_closing WHERE book_id = b.id
                       ORDER BY id DESC LIMIT 1) c ON TRUE
    WHERE b.closed_through IS DISTINCT FROM c.through
    """,
)
invariant(
    "ledger.two_people_where_two_are_needed",
    """
    SELECT b.code AS book, e.id AS entry, e.year, e.number
    FROM ledger_entry e JOIN ledger_book b ON b.id = e.book_id
    WHERE e.approved_by_id IS NOT NULL AND same_person(e.made_by_id, e.approved_by_id)
    ORDER BY e.book_id, e.sequence
    """,
)
