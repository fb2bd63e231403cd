"""Matches balance, what the bank wrote stays, a month found to agree is a fact."""

from django.db import migrations

from bumdes.ledger.migrations._sql import DEFINER, engine
from core.migration_sql import append_only, tenant_rows

TABLES = ("bankstart", "statementfile", "bankline", "match", "matchitem", "wordrule", "reconciliation")
# Whatever names an account names one of its own book.
KEYS = "".join(
    f"""
ALTER TABLE banking_{table} ADD CONSTRAINT {table}_account_of_its_book
    FOREIGN KEY (book_id, {column}) REFERENCES ledger_account (book_id, id);
"""
    for table, column in (
        ("bankstart", "account_id"),
        ("statementfile", "account_id"),
        ("bankline", "account_id"),
        ("match", "account_id"),
        ("wordrule", "target_id"),
        ("reconciliation", "account_id"),
    )
)
KEYS += """
ALTER TABLE banking_wordrule ADD CONSTRAINT wordrule_unit_of_its_book
    FOREIGN KEY (book_id, unit_id) REFERENCES ledger_unit (book_id, id);
"""
KEYS_UNDO = """
ALTER TABLE banking_wordrule DROP CONSTRAINT wordrule_unit_of_its_book;
""" + "".join(
    f"ALTER TABLE banking_{table} DROP CONSTRAINT {table}_account_of_its_book;\n"
    for table in ("bankstart", "statementfile", "bankline", "match", "wordrule", "reconciliation")
)

# As the owner: the commit may come when the book is closed again to the session.
MATCH = f"""
-- All items of a match come in one statement, and are judged together: ten thousand in one query.
CREATE FUNCTION banking_items_arrive() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    wrong record;
BEGIN
    FOR wrong IN
        SELECT m.id, s.at_bank, s.in_books,
               s.at_bank <> s.in_books OR s.lines + s.postings < 2 OR (s.lines > 1 AND s.postings > 1) AS differs
        FROM (
            SELECT i.match_id, count(i.line_id) AS lines, count(i.posting_id) AS postings,
                   coalesce(sum(l.credit - l.debit), 0) AS at_bank,
                   coalesce(sum(p.debit - p.credit), 0) AS in_books,
                   max(coalesce(l.day, p.date)) AS latest,
                   bool_and(coalesce(l.account_id, p.account_id) = m.account_id AND l.taken_back_at IS NULL
                            AND i.book_id = m.book_id AND i.stands AND m.undone_at IS NULL) AS fits
            FROM banking_matchitem i JOIN banking_match m ON m.id = i.match_id
            LEFT JOIN banking_bankline l ON l.id = i.line_id
            LEFT JOIN ledger_posting p ON p.id = i.posting_id
            WHERE i.match_id IN (SELECT match_id FROM added) GROUP BY i.match_id
        ) s JOIN banking_match m ON m.id = s.match_id
        JOIN (SELECT match_id, count(*) AS items FROM added GROUP BY match_id) a ON a.match_id = m.id
        -- One line with several postings, or several with one: many with many would explain nothing.
        -- One side may be missing where the other sums to nothing: a mistake and its correction.
        WHERE s.at_bank <> s.in_books OR s.lines + s.postings < 2 OR (s.lines > 1 AND s.postings > 1)
           OR NOT s.fits OR s.latest <> m.settled_on OR a.items <> s.lines + s.postings
        LIMIT 1
    LOOP
        IF wrong.differs THEN
            RAISE EXCEPTION 'match %: the bank has %, the books have %', wrong.id, wrong.at_bank, wrong.in_books
                USING ERRCODE = 'check_violation', CONSTRAINT = 'banking_match_balances';
        END IF;
        RAISE EXCEPTION 'match % is not of one account, or does not come whole', wrong.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'banking_match_fits';
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER banking_items_arrive AFTER INSERT ON banking_matchitem
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION banking_items_arrive();

CREATE FUNCTION banking_match_whole() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    undone timestamptz; id_of CONSTANT bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
    SELECT undone_at INTO undone FROM banking_match WHERE id = id_of;
    IF undone IS NULL AND (NOT EXISTS (SELECT FROM banking_matchitem WHERE match_id = id_of)
                           OR EXISTS (SELECT FROM banking_matchitem WHERE match_id = id_of AND NOT stands)) THEN
        RAISE EXCEPTION 'match % is not whole', id_of
            USING ERRCODE = 'check_violation', CONSTRAINT = 'banking_match_fits';
    END IF;
    IF undone IS NOT NULL AND EXISTS (SELECT FROM banking_matchitem WHERE match_id = id_of AND stands) THEN
        RAISE EXCEPTION 'what is undone stands no more'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'banking_match_undone_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER banking_match_whole AFTER INSERT OR UPDATE ON banking_match
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION banking_match_whole('id');
CREATE CONSTRAINT TRIGGER banking_match_whole AFTER UPDATE ON banking_matchitem
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION banking_match_whole('match_id');

CREATE FUNCTION banking_match_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.undone_at IS NOT NULL OR NEW.undone_at IS NULL
       OR (to_jsonb(OLD) - ARRAY['undone_at', 'undone_by_id'])
          <> (to_jsonb(NEW) - ARRAY['undone_at', 'undone_by_id']) THEN
        RAISE EXCEPTION 'a match is only undone, once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'banking_match_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER banking_match_stays BEFORE UPDATE OR DELETE ON banking_match
    FOR EACH ROW EXECUTE FUNCTION banking_match_stays();
CREATE FUNCTION banking_item_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NOT OLD.stands OR NEW.stands
       OR (to_jsonb(OLD) - 'stands') <> (to_jsonb(NEW) - 'stands') THEN
        RAISE EXCEPTION 'an item of a match stays until the match is undone'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'banking_item_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER banking_item_stays BEFORE UPDATE OR DELETE ON banking_matchitem
    FOR EACH ROW EXECUTE FUNCTION banking_item_stays();
"""

LINE = f"""
CREATE FUNCTION banking_line_stays() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL
       OR (to_jsonb(OLD) - 'taken_back_at') <> (to_jsonb(NEW) - 'taken_back_at') THEN
        RAISE EXCEPTION 'what the bank wrote stays as it was'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'banking_line_stays';
    END IF;
    IF EXISTS (SELECT FROM banking_matchitem WHERE line_id = OLD.id AND stands)
       OR EXISTS (SELECT FROM banking_reconciliation r
                  WHERE r.account_id = OLD.account_id AND r.month_end >= OLD.day) THEN
        RAISE EXCEPTION 'a line that was matched or reconciled is not taken back'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'banking_line_in_use';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER banking_line_stays BEFORE UPDATE OR DELETE ON banking_bankline
    FOR EACH ROW EXECUTE FUNCTION banking_line_stays();

CREATE FUNCTION banking_start_stays() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (SELECT FROM banking_bankline
                                   WHERE account_id = OLD.account_id AND taken_back_at IS NULL) THEN
        RAISE EXCEPTION 'the start stays while lines stand on it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'banking_start_stays';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER banking_start_stays BEFORE UPDATE OR DELETE ON banking_bankstart
    FOR EACH ROW EXECUTE FUNCTION banking_start_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("banking", "0001_statements"), ("ledger", "0004_numbers_and_periods")]
    operations = [
        migrations.RunSQL(KEYS, KEYS_UNDO),
        engine(
            MATCH,
            functions="banking_items_arrive(); banking_match_whole(); banking_match_stays(); banking_item_stays()",
            triggers="banking_items_arrive ON banking_matchitem, banking_match_whole ON banking_match,"
            " banking_match_whole ON banking_matchitem,"
            " banking_match_stays ON banking_match, banking_item_stays ON banking_matchitem",
        ),
        engine(
            LINE,
            functions="banking_line_stays(); banking_start_stays()",
            triggers="banking_line_stays ON banking_bankline, banking_start_stays ON banking_bankstart",
        ),
        append_only("banking_reconciliation"),
        *(tenant_rows(f"banking_{table}") for table in TABLES),
    ]
