"""What must hold of savings; `manage.py verify` runs these."""

from core.invariants import invariant

_ROLE = """CASE a.kind WHEN 'voluntary' THEN 'savings_voluntary' WHEN 'compulsory' THEN 'savings_compulsory'
           WHEN 'term' THEN 'savings_term' ELSE 'joint_liability_fund' END"""

invariant(
    "savings.balance_is_the_sum_of_movements",
    """
    SELECT b.code AS book, a.number AS account, a.balance, coalesce(m.amount, 0) AS moved
    FROM savings_savingsaccount a JOIN ledger_book b ON b.id = a.book_id
    LEFT JOIN (SELECT account_id, sum(amount) AS amount FROM savings_movement GROUP BY 1) m
           ON m.account_id = a.id
    WHERE a.balance <> coalesce(m.amount, 0)
    """,
)
invariant(
    "savings.held_is_the_sum_of_holds",
    """
    SELECT b.code AS book, a.number AS account, a.held, coalesce(h.amount, 0) AS holds
    FROM savings_savingsaccount a JOIN ledger_book b ON b.id = a.book_id
    LEFT JOIN (SELECT account_id, sum(amount) AS amount FROM savings_hold
               WHERE released_at IS NULL GROUP BY 1) h ON h.account_id = a.id
    WHERE a.held <> coalesce(h.amount, 0)
    """,
)
# Opening entries are left out on one side, and opening balances of accounts on the other: a book may
# begin with a sum that is spread over its accounts later. Who keeps no account of a kind is left alone.
invariant(
    "savings.accounts_are_what_the_ledger_says",
    f"""
    SELECT b.code AS book, s.role, s.amount AS accounts, coalesce(l.amount, 0) AS ledger
    FROM (
        SELECT a.book_id, {_ROLE} AS role,
               sum(a.balance) - coalesce(sum(o.amount), 0) AS amount
        FROM savings_savingsaccount a
        LEFT JOIN (SELECT account_id, sum(amount) AS amount FROM savings_movement
                   WHERE entry_id IS NULL GROUP BY 1) o ON o.account_id = a.id
        GROUP BY 1, 2
    ) s
    JOIN ledger_book b ON b.id = s.book_id
    LEFT JOIN (
        SELECT e.book_id, c.role, sum(p.credit - p.debit) AS amount
        FROM ledger_account c JOIN ledger_posting p ON p.account_id = c.id
        JOIN ledger_entry e ON e.id = p.entry_id AND e.kind <> 'opening'
        WHERE c.role IN ('savings_voluntary', 'savings_compulsory', 'savings_term', 'joint_liability_fund')
        GROUP BY 1, 2
    ) l USING (book_id, role)
    WHERE s.amount <> coalesce(l.amount, 0)
    """,  # noqa: S608
)
invariant(
    "savings.entries_move_what_movements_say",
    f"""
    SELECT m.entry, m.role, m.amount AS movements, coalesce(p.amount, 0) AS postings
    FROM (
        SELECT v.entry_id AS entry, {_ROLE} AS role, sum(v.amount) AS amount
        FROM savings_movement v JOIN savings_savingsaccount a ON a.id = v.account_id
        WHERE v.entry_id IS NOT NULL GROUP BY 1, 2
    ) m
    LEFT JOIN (
        SELECT p.entry_id AS entry, c.role, sum(p.credit - p.debit) AS amount
        FROM ledger_posting p JOIN ledger_account c ON c.id = p.account_id
        WHERE c.role IN ('savings_voluntary', 'savings_compulsory', 'savings_term', 'joint_liability_fund')
        GROUP BY 1, 2
    ) p USING (entry, role)
    WHERE m.amount <> coalesce(p.amount, 0)
    """,  # noqa: S608
)
invariant(
    "savings.interest_is_the_sum_of_its_movements",
    """
    SELECT r.id AS run, r.month, r.total, coalesce(sum(m.amount), 0) AS moved
    FROM savings_interestrun r
    LEFT JOIN savings_movement m ON m.entry_id = r.entry_id AND m.kind = 'interest'
    GROUP BY r.id, r.month, r.total, r.accounts
    HAVING r.total <> coalesce(sum(m.amount), 0) OR r.accounts <> count(m.id)
    """,
)
