"""The rules of the books, kept by the database for every writer: page, job, command and psql.

What an entry must be, and what postings change beside it; 0004 has numbers, periods and rights. Rows come
in through `ledger_post` (0004), which works as the owner with all books opened, or by the owner's hand:
so triggers on insert need no such clauses of their own, which would cost a tenth of a posting.
"""

from django.db import migrations

from bumdes.ledger.migrations._sql import DEFINER, engine
from core.migration_sql import append_only

SCOPE = """
-- The books that this session has opened: '' none, '*' all, else ids with commas.
CREATE FUNCTION every_book_opened() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('sedulang.books', true), '') = '*'
$$;
CREATE FUNCTION opened_books() RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN coalesce(current_setting('sedulang.books', true), '') IN ('', '*') THEN '{}'::bigint[]
                ELSE string_to_array(current_setting('sedulang.books', true), ',')::bigint[] END
$$;
"""

# A posting can name only accounts and units of its own book.
KEYS = """
ALTER TABLE ledger_account ADD CONSTRAINT account_in_its_book UNIQUE (book_id, id);
ALTER TABLE ledger_unit ADD CONSTRAINT unit_in_its_book UNIQUE (book_id, id);
ALTER TABLE ledger_posting
    ADD CONSTRAINT posting_account_of_its_book FOREIGN KEY (book_id, account_id)
        REFERENCES ledger_account (book_id, id),
    ADD CONSTRAINT posting_unit_of_its_book FOREIGN KEY (book_id, unit_id) REFERENCES ledger_unit (book_id, id);
ALTER TABLE ledger_total SET (fillfactor = 70);
ALTER TABLE ledger_guard SET (fillfactor = 50);
"""
KEYS_REVERSE = """
ALTER TABLE ledger_posting DROP CONSTRAINT posting_account_of_its_book, DROP CONSTRAINT posting_unit_of_its_book;
ALTER TABLE ledger_account DROP CONSTRAINT account_in_its_book;
ALTER TABLE ledger_unit DROP CONSTRAINT unit_in_its_book;
"""

# Advisory locks: class 1 is held shared by every entry and alone by a closing, class 2 by the sealer,
# class 3 by whoever writes into a slot of a book's totals.
ENTRY = f"""
CREATE FUNCTION ledger_entry_arrives() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    book ledger_book;
    original ledger_entry;
BEGIN
    -- Taken before the look: a closing waits for entries on their way, and they see its result.
    PERFORM pg_advisory_xact_lock_shared(1, NEW.book_id::int);
    SELECT * INTO book FROM ledger_book WHERE id = NEW.book_id;
    IF NEW.date <= book.closed_through THEN
        RAISE EXCEPTION 'the book is closed through %', book.closed_through
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_period_open';
    END IF;
    IF NEW.date < book.opened_on THEN
        RAISE EXCEPTION 'the book begins on %', book.opened_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_book_begun';
    END IF;
    -- Opening balances stand before all days of their year, so no day of it may come before them.
    IF NEW.kind = 'opening' AND NEW.date <> book.opened_on
       AND (extract(month FROM NEW.date), extract(day FROM NEW.date)) <> (1, 1) THEN
        RAISE EXCEPTION 'opening balances are dated on the first day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_opening_on_first_day';
    END IF;
    IF NEW.kind = 'closing' AND (extract(month FROM NEW.date), extract(day FROM NEW.date)) <> (12, 31) THEN
        RAISE EXCEPTION 'a year is closed on its last day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_closing_on_last_day';
    END IF;
    IF NEW.reversal_of_id IS NOT NULL THEN
        SELECT * INTO original FROM ledger_entry WHERE id = NEW.reversal_of_id;
        IF original.book_id IS DISTINCT FROM NEW.book_id OR original.reversal_of_id IS NOT NULL
                OR original.kind <> NEW.kind OR original.date > NEW.date THEN
            RAISE EXCEPTION 'this entry cannot be reversed so'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reversal_fits';
        END IF;
    END IF;
    NEW.tx := pg_current_xact_id()::text::bigint;
    NEW.year := extract(year FROM NEW.date);
    NEW.period := NEW.year * 100 + CASE NEW.kind WHEN 'opening' THEN 0 WHEN 'closing' THEN 13
                                   ELSE extract(month FROM NEW.date) END;
    NEW.number := NULL; NEW.sequence := NULL; NEW.hash := NULL; NEW.sealed_at := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_entry_arrives BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_arrives();

CREATE FUNCTION ledger_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.hash IS NULL AND NEW.hash IS NOT NULL
       AND to_jsonb(OLD) - '{{number,sequence,hash,sealed_at}}'::text[]
         = to_jsonb(NEW) - '{{number,sequence,hash,sealed_at}}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an entry is never changed, only reversed'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_entry_stays';
END $$;
CREATE TRIGGER ledger_entry_stays BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_stays();

CREATE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    lines bigint; debits numeric; credits numeric; allowed bigint;
BEGIN
    SELECT count(*), sum(debit), sum(credit) INTO lines, debits, credits
    FROM ledger_posting WHERE entry_id = NEW.id;
    IF lines < 2 OR debits <> credits THEN
        RAISE EXCEPTION 'entry % is not balanced: debit %, credit %', NEW.id, debits, credits
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balances';
    END IF;
    IF NEW.source = 'journal' AND (NEW.approved_by_id IS NULL OR NEW.made_by_id IS NULL) THEN
        SELECT approval_limit INTO allowed FROM ledger_book WHERE id = NEW.book_id;
        IF debits > allowed THEN
            RAISE EXCEPTION 'a journal over % needs a second person', allowed
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_journal_approved';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_balances AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances();
"""

POSTING = """
CREATE FUNCTION ledger_postings_arrive() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry record; change record; own smallint;
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

        -- The lowest slot that no other writer of the book has, until the transaction ends: so writers never
        -- wait for each other's totals, and a book with one writer has one row where others have many.
        own := 0;
        WHILE own < 32 AND NOT pg_try_advisory_xact_lock(3, entry.book_id::int * 32 + own) LOOP
            own := own + 1;
        END LOOP;
        IF own = 32 THEN
            own := 32 + random() * 30000;
        END IF;

        INSERT INTO ledger_total AS t (book_id, account_id, unit_id, period, with_cash, slot, debit, credit)
        SELECT entry.book_id, account_id, unit_id, entry.period, entry.with_cash, own, sum(debit), sum(credit)
        FROM added WHERE entry_id = entry.id GROUP BY account_id, unit_id ORDER BY account_id, unit_id
        ON CONFLICT (account_id, unit_id, period, with_cash, slot)
        DO UPDATE SET debit = t.debit + excluded.debit, credit = t.credit + excluded.credit;

        CONTINUE WHEN NOT entry.is_guarded;
        FOR change IN
            SELECT p.account_id,
                   sum(CASE a.side WHEN 'debit' THEN p.debit - p.credit ELSE p.credit - p.debit END)::bigint AS amount
            FROM added p JOIN ledger_account a ON a.id = p.account_id AND a.is_guarded
            WHERE p.entry_id = entry.id GROUP BY p.account_id ORDER BY p.account_id
        LOOP
            IF change.amount < 0 THEN
                PERFORM ledger_withdraw(entry.book_id, change.account_id, own, -change.amount);
                CONTINUE;
            END IF;
            -- Into our own slot, or any other that nobody is writing: putting in never waits.
            UPDATE ledger_guard SET balance = balance + change.amount
            WHERE account_id = change.account_id AND slot = (
                SELECT slot FROM ledger_guard WHERE account_id = change.account_id
                ORDER BY slot = own DESC, slot LIMIT 1 FOR UPDATE SKIP LOCKED);
            CONTINUE WHEN FOUND;
            INSERT INTO ledger_guard (book_id, account_id, slot, balance)
            VALUES (entry.book_id, change.account_id, own, change.amount) ON CONFLICT (account_id, slot) DO NOTHING;
            CONTINUE WHEN FOUND;
            INSERT INTO ledger_guard (book_id, account_id, slot, balance)
            VALUES (entry.book_id, change.account_id, 32 + random() * 30000, change.amount);
        END LOOP;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_postings_arrive AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_postings_arrive();
"""

# Called by the trigger above. Whoever has taken from one account goes on to accounts with higher keys, so
# that entries wait for each other in one direction only; several entries of one transaction may wait in
# a ring, and then the one that PostgreSQL picks is told that there is not enough.
WITHDRAW = """
CREATE FUNCTION ledger_withdraw(book bigint, account bigint, own smallint, amount bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    rich record; part bigint; home bigint; mine smallint[]; held bigint; rest bigint := amount;
BEGIN
    -- From our own slot, else from the richest that nobody is writing; of what is left there half comes home,
    -- so that the next ones find it here. Waits for nobody.
    BEGIN
        WHILE rest > 0 LOOP
            SELECT slot, balance INTO rich FROM ledger_guard WHERE account_id = account AND balance > 0
            ORDER BY slot = own AND balance >= rest DESC, balance DESC LIMIT 1 FOR UPDATE SKIP LOCKED;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'others hold the rest' USING ERRCODE = 'lock_not_available';
            END IF;
            part := least(rest, rich.balance);
            home := CASE WHEN rich.slot = own THEN 0 ELSE (rich.balance - part) / 2 END;
            IF home > 0 THEN
                UPDATE ledger_guard SET balance = balance + home WHERE account_id = account AND slot = (
                    SELECT slot FROM ledger_guard WHERE account_id = account AND slot = own FOR UPDATE SKIP LOCKED);
                IF NOT FOUND THEN
                    INSERT INTO ledger_guard (book_id, account_id, slot, balance) VALUES (book, account, own, home)
                    ON CONFLICT (account_id, slot) DO NOTHING;
                    home := CASE WHEN FOUND THEN home ELSE 0 END;
                END IF;
            END IF;
            UPDATE ledger_guard SET balance = balance - part - home WHERE account_id = account AND slot = rich.slot;
            rest := rest - part;
        END LOOP;
        RETURN;
    EXCEPTION WHEN lock_not_available THEN
        NULL;  -- and of this account nothing is locked any more
    END;
    -- Wait for all slots, in order.
    BEGIN
        SELECT array_agg(slot), coalesce(sum(balance), 0) INTO mine, held
        FROM (SELECT slot, balance FROM ledger_guard WHERE account_id = account ORDER BY slot FOR UPDATE) g;
    EXCEPTION WHEN deadlock_detected THEN
        SELECT array_agg(slot), coalesce(sum(balance), 0) INTO mine, held
        FROM (SELECT slot, balance FROM ledger_guard WHERE account_id = account FOR UPDATE SKIP LOCKED) g;
    END;
    IF held < amount THEN
        RAISE EXCEPTION 'account % would fall to %', account, held - amount
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_not_below_zero',
                  DETAIL = account::text || ' ' || held::text;
    END IF;
    UPDATE ledger_guard g SET balance = g.balance - w.share
    FROM (SELECT slot, least(balance, greatest(amount - coalesce(sum(balance) OVER (
                     ORDER BY slot ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0), 0)) AS share
          FROM ledger_guard WHERE account_id = account AND slot = ANY (mine)) w
    WHERE g.account_id = account AND g.slot = w.slot AND w.share > 0;
END $$;
REVOKE EXECUTE ON FUNCTION ledger_withdraw FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("core", "0002_app_role"),
        ("users", "0002_same_person"),
    ]
    operations = [
        engine(SCOPE, functions="every_book_opened(); opened_books()"),
        migrations.RunSQL(KEYS, KEYS_REVERSE),
        engine(
            ENTRY,
            functions="ledger_entry_arrives(); ledger_entry_stays(); ledger_entry_balances()",
            triggers="ledger_entry_arrives ON ledger_entry, ledger_entry_stays ON ledger_entry, "
            "ledger_entry_balances ON ledger_entry",
        ),
        engine(
            POSTING,
            functions="ledger_postings_arrive()",
            triggers="ledger_postings_arrive ON ledger_posting",
        ),
        engine(WITHDRAW, functions="ledger_withdraw(bigint, bigint, smallint, bigint)"),
        append_only("ledger_posting"),
    ]
