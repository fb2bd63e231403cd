"""A consent is given to the BUMDes that serves the shop, and afterwards only ever withdrawn, once."""

from django.db import migrations

SERVING = """
    CREATE FUNCTION consent_is_of_the_serving_hub() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.hub_id <> (SELECT hub_id FROM sellers_seller WHERE id = NEW.seller_id) THEN
            RAISE EXCEPTION 'shop % is served by another BUMDes', NEW.seller_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_is_of_the_serving_hub';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER consent_is_of_the_serving_hub BEFORE INSERT ON sellers_assistanceconsent
        FOR EACH ROW EXECUTE FUNCTION consent_is_of_the_serving_hub();
"""

WITHDRAWN = """
    CREATE FUNCTION consent_only_ever_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL
           AND (OLD.seller_id, OLD.hub_id, OLD.text_version, OLD.how, OLD.note, OLD.recorded_by_id,
                OLD.given_at)
             = (NEW.seller_id, NEW.hub_id, NEW.text_version, NEW.how, NEW.note, NEW.recorded_by_id,
                NEW.given_at) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'consent % is only ever withdrawn, once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'consent_only_ever_withdrawn';
    END $$;
    CREATE TRIGGER consent_only_ever_withdrawn BEFORE UPDATE OR DELETE ON sellers_assistanceconsent
        FOR EACH ROW EXECUTE FUNCTION consent_only_ever_withdrawn();
"""


class Migration(migrations.Migration):
    dependencies = [("sellers", "0003_consent_to_act_for_a_shop")]
    operations = [
        migrations.RunSQL(
            SERVING,
            "DROP TRIGGER consent_is_of_the_serving_hub ON sellers_assistanceconsent;"
            " DROP FUNCTION consent_is_of_the_serving_hub();",
        ),
        migrations.RunSQL(
            WITHDRAWN,
            "DROP TRIGGER consent_only_ever_withdrawn ON sellers_assistanceconsent;"
            " DROP FUNCTION consent_only_ever_withdrawn();",
        ),
    ]
