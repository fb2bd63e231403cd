"""The rules of the books, kept by the database for every writer: page, job, command and psql.

Functions run as the owner and with every book opened (`SET sedulang.books = '*'`), so that a rule
judges all rows and not only those the writer may see.
"""

from django.db import migrations

from core.migration_sql import append_only, tenant_rows, two_people

DEFINER = "SECURITY DEFINER SET search_path = public SET sedulang.books = '*'"

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

# Advisory locks: class 1 is held shared by every entry and alone by a closing, class 2 by the sealer.
ENTRY = f"""
CREATE FUNCTION ledger_entry_arrives() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
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
    IF NEW.kind = 'closing' AND (extract(month FROM NEW.date), extract(day FROM NEW.date)) <> (12, 31) THEN
        RAISE EXCEPTION 'a year is closed on its last day'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_closing_on_last_day';
    END IF;
    IF NEW.reversal_of_id IS NOT NULL THEN
        SELECT * INTO original FROM ledger_entry WHERE id = NEW.reversal_of_id;
        IF original.book_id <> NEW.book_id OR original.reversal_of_id IS NOT NULL
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
    IF NEW.source = 'journal' AND NEW.approved_by_id IS NULL THEN
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

POSTING = f"""
CREATE FUNCTION ledger_postings_arrive() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    -- One of 32, so that writers of one account rarely wait for each other.
    own CONSTANT smallint := pg_backend_pid() % 32;
    broken record; change record; slots record; held bigint; rest bigint;
BEGIN
    -- All postings of an entry come in one statement, in the transaction that made it, and balance.
    SELECT s.entry_id, e.tx IS NOT DISTINCT FROM pg_current_xact_id()::text::bigint AS is_new, s.fits,
           s.debits, s.credits INTO broken
    FROM (
        SELECT a.entry_id, count(*) AS lines, sum(a.debit) AS debits, sum(a.credit) AS credits,
               bool_and(a.book_id = n.book_id AND a.date = n.date) AS fits
        FROM added a LEFT JOIN ledger_entry n ON n.id = a.entry_id GROUP BY a.entry_id
    ) s JOIN ledger_entry e ON e.id = s.entry_id
    WHERE e.tx <> pg_current_xact_id()::text::bigint OR NOT s.fits OR s.debits <> s.credits OR s.lines < 2
       OR s.lines <> (SELECT count(*) FROM ledger_posting p WHERE p.entry_id = s.entry_id)
    LIMIT 1;
    IF FOUND THEN
        IF broken.is_new AND broken.fits AND broken.debits <> broken.credits THEN
            RAISE EXCEPTION 'entry % is not balanced: debit %, credit %',
                broken.entry_id, broken.debits, broken.credits
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balances';
        END IF;
        RAISE EXCEPTION 'postings come with their entry and all at once (%)', broken.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_postings_come_together';
    END IF;

    PERFORM FROM added p JOIN ledger_account a ON a.id = p.account_id WHERE NOT a.is_active;
    IF FOUND THEN
        RAISE EXCEPTION 'an account is out of use'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_in_use';
    END IF;

    -- A reversal is the mirror of what it reverses.
    PERFORM FROM (SELECT DISTINCT e.id, e.reversal_of_id FROM added p JOIN ledger_entry e ON e.id = p.entry_id
                  WHERE e.reversal_of_id IS NOT NULL) r
    WHERE EXISTS (
        (SELECT account_id, unit_id, debit, credit FROM ledger_posting WHERE entry_id = r.id
         EXCEPT ALL
         SELECT account_id, unit_id, credit, debit FROM ledger_posting WHERE entry_id = r.reversal_of_id)
        UNION ALL
        (SELECT account_id, unit_id, credit, debit FROM ledger_posting WHERE entry_id = r.reversal_of_id
         EXCEPT ALL
         SELECT account_id, unit_id, debit, credit FROM ledger_posting WHERE entry_id = r.id)
    );
    IF FOUND THEN
        RAISE EXCEPTION 'a reversal mirrors its entry'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_reversal_mirrors';
    END IF;

    -- Rows are locked in the order of their key: totals, then guards.
    INSERT INTO ledger_total AS t (book_id, account_id, unit_id, period, with_cash, slot, debit, credit)
    SELECT p.book_id, p.account_id, p.unit_id, e.period, c.with_cash, own, sum(p.debit), sum(p.credit)
    FROM added p
    JOIN ledger_entry e ON e.id = p.entry_id
    JOIN (SELECT b.entry_id, bool_or(a.is_cash) AS with_cash
          FROM added b JOIN ledger_account a ON a.id = b.account_id GROUP BY b.entry_id) c
      ON c.entry_id = p.entry_id
    GROUP BY p.book_id, p.account_id, p.unit_id, e.period, c.with_cash
    ORDER BY p.account_id, p.unit_id, e.period, c.with_cash
    ON CONFLICT (account_id, unit_id, period, with_cash, slot)
    DO UPDATE SET debit = t.debit + excluded.debit, credit = t.credit + excluded.credit;

    FOR change IN
        SELECT p.book_id, p.account_id,
               sum(CASE a.side WHEN 'debit' THEN p.debit - p.credit ELSE p.credit - p.debit END) AS amount
        FROM added p JOIN ledger_account a ON a.id = p.account_id AND a.is_guarded
        GROUP BY p.book_id, p.account_id ORDER BY p.account_id
    LOOP
        IF change.amount >= 0 THEN
            INSERT INTO ledger_guard AS g (book_id, account_id, slot, balance)
            VALUES (change.book_id, change.account_id, own, change.amount)
            ON CONFLICT (account_id, slot) DO UPDATE SET balance = g.balance + excluded.balance;
            CONTINUE;
        END IF;
        UPDATE ledger_guard SET balance = balance + change.amount
        WHERE account_id = change.account_id AND slot = own AND balance + change.amount >= 0;
        CONTINUE WHEN FOUND;
        -- Not enough in our own slot: take from all of them, in order.
        PERFORM FROM ledger_guard WHERE account_id = change.account_id ORDER BY slot FOR UPDATE;
        SELECT coalesce(sum(balance), 0) INTO held FROM ledger_guard WHERE account_id = change.account_id;
        IF held + change.amount < 0 THEN
            RAISE EXCEPTION 'account % would fall to %', change.account_id, held + change.amount
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_not_below_zero',
                      DETAIL = change.account_id::text || ' ' || held::text;
        END IF;
        rest := -change.amount;
        FOR slots IN SELECT slot, balance FROM ledger_guard
                     WHERE account_id = change.account_id AND balance > 0 ORDER BY slot LOOP
            UPDATE ledger_guard SET balance = balance - least(rest, slots.balance)
            WHERE account_id = change.account_id AND slot = slots.slot;
            rest := rest - least(rest, slots.balance);
            EXIT WHEN rest = 0;
        END LOOP;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_postings_arrive AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_postings_arrive();
"""

SEAL = f"""
-- The content of an entry as its link in the chain covers it: everything that says something.
CREATE FUNCTION ledger_entry_text(e ledger_entry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(
        e.id, e.book_id, e.date, e.kind, e.description, e.source, e.subject, e.key, e.reversal_of_id,
        e.made_by_id, e.approved_by_id, extract(epoch FROM e.made_at),
        (SELECT jsonb_agg(jsonb_build_array(p.id, p.account_id, p.unit_id, p.debit, p.credit, p.memo) ORDER BY p.id)
         FROM ledger_posting p WHERE p.entry_id = e.id)
    )::text
$$;
CREATE FUNCTION ledger_next_link(state bytea, head bytea, content text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(coalesce(state, head) || convert_to(content, 'UTF8'))
$$;
CREATE AGGREGATE ledger_chain(head bytea, content text) (SFUNC = ledger_next_link, STYPE = bytea);

CREATE FUNCTION ledger_seal(book bigint, waits boolean) RETURNS bigint LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    at_sequence bigint; at_hash bytea; sealed bigint;
BEGIN
    IF waits THEN
        PERFORM pg_advisory_xact_lock(2, book::int);
    ELSIF NOT pg_try_advisory_xact_lock(2, book::int) THEN
        RETURN 0;
    END IF;
    SELECT sequence, hash INTO at_sequence, at_hash FROM ledger_entry
    WHERE book_id = book AND sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1;
    WITH waiting AS (
        SELECT id, row_number() OVER (ORDER BY id) AS place,
               row_number() OVER (PARTITION BY year ORDER BY id) AS place_in_year, year, period,
               ledger_chain(coalesce(at_hash, '\\x'::bytea), ledger_entry_text(e))
                   OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) AS link
        FROM ledger_entry e WHERE book_id = book AND sequence IS NULL
    ), years AS (
        SELECT y.year, coalesce((SELECT max(number) FROM ledger_entry
                                 WHERE book_id = book AND year = y.year), 0) AS numbers
        FROM (SELECT DISTINCT year FROM waiting) y
    )
    UPDATE ledger_entry e
    SET number = y.numbers + w.place_in_year, sequence = coalesce(at_sequence, 0) + w.place,
        hash = w.link, sealed_at = clock_timestamp()
    FROM waiting w JOIN years y USING (year) WHERE e.id = w.id;
    GET DIAGNOSTICS sealed = ROW_COUNT;
    RETURN sealed;
END $$;
"""

BOOK = f"""
CREATE FUNCTION ledger_book_closes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1, NEW.id::int);
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_book_closes BEFORE UPDATE OF closed_through ON ledger_book
    FOR EACH ROW WHEN (NEW.closed_through IS DISTINCT FROM OLD.closed_through)
    EXECUTE FUNCTION ledger_book_closes();

CREATE FUNCTION ledger_closing_is_told() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF (SELECT closed_through FROM ledger_book WHERE id = NEW.id) IS DISTINCT FROM
       (SELECT through FROM ledger_closing WHERE book_id = NEW.id ORDER BY id DESC LIMIT 1) THEN
        RAISE EXCEPTION 'a book is closed and opened only with a record of it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_closing_is_told';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_closing_is_told AFTER UPDATE OF closed_through ON ledger_book
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_closing_is_told();
"""

ACCOUNT = f"""
CREATE FUNCTION ledger_account_stays() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE held bigint;
BEGIN
    IF (NEW.book_id, NEW.code, NEW.type, NEW.side, NEW.is_cash)
       IS DISTINCT FROM (OLD.book_id, OLD.code, OLD.type, OLD.side, OLD.is_cash)
       AND EXISTS (SELECT FROM ledger_total WHERE account_id = OLD.id) THEN
        RAISE EXCEPTION 'an account with postings keeps its code and kind'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_stays';
    END IF;
    IF NEW.is_guarded IS DISTINCT FROM OLD.is_guarded THEN
        -- Alone: no entry may slip between counting the balance and guarding it.
        PERFORM pg_advisory_xact_lock(1, NEW.book_id::int);
        DELETE FROM ledger_guard WHERE account_id = NEW.id;
        IF NEW.is_guarded THEN
            SELECT coalesce(sum(CASE NEW.side WHEN 'debit' THEN debit - credit ELSE credit - debit END), 0)
            INTO held FROM ledger_total WHERE account_id = NEW.id;
            IF held < 0 THEN
                RAISE EXCEPTION 'account % stands at %', NEW.code, held
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_not_below_zero';
            END IF;
            INSERT INTO ledger_guard (book_id, account_id, slot, balance) VALUES (NEW.book_id, NEW.id, 0, held);
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_account_stays BEFORE UPDATE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_account_stays();
"""

# The app writes entries and postings, and nothing else of what follows from them.
GRANTS = """
REVOKE UPDATE, DELETE ON ledger_entry, ledger_posting, ledger_closing, ledger_head FROM sedulang_app;
REVOKE INSERT, UPDATE, DELETE ON ledger_total, ledger_guard FROM sedulang_app;
"""
GRANTS_REVERSE = """
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger_entry, ledger_posting, ledger_closing, ledger_head,
    ledger_total, ledger_guard TO sedulang_app;
"""


def engine(sql: str, *, functions: str, triggers: str = "", aggregate: str = "") -> migrations.RunSQL:
    """SQL and its undoing: triggers as `name ON table`, functions with their arguments."""
    undo = [f"DROP TRIGGER {trigger};" for trigger in filter(None, triggers.split(", "))]
    undo += [f"DROP AGGREGATE {aggregate};"] if aggregate else []
    undo += [f"DROP FUNCTION {function};" for function in functions.split("; ")]
    return migrations.RunSQL(sql, "\n".join(undo))


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
        append_only("ledger_posting"),
        append_only("ledger_closing"),
        append_only("ledger_head"),
        engine(
            SEAL,
            functions="ledger_seal(bigint, boolean); ledger_next_link(bytea, bytea, text); ledger_entry_text(ledger_entry)",
            aggregate="ledger_chain(bytea, text)",
        ),
        engine(
            BOOK,
            functions="ledger_book_closes(); ledger_closing_is_told()",
            triggers="ledger_book_closes ON ledger_book, ledger_closing_is_told ON ledger_book",
        ),
        engine(
            ACCOUNT,
            functions="ledger_account_stays()",
            triggers="ledger_account_stays ON ledger_account",
        ),
        two_people("ledger_entry", maker="made_by_id", checker="approved_by_id"),
        two_people("ledger_closing", maker="made_by_id", checker="approved_by_id"),
        two_people(
            "ledger_proposal", maker="made_by_id", checker="decided_by_id", when="NEW.state = 'approved'"
        ),
        *(
            tenant_rows(f"ledger_{table}")
            for table in ("account", "unit", "entry", "posting", "total", "guard", "closing", "head", "proposal")
        ),
        migrations.RunSQL(GRANTS, GRANTS_REVERSE),
    ]
