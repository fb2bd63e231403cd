"""A file that was sent stays as it is; over the limit two people record it; its book alone shows it."""

from django.db import migrations

from core.migration_sql import tenant_rows, two_people

STAYS = """
CREATE FUNCTION import_draft_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed bigint;
    moving CONSTANT text[] := ARRAY['state', 'total', 'posted_count', 'known_count', 'approved_by_id', 'posted_at'];
    mended CONSTANT text[] := ARRAY['rows', 'row_count', 'is_opening', 'may_create_units'];
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.state, NEW.state) NOT IN (
        ('draft', 'draft'), ('draft', 'waiting'), ('draft', 'posted'), ('draft', 'discarded'),
        ('waiting', 'draft'), ('waiting', 'posted')
    ) THEN
        RAISE EXCEPTION 'an import does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'import_draft_moves';
    END IF;
    IF (to_jsonb(OLD) - moving - mended) <> (to_jsonb(NEW) - moving - mended)
       OR (OLD.state <> 'draft' OR NEW.state NOT IN ('draft', 'discarded'))
          AND (OLD.rows, OLD.row_count, OLD.is_opening, OLD.may_create_units)
              IS DISTINCT FROM (NEW.rows, NEW.row_count, NEW.is_opening, NEW.may_create_units) THEN
        RAISE EXCEPTION 'what was sent stays as it was'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'import_draft_stays';
    END IF;
    IF NEW.state = 'posted' AND NEW.approved_by_id IS NULL THEN
        SELECT approval_limit INTO allowed FROM ledger_book WHERE id = NEW.book_id;
        -- What waited was over the limit when it was sent, whatever the limit is now.
        IF OLD.state = 'waiting' OR NEW.total > allowed THEN
            RAISE EXCEPTION 'an import over the limit needs a second person'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_journal_approved';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER import_draft_stays BEFORE UPDATE OR DELETE ON bookkeeping_importdraft
    FOR EACH ROW EXECUTE FUNCTION import_draft_stays();

CREATE FUNCTION import_draft_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an import begins as a draft'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'import_draft_moves';
END $$;
CREATE TRIGGER import_draft_begins BEFORE INSERT ON bookkeeping_importdraft
    FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION import_draft_begins();
"""
STAYS_REVERSE = """
DROP TRIGGER import_draft_begins ON bookkeeping_importdraft;
DROP FUNCTION import_draft_begins();
DROP TRIGGER import_draft_stays ON bookkeeping_importdraft;
DROP FUNCTION import_draft_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bookkeeping", "0003_imports"),
        ("ledger", "0006_second_person_for_daily_acts"),
        ("users", "0002_same_person"),
    ]
    operations = [
        migrations.RunSQL(STAYS, STAYS_REVERSE),
        two_people("bookkeeping_importdraft", maker="made_by_id", checker="approved_by_id"),
        tenant_rows("bookkeeping_importdraft"),
    ]
