"""A contribution written down wrongly is void once the right one stands in the books beside its mirror."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

STAYS = """
CREATE OR REPLACE FUNCTION capital_contribution_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'posted' AND NEW.state = 'void'
       AND to_jsonb(OLD) - 'state' = to_jsonb(NEW) - 'state'
       AND EXISTS (SELECT FROM capital_contribution c WHERE c.corrects_id = OLD.id AND c.state = 'posted') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.state <> 'proposed' OR NEW.state = 'void'
       OR (to_jsonb(OLD) - ARRAY['state', 'number', 'entry_id', 'decided_by_id', 'decided_at', 'note'])
          <> (to_jsonb(NEW) - ARRAY['state', 'number', 'entry_id', 'decided_by_id', 'decided_at', 'note']) THEN
        RAISE EXCEPTION 'a contribution stays as it was written'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'capital_contribution_stays';
    END IF;
    RETURN NEW;
END $$;
"""
STAYS_UNDO = """
CREATE OR REPLACE FUNCTION capital_contribution_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'proposed'
       OR (to_jsonb(OLD) - ARRAY['state', 'number', 'entry_id', 'decided_by_id', 'decided_at', 'note'])
          <> (to_jsonb(NEW) - ARRAY['state', 'number', 'entry_id', 'decided_by_id', 'decided_at', 'note']) THEN
        RAISE EXCEPTION 'a contribution stays as it was written'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'capital_contribution_stays';
    END IF;
    RETURN NEW;
END $$;
"""

CORRECTIONS = """
CREATE FUNCTION capital_correction_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong capital_contribution;
BEGIN
    IF NEW.state = 'refused' THEN RETURN NEW; END IF;
    -- The lock makes a return or a use of the wrong one wait; looked at again when it is posted.
    SELECT * INTO wrong FROM capital_contribution WHERE id = NEW.corrects_id FOR NO KEY UPDATE;
    IF NOT FOUND OR wrong.state <> 'posted' OR wrong.returns_id IS NOT NULL OR NEW.returns_id IS NOT NULL
       OR wrong.book_id <> NEW.book_id OR capital_rest_of(wrong.id) <> wrong.amount THEN
        RAISE EXCEPTION 'only a contribution nothing was taken from is corrected'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'capital_correction_of_an_untouched_one';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER capital_correction_fits BEFORE INSERT OR UPDATE ON capital_contribution
    FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL AND NEW.state <> 'void')
    EXECUTE FUNCTION capital_correction_fits();
CREATE FUNCTION capital_correction_voids() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM capital_contribution w LEFT JOIN ledger_entry m ON m.reversal_of_id = w.entry_id
               WHERE w.id = NEW.corrects_id
               AND (w.state <> 'void' OR (w.entry_id IS NOT NULL AND m.id IS NULL))) THEN
        RAISE EXCEPTION 'the corrected contribution is void and its entry mirrored'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'capital_corrected_one_is_void';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER capital_correction_voids AFTER INSERT OR UPDATE ON capital_contribution
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL AND NEW.state = 'posted')
    EXECUTE FUNCTION capital_correction_voids();
"""
CORRECTIONS_UNDO = """
DROP TRIGGER capital_correction_voids ON capital_contribution;
DROP FUNCTION capital_correction_voids();
DROP TRIGGER capital_correction_fits ON capital_contribution;
DROP FUNCTION capital_correction_fits();
"""
NUMBERED = Q(state__in=["posted", "void"])


class Migration(migrations.Migration):
    dependencies = [("capital", "0002_rules")]
    operations = [
        migrations.AddField(
            "contribution",
            "corrects",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="capital.contribution",
            ),
        ),
        migrations.AddField(
            "contribution",
            "correction",
            models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AlterField(
            "contribution",
            "state",
            models.CharField(
                choices=[
                    ("proposed", "Waits for a second person"),
                    ("posted", "In the books"),
                    ("refused", "Refused"),
                    ("void", "Corrected, void"),
                ],
                max_length=8,
            ),
        ),
        migrations.RemoveConstraint("contribution", "contribution_numbered_when_posted"),
        migrations.RemoveConstraint("contribution", "contribution_in_the_books_when_posted"),
        migrations.AddConstraint(
            "contribution",
            models.CheckConstraint(
                name="contribution_numbered_when_posted",
                condition=(NUMBERED & Q(number__isnull=False)) | (~NUMBERED & Q(number=None)),
            ),
        ),
        migrations.AddConstraint(
            "contribution",
            models.CheckConstraint(
                name="contribution_in_the_books_when_posted",
                condition=(NUMBERED & Q(account__isnull=False, entry__isnull=False))
                | (~NUMBERED & Q(entry=None))
                | Q(account=None, entry=None, returns=None),
            ),
        ),
        migrations.AddConstraint(
            "contribution",
            models.UniqueConstraint(
                fields=["corrects"], condition=~Q(state="refused"), name="contribution_corrected_once"
            ),
        ),
        migrations.AddConstraint(
            "contribution",
            models.CheckConstraint(
                name="contribution_corrected_with_a_reason",
                condition=Q(corrects=None, correction="") | (Q(corrects__isnull=False) & ~Q(correction="")),
            ),
        ),
        migrations.RunSQL(STAYS, STAYS_UNDO),
        migrations.RunSQL(CORRECTIONS, CORRECTIONS_UNDO),
    ]
