"""Consents are only ever added; a membership stays in one BUMDes and is only ever ended."""

from django.db import migrations

from core.migration_sql import append_only

ONE_BUMDES = """
CREATE FUNCTION membership_in_one_bumdes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM members_group g JOIN members_member m ON m.organisation_id = g.organisation_id
                   WHERE g.id = NEW.group_id AND m.id = NEW.member_id) THEN
        RAISE EXCEPTION 'group and member are of two BUMDes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_in_one_bumdes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER membership_in_one_bumdes BEFORE INSERT ON members_groupmembership
    FOR EACH ROW EXECUTE FUNCTION membership_in_one_bumdes();
"""

ENDED = """
CREATE FUNCTION membership_only_ever_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.until IS NULL
       AND (to_jsonb(OLD) - 'until') = (to_jsonb(NEW) - 'until') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a membership is only ever ended, once'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_only_ever_ended';
END $$;
CREATE TRIGGER membership_only_ever_ended BEFORE UPDATE OR DELETE ON members_groupmembership
    FOR EACH ROW EXECUTE FUNCTION membership_only_ever_ended();
"""

STAYS = """
CREATE FUNCTION member_stays_in_its_bumdes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.organisation_id = NEW.organisation_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a member or group stays in its BUMDes and is never deleted'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'member_stays_in_its_bumdes';
END $$;
CREATE TRIGGER member_stays BEFORE UPDATE OR DELETE ON members_member
    FOR EACH ROW EXECUTE FUNCTION member_stays_in_its_bumdes();
CREATE TRIGGER group_stays BEFORE UPDATE OR DELETE ON members_group
    FOR EACH ROW EXECUTE FUNCTION member_stays_in_its_bumdes();
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0001_people_and_groups")]
    operations = [
        append_only("members_consent"),
        append_only("members_consentwithdrawal"),
        migrations.RunSQL(
            ONE_BUMDES,
            "DROP TRIGGER membership_in_one_bumdes ON members_groupmembership;"
            "DROP FUNCTION membership_in_one_bumdes();",
        ),
        migrations.RunSQL(
            ENDED,
            "DROP TRIGGER membership_only_ever_ended ON members_groupmembership;"
            "DROP FUNCTION membership_only_ever_ended();",
        ),
        migrations.RunSQL(
            STAYS,
            "DROP TRIGGER member_stays ON members_member; DROP TRIGGER group_stays ON members_group;"
            "DROP FUNCTION member_stays_in_its_bumdes();",
        ),
    ]
