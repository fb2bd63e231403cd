"""The slots of months that are over become one row each, without waiting for the month to be closed."""

from django.db import migrations, models
from django.db.models import Q

from bumdes.ledger.migrations._sql import DEFINER, engine

# Waits for nobody, so it can stand in no circle of waiting: it shares the book with writers (a closing has
# it alone), has slot 0 to itself, and leaves every row that somebody is writing for the next time. A writer
# who wants a row that was just folded makes it anew.
FOLD = f"""
CREATE FUNCTION ledger_fold(book bigint, before integer) RETURNS bigint LANGUAGE plpgsql {DEFINER} AS $$
DECLARE
    folded bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock_shared(1, book::int) OR NOT pg_try_advisory_xact_lock(3, book::int * 32) THEN
        RETURN 0;
    END IF;
    WITH free AS MATERIALIZED (
        SELECT account_id, unit_id, period, with_cash, slot FROM ledger_total
        WHERE book_id = book AND slot > 0 AND period < before FOR UPDATE SKIP LOCKED
    ), taken AS (
        DELETE FROM ledger_total t USING free f
        WHERE (t.account_id, t.unit_id, t.period, t.with_cash, t.slot)
            = (f.account_id, f.unit_id, f.period, f.with_cash, f.slot)
        RETURNING t.account_id, t.unit_id, t.period, t.with_cash, t.debit, t.credit
    ), written AS (
        INSERT INTO ledger_total AS t (book_id, account_id, unit_id, period, with_cash, slot, debit, credit)
        SELECT book, account_id, unit_id, period, with_cash, 0, sum(debit), sum(credit)
        FROM taken GROUP BY account_id, unit_id, period, with_cash
        ON CONFLICT (account_id, unit_id, period, with_cash, slot)
        DO UPDATE SET debit = t.debit + excluded.debit, credit = t.credit + excluded.credit
    )
    SELECT count(*) INTO folded FROM taken;
    RETURN folded;
END $$;
REVOKE EXECUTE ON FUNCTION ledger_fold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_fold TO sedulang_app;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_chart_moves")]
    operations = [
        migrations.AddIndex(
            "total",
            models.Index(fields=["book", "period"], condition=Q(slot__gt=0), name="total_still_in_slots"),
        ),
        engine(FOLD, functions="ledger_fold(bigint, integer)"),
    ]
