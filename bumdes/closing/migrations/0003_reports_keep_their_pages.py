"""A report keeps the pages it is printed from, with notes and signers' names; what is frozen stays."""

from django.db import migrations, models

# Columns of what was handed in. Accepting and taking back write the others.
STAYS = """
CREATE FUNCTION closing_report_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - ARRAY['assembly_date', 'minutes_number', 'accepted_at', 'withdrawn_at'])
       <> (to_jsonb(NEW) - ARRAY['assembly_date', 'minutes_number', 'accepted_at', 'withdrawn_at']) THEN
        RAISE EXCEPTION 'a report stays as it was handed in'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'closing_report_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closing_report_stays BEFORE UPDATE ON closing_report
    FOR EACH ROW EXECUTE FUNCTION closing_report_stays();
"""
STAYS_UNDO = """
DROP TRIGGER closing_report_stays ON closing_report;
DROP FUNCTION closing_report_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("closing", "0002_rules")]
    operations = [
        migrations.AddField("report", "document", models.JSONField(null=True)),
        migrations.AddField("report", "submitted_name", models.CharField(blank=True, default="", max_length=150), preserve_default=False),
        migrations.AddField("signoff", "signed_name", models.CharField(blank=True, default="", max_length=150), preserve_default=False),
        migrations.RunSQL(STAYS, STAYS_UNDO),
    ]
