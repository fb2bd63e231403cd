"""Shares of one version of by-laws add up to the whole, and stay as adopted."""

from django.db import migrations

from core.migration_sql import append_only

WHOLE = """
CREATE FUNCTION bylaw_shares_are_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version bigint := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
    IF (SELECT coalesce(sum(share_bps), 0) FROM organisations_bylawshare WHERE bylaws_id = version) <> 10000 THEN
        RAISE EXCEPTION 'the shares do not make the whole'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bylaw_shares_are_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER bylaw_shares_are_whole AFTER INSERT ON organisations_bylaws
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bylaw_shares_are_whole('id');
CREATE CONSTRAINT TRIGGER bylaw_shares_are_whole AFTER INSERT ON organisations_bylawshare
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bylaw_shares_are_whole('bylaws_id');
"""
UNDO = """
DROP TRIGGER bylaw_shares_are_whole ON organisations_bylaws;
DROP TRIGGER bylaw_shares_are_whole ON organisations_bylawshare;
DROP FUNCTION bylaw_shares_are_whole();
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_bylaws")]
    operations = [
        migrations.RunSQL(WHOLE, UNDO),
        append_only("organisations_bylaws"),
        append_only("organisations_bylawshare"),
    ]
