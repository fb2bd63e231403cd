"""What was frozen, booked or shared stays; a fee rule may only end."""

from django.db import migrations

from core.migration_sql import append_only


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_first_rows")]
    operations = [
        append_only("settlement_linefee"),
        append_only("settlement_booking"),
        append_only("settlement_settlement"),
        append_only("settlement_operatorbook"),
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION settlement_feerule_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF TG_OP = 'DELETE' OR OLD.until_at IS NOT NULL
                       OR (to_jsonb(NEW) - 'until_at') <> (to_jsonb(OLD) - 'until_at') THEN
                        RAISE EXCEPTION 'a fee rule is never changed, it only ends'
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER settlement_feerule_only_ends BEFORE UPDATE OR DELETE ON settlement_feerule
                    FOR EACH ROW EXECUTE FUNCTION settlement_feerule_only_ends();
            """,
            reverse_sql="""
                DROP TRIGGER settlement_feerule_only_ends ON settlement_feerule;
                DROP FUNCTION settlement_feerule_only_ends();
            """,
        ),
    ]
