"""What must hold of loans; `manage.py verify` runs these."""

from core.invariants import invariant

invariant(
    "lending.loan_holds_what_its_events_moved",
    """
    SELECT l.reference AS loan FROM lending_loan l LEFT JOIN (
        SELECT loan_id, sum(principal) AS principal, sum(margin) AS margin, sum(accrued) AS accrued,
               sum(penalty) AS penalty, sum(deposit) AS deposit, sum(allowance) AS allowance
        FROM lending_loanevent GROUP BY loan_id
    ) e ON e.loan_id = l.id
    WHERE (l.principal, l.margin, l.accrued, l.penalty, l.deposit, l.allowance)
       <> (coalesce(e.principal, 0), coalesce(e.margin, 0), coalesce(e.accrued, 0), coalesce(e.penalty, 0),
           coalesce(e.deposit, 0), coalesce(e.allowance, 0))
    """,
)
# Both sides by book and account: what all loans hold, and what the entries of this room moved.
invariant(
    "lending.loans_are_what_the_books_say",
    """
    SELECT b.code AS book, role, coalesce(held, 0) AS held, coalesce(moved, 0) AS moved
    FROM (
        SELECT l.book_id, role, sum(holding.amount) AS held
        FROM lending_loan l JOIN lending_product p ON p.id = l.product_id CROSS JOIN LATERAL (VALUES
            (CASE p.method WHEN 'murabahah' THEN 'murabahah_receivable' ELSE 'loan_principal' END,
             l.principal + l.margin),
            ('murabahah_margin_deferred', l.margin), ('loan_interest_receivable', l.accrued),
            ('penalty_receivable', l.penalty), ('instalment_deposit', l.deposit),
            ('allowance_loan_principal', l.allowance)
        ) AS holding (role, amount)
        GROUP BY l.book_id, role
    ) h (book_id, role, held)
    FULL JOIN (
        SELECT e.book_id, a.role,
               sum(CASE a.side WHEN 'debit' THEN p.debit - p.credit ELSE p.credit - p.debit END) AS moved
        FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id
        JOIN ledger_account a ON a.id = p.account_id AND a.role IN (
            'murabahah_receivable', 'loan_principal', 'murabahah_margin_deferred', 'loan_interest_receivable',
            'penalty_receivable', 'instalment_deposit', 'allowance_loan_principal')
        WHERE starts_with(e.source, 'lending.') GROUP BY 1, 2
    ) m USING (book_id, role)
    JOIN ledger_book b ON b.id = book_id
    WHERE coalesce(held, 0) <> coalesce(moved, 0)
    """,
)
invariant(
    "lending.unpaid_is_what_payments_left",
    """
    SELECT l.reference AS loan, b.n FROM lending_instalmentbalance b
    JOIN lending_instalment i ON i.id = b.instalment_id JOIN lending_loan l ON l.id = b.loan_id
    LEFT JOIN (
        SELECT loan_id, n,
               coalesce(sum(amount) FILTER (WHERE component = 'principal'), 0) AS principal,
               coalesce(sum(amount) FILTER (WHERE component = 'interest'), 0) AS interest,
               coalesce(sum(amount) FILTER (WHERE component = 'fee'), 0) AS fee
        FROM lending_allocation WHERE n IS NOT NULL GROUP BY loan_id, n
    ) a ON a.loan_id = b.loan_id AND a.n = b.n
    WHERE l.state <> 'written_off' AND (b.principal, b.interest, b.fee)
        <> (i.principal - coalesce(a.principal, 0), i.interest - coalesce(a.interest, 0),
            i.fee - coalesce(a.fee, 0))
    """,
)
invariant(
    "lending.loan_owes_the_principal_of_its_instalments",
    """
    SELECT l.reference AS loan, l.principal, coalesce(sum(b.principal), 0) AS of_instalments
    FROM lending_loan l LEFT JOIN lending_instalmentbalance b ON b.loan_id = l.id
    WHERE l.state IN ('active', 'paid_off')
    GROUP BY l.id HAVING l.principal <> coalesce(sum(b.principal), 0)
    """,
)
invariant(
    "lending.deposit_is_what_was_not_allocated",
    """
    SELECT l.reference AS loan, l.deposit FROM lending_loan l
    LEFT JOIN lending_allocation a ON a.loan_id = l.id AND a.component = 'deposit'
    GROUP BY l.id HAVING l.deposit <> coalesce(sum(a.amount), 0)
    """,
)
invariant(
    "lending.withheld_is_what_its_parts_paid",
    """
    SELECT w.settlement, w.amount FROM lending_withholding w
    LEFT JOIN lending_withholdingpart p ON p.withholding_id = w.id
    GROUP BY w.id HAVING w.amount <> coalesce(sum(p.amount), 0)
    """,
)
# What came from a member's savings or went there moved an account of her own by the same sum.
invariant(
    "lending.savings_moved_what_the_loan_says",
    """
    SELECT l.reference AS loan, e.kind, e.amount, coalesce(m.amount, 0) AS moved
    FROM lending_loanevent e JOIN lending_loan l ON l.id = e.loan_id
    LEFT JOIN LATERAL (
        SELECT sum(m.amount) AS amount FROM lending_loanevent part
        JOIN savings_movement m ON m.entry_id = part.entry_id
        JOIN savings_savingsaccount a ON a.id = m.account_id
        WHERE (part.id = e.id OR part.part_of_id = e.id)
          AND a.member_id = l.member_id AND a.kind = 'voluntary'
    ) m ON true
    WHERE e.channel = 'savings' AND coalesce(m.amount, 0) IS DISTINCT FROM CASE e.kind
        WHEN 'disbursed' THEN l.amount - l.fee WHEN 'paid' THEN -e.amount
        WHEN 'payment_reversed' THEN e.amount END
    """,
)
# What members paid for one another is a payment of the loan, whole and standing.
invariant(
    "lending.covered_is_what_was_paid",
    """
    SELECT l.reference AS loan, e.amount AS paid, sum(f.amount) AS covered
    FROM lending_liabilityfact f JOIN lending_loanevent e ON e.id = f.event_id
    JOIN lending_loan l ON l.id = e.loan_id
    GROUP BY l.id, e.id
    HAVING e.amount <> sum(f.amount) OR e.kind <> 'paid'
        OR EXISTS (SELECT FROM lending_loanevent r WHERE r.reverses_id = e.id)
    """,
)
# Fact by fact between two people (or one and the fund): what is given back was owed at that moment.
invariant(
    "lending.nobody_gave_back_more_than_was_owed",
    """
    SELECT "group", fact FROM (
        SELECT group_id AS "group", id AS fact, kind, debtor_id < coalesce(creditor_id, 0) AS is_first,
               sum(CASE WHEN (kind = 'covered') = (debtor_id < coalesce(creditor_id, 0))
                        THEN amount ELSE -amount END)
                   OVER (PARTITION BY group_id, least(debtor_id, coalesce(creditor_id, 0)),
                                      greatest(debtor_id, coalesce(creditor_id, 0)) ORDER BY id) AS owed
        FROM lending_liabilityfact
    ) facts
    WHERE kind = 'given_back' AND CASE WHEN is_first THEN owed < 0 ELSE owed > 0 END
    """,
)
