"""The door into the books, numbers and links, closed periods, what stays as it is, and who may what."""

from django.db import migrations

from bumdes.ledger.migrations._sql import DEFINER, engine
from core.migration_sql import append_only, tenant_rows, two_people

# One call, planned once a session. Accounts and units are checked by keys, all else by the triggers.
POST = f"""
CREATE FUNCTION ledger_post(
    id uuid, book bigint, date date, kind text, description text, source text, subject text, key text,
    fingerprint bytea, reversal_of uuid, made_by bigint, approved_by bigint, made_at timestamptz,
    lines jsonb
) RETURNS boolean LANGUAGE plpgsql {DEFINER} AS $$
#variable_conflict use_column
BEGIN
    -- Asked before anything is judged: a repeated call gets its first answer even when the period has closed.
    PERFORM FROM ledger_entry e WHERE e.book_id = book AND e.key = ledger_post.key;
    IF FOUND THEN
        RETURN FALSE;
    END IF;
    INSERT INTO ledger_entry (id, book_id, date, kind, description, source, subject, key, fingerprint,
                              reversal_of_id, made_by_id, approved_by_id, made_at)
    VALUES (ledger_post.id, book, ledger_post.date, ledger_post.kind, ledger_post.description, ledger_post.source,
            ledger_post.subject, ledger_post.key, ledger_post.fingerprint, reversal_of, made_by, approved_by,
            ledger_post.made_at)
    ON CONFLICT (book_id, key) DO NOTHING;
    IF NOT FOUND THEN
        RETURN FALSE;
    END IF;
    -- A line without a unit is the head office's; without one of those it cannot be written.
    INSERT INTO ledger_posting (entry_id, book_id, date, account_id, unit_id, debit, credit, memo)
    SELECT ledger_post.id, book, ledger_post.date, line.account,
           coalesce(line.unit, (SELECT u.id FROM ledger_unit u WHERE u.book_id = book AND u.code = 'PUSAT')),
           line.debit, line.credit, line.memo
    FROM jsonb_to_recordset(lines) AS line (account bigint, unit bigint, debit bigint, credit bigint, memo text);
    RETURN TRUE;
END $$;
"""

SEAL = f"""
-- The content of an entry as its link in the chain covers it: everything that says something, and what
-- decides how a posting counts. An account with postings keeps these.
CREATE FUNCTION ledger_entry_text(e ledger_entry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(
        e.id, e.book_id, e.date, e.kind, e.description, e.source, e.subject, e.key, encode(e.fingerprint, 'hex'),
        e.reversal_of_id, e.made_by_id, e.approved_by_id, extract(epoch FROM e.made_at),
        (SELECT jsonb_agg(jsonb_build_array(p.id, a.code, a.type, a.side, a.is_cash, p.account_id, p.unit_id,
                                            p.debit, p.credit, p.memo) ORDER BY p.id)
         FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id WHERE p.entry_id = e.id)
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
               row_number() OVER (PARTITION BY year ORDER BY id) AS place_in_year, year,
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
CREATE FUNCTION ledger_book_stays() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_entry WHERE book_id = NEW.id) THEN
        RAISE EXCEPTION 'a book with entries keeps its first day and its chart'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_book_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_book_stays BEFORE UPDATE ON ledger_book
    FOR EACH ROW WHEN ((NEW.id, NEW.opened_on, NEW.chart_id) IS DISTINCT FROM (OLD.id, OLD.opened_on, OLD.chart_id))
    EXECUTE FUNCTION ledger_book_stays();

-- Alone in the book, so nobody is writing into the slots: those of a month that closes become one row.
CREATE FUNCTION ledger_book_closes() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1, NEW.id::int);
    WITH folded AS (
        DELETE FROM ledger_total
        WHERE book_id = NEW.id AND slot > 0 AND period <= extract(year FROM NEW.closed_through) * 100
              + CASE extract(month FROM NEW.closed_through) WHEN 12 THEN 13 ELSE extract(month FROM NEW.closed_through) END
        RETURNING book_id, account_id, unit_id, period, with_cash, debit, credit
    )
    INSERT INTO ledger_total AS t (book_id, account_id, unit_id, period, with_cash, slot, debit, credit)
    SELECT book_id, account_id, unit_id, period, with_cash, 0, sum(debit), sum(credit)
    FROM folded GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (account_id, unit_id, period, with_cash, slot)
    DO UPDATE SET debit = t.debit + excluded.debit, credit = t.credit + excluded.credit;
    WITH folded AS (
        DELETE FROM ledger_guard WHERE book_id = NEW.id AND slot > 0 RETURNING account_id, balance
    )
    INSERT INTO ledger_guard AS g (book_id, account_id, slot, balance)
    SELECT NEW.id, account_id, 0, sum(balance) FROM folded GROUP BY account_id
    ON CONFLICT (account_id, slot) DO UPDATE SET balance = g.balance + excluded.balance;
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

-- A closing says how far the chain went: what is dated in the period and stands behind, came too late.
CREATE FUNCTION ledger_closing_arrives() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1, NEW.book_id::int);
    PERFORM ledger_seal(NEW.book_id, true);
    NEW.sequence := coalesce((SELECT max(sequence) FROM ledger_entry WHERE book_id = NEW.book_id), 0);
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_closing_arrives BEFORE INSERT ON ledger_closing
    FOR EACH ROW EXECUTE FUNCTION ledger_closing_arrives();
"""

ACCOUNT = f"""
CREATE FUNCTION ledger_account_stays() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    held bigint;
    is_other CONSTANT boolean :=
        (NEW.id, NEW.book_id, NEW.code, NEW.type, NEW.side, NEW.is_cash, NEW.line, NEW.cash_in, NEW.cash_out)
        IS DISTINCT FROM
        (OLD.id, OLD.book_id, OLD.code, OLD.type, OLD.side, OLD.is_cash, OLD.line, OLD.cash_in, OLD.cash_out);
BEGIN
    IF is_other OR NEW.is_guarded IS DISTINCT FROM OLD.is_guarded THEN
        -- Alone: no entry may slip between the look at what is posted and the change.
        PERFORM pg_advisory_xact_lock(1, NEW.book_id::int);
    END IF;
    IF is_other AND EXISTS (SELECT FROM ledger_total WHERE account_id = OLD.id) THEN
        RAISE EXCEPTION 'an account with postings keeps its code and kind'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_stays';
    END IF;
    IF NEW.is_guarded IS DISTINCT FROM OLD.is_guarded THEN
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

PROPOSAL = """
CREATE FUNCTION ledger_proposal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'waiting'
       AND to_jsonb(OLD) - '{state,decided_by_id,decided_at,note,entry_id}'::text[]
         = to_jsonb(NEW) - '{state,decided_by_id,decided_at,note,entry_id}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was proposed stays, and is decided once'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_proposal_stays';
END $$;
CREATE TRIGGER ledger_proposal_stays BEFORE UPDATE ON ledger_proposal
    FOR EACH ROW EXECUTE FUNCTION ledger_proposal_stays();
"""

KEPT = ("entry", "posting", "closing", "head")
WHOLE = "".join(
    f"CREATE TRIGGER ledger_{table}_whole BEFORE TRUNCATE ON ledger_{table} EXECUTE FUNCTION refuse_change();\n"
    for table in KEPT
)
WHOLE_REVERSE = "".join(f"DROP TRIGGER ledger_{table}_whole ON ledger_{table};\n" for table in KEPT)

# The app posts and seals through functions, and writes nothing of what follows from them.
GRANTS = """
REVOKE INSERT, UPDATE, DELETE ON ledger_entry, ledger_posting, ledger_total, ledger_guard FROM sedulang_app;
REVOKE UPDATE, DELETE ON ledger_closing, ledger_head FROM sedulang_app;
REVOKE DELETE ON ledger_book, ledger_proposal FROM sedulang_app;
REVOKE EXECUTE ON FUNCTION ledger_seal FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION ledger_post FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_seal TO sedulang_app;
GRANT EXECUTE ON FUNCTION ledger_post TO sedulang_app;
"""
GRANTS_REVERSE = """
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger_entry, ledger_posting, ledger_closing, ledger_head,
    ledger_total, ledger_guard, ledger_book, ledger_proposal TO sedulang_app;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_first_charts")]
    operations = [
        engine(
            SEAL,
            functions="ledger_seal(bigint, boolean); ledger_next_link(bytea, bytea, text); ledger_entry_text(ledger_entry)",
            aggregate="ledger_chain(bytea, text)",
        ),
        engine(
            POST,
            functions="ledger_post(uuid, bigint, date, text, text, text, text, text, bytea, uuid, bigint, bigint,"
            " timestamptz, jsonb)",
        ),
        engine(
            BOOK,
            functions="ledger_book_stays(); ledger_book_closes(); ledger_closing_is_told(); ledger_closing_arrives()",
            triggers="ledger_book_stays ON ledger_book, ledger_book_closes ON ledger_book,"
            " ledger_closing_is_told ON ledger_book, ledger_closing_arrives ON ledger_closing",
        ),
        engine(
            ACCOUNT,
            functions="ledger_account_stays()",
            triggers="ledger_account_stays ON ledger_account",
        ),
        engine(
            PROPOSAL,
            functions="ledger_proposal_stays()",
            triggers="ledger_proposal_stays ON ledger_proposal",
        ),
        append_only("ledger_closing"),
        append_only("ledger_head"),
        migrations.RunSQL(WHOLE, WHOLE_REVERSE),
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
