"""What must hold of bank lines and their matches; `manage.py verify` runs these."""

from core.invariants import invariant

invariant(
    "banking.a_match_makes_the_same_sum_on_both_sides",
    """
    SELECT m.id AS match, coalesce(sum(l.credit - l.debit), 0) AS bank,
           coalesce(sum(p.debit - p.credit), 0) AS books
    FROM banking_match m LEFT JOIN banking_matchitem i ON i.match_id = m.id
    LEFT JOIN banking_bankline l ON l.id = i.line_id LEFT JOIN ledger_posting p ON p.id = i.posting_id
    WHERE m.undone_at IS NULL
    GROUP BY m.id HAVING coalesce(sum(l.credit - l.debit), 0) <> coalesce(sum(p.debit - p.credit), 0)
                      OR count(i.id) < 2
    """,
)
invariant(
    "banking.a_match_is_of_one_account",
    """
    SELECT m.id AS match, i.id AS item
    FROM banking_match m JOIN banking_matchitem i ON i.match_id = m.id
    LEFT JOIN banking_bankline l ON l.id = i.line_id LEFT JOIN ledger_posting p ON p.id = i.posting_id
    WHERE coalesce(l.account_id, p.account_id) <> m.account_id OR i.stands <> (m.undone_at IS NULL)
    """,
)
invariant(
    "banking.what_was_taken_back_is_in_no_match",
    """
    SELECT l.id AS line, i.match_id AS match
    FROM banking_bankline l JOIN banking_matchitem i ON i.line_id = l.id AND i.stands
    WHERE l.taken_back_at IS NOT NULL
    """,
)
invariant(
    "banking.lines_stand_on_a_start",
    """
    SELECT l.id AS line, l.day FROM banking_bankline l
    LEFT JOIN banking_bankstart s ON s.account_id = l.account_id
    WHERE l.taken_back_at IS NULL AND (s.id IS NULL OR l.day < s.starts_on)
    """,
)
