"""A shop and a member of its BUMDes are one person; what its sales gave to that person's loans."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.migration_sql import append_only, two_people

LINKS = """
CREATE FUNCTION settlement_memberlink_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said text[] := ARRAY['member_id', 'agreed_by_id', 'agreed_at', 'ended_by_id', 'ended_at', 'reason'];
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
       OR (to_jsonb(NEW) - said) <> (to_jsonb(OLD) - said)
       OR (OLD.agreed_at IS NOT NULL AND (NEW.member_id, NEW.agreed_by_id, NEW.agreed_at)
           IS DISTINCT FROM (OLD.member_id, OLD.agreed_by_id, OLD.agreed_at)) THEN
        RAISE EXCEPTION 'a link is agreed to once, and it ends'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'member_link_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_memberlink_stays BEFORE UPDATE OR DELETE ON settlement_memberlink
    FOR EACH ROW EXECUTE FUNCTION settlement_memberlink_stays();

CREATE FUNCTION settlement_memberlink_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM members_member WHERE id = NEW.member_id AND organisation_id = NEW.hub_id) THEN
        RAISE EXCEPTION 'the member is of another BUMDes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'member_link_is_of_the_hub';
    END IF;
    IF EXISTS (SELECT FROM sellers_sellerstaff s WHERE s.seller_id = NEW.seller_id AND s.ended_at IS NULL
                  AND same_person(s.user_id, NEW.agreed_by_id)) THEN
        RAISE EXCEPTION 'nobody agrees for the BUMDes to a link of the own shop'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'member_link_agreed_outside_the_shop';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_memberlink_agreed BEFORE INSERT OR UPDATE OF member_id ON settlement_memberlink
    FOR EACH ROW WHEN (NEW.member_id IS NOT NULL) EXECUTE FUNCTION settlement_memberlink_agreed();
"""
TAKEN = """
CREATE FUNCTION settlement_withheld_on_both_sides() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM settlement_settlement s
          JOIN settlement_sellercharge c ON c.id = NEW.charge_id AND c.seller_id = s.seller_id
           AND c.kind = 'loan' AND c.amount = -NEW.amount
          JOIN settlement_memberlink k ON k.id = NEW.link_id AND k.seller_id = s.seller_id
         WHERE s.id = NEW.settlement_id AND NEW.amount <= s.to_seller AND k.agreed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'settlement % is not what % was withheld from', NEW.settlement_id, NEW.amount
            USING ERRCODE = 'check_violation', CONSTRAINT = 'withheld_on_both_sides';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_withheld_on_both_sides BEFORE INSERT ON settlement_withheld
    FOR EACH ROW EXECUTE FUNCTION settlement_withheld_on_both_sides();
"""

class Migration(migrations.Migration):

    dependencies = [
        ('lending', '0005_application_rules'),
        ('members', '0003_consent_to_withholding'),
        ('organisations', '0005_bylaws_whole'),
        ('sellers', '0005_certificates_and_opening_hours'),
        ('users', '0002_same_person'),
        ('settlement', '0005_payout_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MemberLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, max_length=12)),
                ('text_version', models.CharField(max_length=20)),
                ('asked_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=160)),
                ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='member_links', to='organisations.organisation')),
                ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seller_links', to='members.member')),
                ('seller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='member_links', to='sellers.seller')),
            ],
            options={
                'verbose_name': 'link of a shop to a member',
                'indexes': [
                    models.Index(fields=['hub', '-asked_at'], name='member_link_by_hub'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('seller',), name='member_link_one_open_per_shop'),
                    models.CheckConstraint(condition=models.Q(models.Q(('agreed_at', None), ('agreed_by', None), ('member', None)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False), ('member__isnull', False)), _connector='OR'), name='member_link_agreed_with_its_member'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='member_link_ended_by_somebody'),
                    models.CheckConstraint(condition=models.Q(('text_version', ''), _negated=True), name='member_link_names_its_text'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Withheld',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('charge', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withheld', to='settlement.sellercharge')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withheld', to='settlement.memberlink')),
                ('settlement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withheld', to='settlement.settlement')),
                ('withholding', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lending.withholding')),
            ],
            options={
                'verbose_name': 'withheld from a settlement',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='withheld_amount_positive'),
                ],
            },
        ),
        migrations.RunSQL(
            LINKS,
            "DROP TRIGGER settlement_memberlink_stays ON settlement_memberlink;"
            "DROP FUNCTION settlement_memberlink_stays();"
            "DROP TRIGGER settlement_memberlink_agreed ON settlement_memberlink;"
            "DROP FUNCTION settlement_memberlink_agreed();",
        ),
        migrations.RunSQL(
            TAKEN,
            "DROP TRIGGER settlement_withheld_on_both_sides ON settlement_withheld;"
            "DROP FUNCTION settlement_withheld_on_both_sides();",
        ),
        two_people("settlement_memberlink", maker="asked_by_id", checker="agreed_by_id"),
        append_only("settlement_withheld"),
    ]
