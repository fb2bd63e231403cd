"""Many entries in one statement change each running total once, and not once for each of them.

Rows of a transaction that are changed again and again leave a trail that every later change walks: an
import of 5,000 entries, or a night's settlement, slowed down with its own length.
"""

from importlib import import_module

from django.db import migrations

from bumdes.ledger.migrations._sql import DEFINER, engine

# One entry, the usual case, is counted without another look at it: that is a part of every posting.
ARRIVE = """
CREATE OR REPLACE FUNCTION ledger_postings_arrive() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry record; change record; book bigint; own smallint;
    books bigint[] := '{}'; entries integer := 0; the_period integer; moves_cash boolean; guarded boolean := FALSE;
BEGIN
    FOR entry IN
        SELECT e.id, e.book_id, e.period, e.reversal_of_id, e.tx, count(*) AS lines, sum(p.debit) AS debits,
               sum(p.credit) AS credits, bool_and(p.book_id = e.book_id AND p.date = e.date) AS fits,
               (SELECT count(*) FROM ledger_posting WHERE entry_id = e.id) AS written,
               bool_and(a.is_active) AS is_in_use, bool_or(a.is_cash) AS with_cash,
               bool_or(a.is_guarded) AS is_guarded
        FROM added p LEFT JOIN ledger_entry e ON e.id = p.entry_id JOIN ledger_account a ON a.id = p.account_id
        GROUP BY e.id ORDER BY e.id
    LOOP
        -- All postings of an entry come in one statement, after it in the transaction that made it, and balance.
        IF entry.tx IS DISTINCT FROM pg_current_xact_id()::text::bigint OR NOT entry.fits
           OR entry.lines < 2 OR entry.lines <> entry.written THEN
            RAISE EXCEPTION 'postings come with their entry and all at once (%)', entry.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_postings_come_together';
        END IF;
        IF entry.debits <> entry.credits THEN
            RAISE EXCEPTION 'entry % is not balanced: debit %, credit %', entry.id, entry.debits, entry.credits
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balances';
        END IF;
        IF NOT entry.is_in_use THEN
            RAISE EXCEPTION 'an account is out of use'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_in_use';
        END IF;
        -- A reversal is the mirror of what it reverses.
        IF entry.reversal_of_id IS NOT NULL AND EXISTS (
            (SELECT account_id, unit_id, debit, credit FROM ledger_posting WHERE entry_id = entry.id
             EXCEPT ALL
             SELECT account_id, unit_id, credit, debit FROM ledger_posting WHERE entry_id = entry.reversal_of_id)
            UNION ALL
            (SELECT account_id, unit_id, credit, debit FROM ledger_posting WHERE entry_id = entry.reversal_of_id
             EXCEPT ALL
             SELECT account_id, unit_id, debit, credit FROM ledger_posting WHERE entry_id = entry.id)
        ) THEN
            RAISE EXCEPTION 'a reversal mirrors its entry'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reversal_mirrors';
        END IF;
        entries := entries + 1;
        the_period := entry.period;
        moves_cash := entry.with_cash;
        guarded := guarded OR entry.is_guarded;
        IF entry.book_id <> ALL (books) THEN
            books := books || entry.book_id;
        END IF;
    END LOOP;
    IF cardinality(books) > 1 THEN
        books := ARRAY(SELECT unnest(books) ORDER BY 1);
    END IF;

    FOREACH book IN ARRAY books LOOP
        -- The lowest slot that no other writer of the book has, until the transaction ends: so writers never
        -- wait for each other's totals, and a book with one writer has one row where others have many.
        own := 0;
        WHILE own < 32 AND NOT pg_try_advisory_xact_lock(3, book::int * 32 + own) LOOP
            own := own + 1;
        END LOOP;
        IF own = 32 THEN
            own := 32 + random() * 30000;
        END IF;

        IF entries = 1 THEN
            INSERT INTO ledger_total AS t (book_id, account_id, unit_id, period, with_cash, slot, debit, credit)
            SELECT book, account_id, unit_id, the_period, moves_cash, own, sum(debit), sum(credit)
            FROM added GROUP BY account_id, unit_id ORDER BY account_id, unit_id
            ON CONFLICT (account_id, unit_id, period, with_cash, slot)
            DO UPDATE SET debit = t.debit + excluded.debit, credit = t.credit + excluded.credit;
        ELSE
            INSERT INTO ledger_total AS t (book_id, account_id, unit_id, period, with_cash, slot, debit, credit)
            SELECT book, p.account_id, p.unit_id, e.period, e.cash_entry, own, sum(p.debit), sum(p.credit)
            FROM added p JOIN (
                SELECT n.id, n.period, bool_or(a.is_cash) AS cash_entry
                FROM added p JOIN ledger_entry n ON n.id = p.entry_id JOIN ledger_account a ON a.id = p.account_id
                WHERE p.book_id = book GROUP BY n.id
            ) e ON e.id = p.entry_id
            GROUP BY p.account_id, p.unit_id, e.period, e.cash_entry
            ORDER BY p.account_id, p.unit_id, e.period, e.cash_entry
            ON CONFLICT (account_id, unit_id, period, with_cash, slot)
            DO UPDATE SET debit = t.debit + excluded.debit, credit = t.credit + excluded.credit;
        END IF;

        CONTINUE WHEN NOT guarded;
        FOR change IN
            SELECT p.account_id,
                   sum(CASE a.side WHEN 'debit' THEN p.debit - p.credit ELSE p.credit - p.debit END)::bigint AS amount
            FROM added p JOIN ledger_account a ON a.id = p.account_id AND a.is_guarded
            WHERE p.book_id = book GROUP BY p.account_id ORDER BY p.account_id
        LOOP
            CONTINUE WHEN change.amount = 0;
            IF change.amount < 0 THEN
                PERFORM ledger_withdraw(book, change.account_id, own, -change.amount);
                CONTINUE;
            END IF;
            -- Into our own slot, or any other that nobody is writing: putting in never waits.
            UPDATE ledger_guard SET balance = balance + change.amount
            WHERE account_id = change.account_id AND slot = (
                SELECT slot FROM ledger_guard WHERE account_id = change.account_id
                ORDER BY slot = own DESC, slot LIMIT 1 FOR UPDATE SKIP LOCKED);
            CONTINUE WHEN FOUND;
            INSERT INTO ledger_guard (book_id, account_id, slot, balance)
            VALUES (book, change.account_id, own, change.amount) ON CONFLICT (account_id, slot) DO NOTHING;
            CONTINUE WHEN FOUND;
            INSERT INTO ledger_guard (book_id, account_id, slot, balance)
            VALUES (book, change.account_id, 32 + random() * 30000, change.amount);
        END LOOP;
    END LOOP;
    RETURN NULL;
END $$;
"""

# As ledger_post for each row, in their order; gives the ids of those that are new. What a guarded account
# takes in and gives out in one call counts together.
POST_ALL = f"""
CREATE FUNCTION ledger_post_all(drafts jsonb) RETURNS SETOF uuid LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    written uuid[];
BEGIN
    WITH fresh AS (
        INSERT INTO ledger_entry (id, book_id, date, kind, description, source, subject, key, fingerprint,
                                  reversal_of_id, made_by_id, approved_by_id, made_at)
        SELECT d.id, d.book, d.date, d.kind, d.description, d.source, d.subject, d.key, d.fingerprint,
               d.reversal_of, d.made_by, d.approved_by, d.made_at
        FROM ROWS FROM (jsonb_to_recordset(drafts) AS (
            id uuid, book bigint, date date, kind text, description text, source text, subject text, key text,
            fingerprint bytea, reversal_of uuid, made_by bigint, approved_by bigint, made_at timestamptz
        )) WITH ORDINALITY d
        WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.book_id = d.book AND e.key = d.key)
        ORDER BY d.ordinality
        ON CONFLICT (book_id, key) DO NOTHING
        RETURNING id
    )
    SELECT array_agg(id) INTO written FROM fresh;
    INSERT INTO ledger_posting (entry_id, book_id, date, account_id, unit_id, debit, credit, memo)
    SELECT d.id, d.book, d.date, line.account,
           coalesce(line.unit, (SELECT u.id FROM ledger_unit u WHERE u.book_id = d.book AND u.code = 'PUSAT')),
           line.debit, line.credit, line.memo
    FROM ROWS FROM (jsonb_to_recordset(drafts) AS (id uuid, book bigint, date date, lines jsonb)) WITH ORDINALITY d
    CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(d.lines) AS (
        account bigint, unit bigint, debit bigint, credit bigint, memo text
    )) WITH ORDINALITY line
    WHERE d.id = ANY (written)
    ORDER BY d.ordinality, line.ordinality;
    RETURN QUERY SELECT unnest(written);
END $$;
REVOKE EXECUTE ON FUNCTION ledger_post_all FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_post_all TO sedulang_app;
"""

_AS_BEFORE = (
    import_module("bumdes.ledger.migrations.0002_rules")
    .POSTING.partition("CREATE TRIGGER")[0]
    .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_fold_past_months")]
    operations = [
        migrations.RunSQL(ARRIVE, _AS_BEFORE),
        engine(POST_ALL, functions="ledger_post_all(jsonb)"),
    ]
