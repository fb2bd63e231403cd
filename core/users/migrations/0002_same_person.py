"""Two sign-ins of one person: what maker-and-checker rules in the database ask."""

from django.db import migrations

# A second sign-in with the same telephone, or the same mailbox behind a +tag, is the same person.
# pg_temp is named last, for unnamed it comes first, and a temporary users_user would know nobody.
CREATE = """
CREATE FUNCTION same_person(one bigint, other bigint) RETURNS boolean LANGUAGE sql STABLE
    SET search_path = public, pg_temp AS $$
    SELECT one = other OR EXISTS (
        SELECT FROM users_user a, users_user b
        WHERE a.id = one AND b.id = other AND (
            regexp_replace(a.phone, '\\D', '', 'g') = regexp_replace(b.phone, '\\D', '', 'g')
            OR regexp_replace(lower(a.email), '\\+[^@]*@', '@') = regexp_replace(lower(b.email), '\\+[^@]*@', '@')
        )
    )
$$;
CREATE FUNCTION refuse_one_person() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    maker bigint := to_jsonb(NEW) ->> TG_ARGV[0];
    checker bigint := to_jsonb(NEW) ->> TG_ARGV[1];
BEGIN
    IF maker IS NOT NULL AND checker IS NOT NULL AND same_person(maker, checker) THEN
        RAISE EXCEPTION 'who made it may not approve it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'made_and_approved_by_two_people';
    END IF;
    RETURN NEW;
END $$;
"""
DROP = "DROP FUNCTION refuse_one_person(); DROP FUNCTION same_person(bigint, bigint);"


class Migration(migrations.Migration):
    dependencies = [("users", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
