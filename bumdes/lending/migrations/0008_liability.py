"""Joint liability inside groups; the on-time incentive once a loan; what a month paid out and collected."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.migration_sql import append_only, tenant_rows

# Group and people are of the book, both are or were in the group, and the payment was for the debtor.
OF_ITS_GROUP = """
CREATE FUNCTION liability_of_its_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM members_group g JOIN organisations_organisation o ON o.id = g.organisation_id
        WHERE g.id = NEW.group_id AND o.book_id = NEW.book_id
    ) OR NOT EXISTS (
        SELECT FROM members_groupmembership WHERE group_id = NEW.group_id AND member_id = NEW.debtor_id
    ) OR (NEW.creditor_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM members_groupmembership WHERE group_id = NEW.group_id AND member_id = NEW.creditor_id
    )) OR (NEW.event_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM lending_loanevent e JOIN lending_loan l ON l.id = e.loan_id
        WHERE e.id = NEW.event_id AND e.kind = 'paid' AND e.book_id = NEW.book_id
          AND (l.member_id = NEW.debtor_id OR l.group_id = NEW.group_id)
    )) THEN
        RAISE EXCEPTION 'people, group and payment belong together'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'liability_of_its_group';
    END IF;
    IF NEW.kind = 'given_back' AND NEW.amount > (
        SELECT coalesce(sum(CASE
            WHEN debtor_id = NEW.debtor_id AND creditor_id IS NOT DISTINCT FROM NEW.creditor_id THEN 1 ELSE -1
        END * CASE kind WHEN 'covered' THEN amount ELSE -amount END), 0)
        FROM lending_liabilityfact
        WHERE group_id = NEW.group_id
          AND ((debtor_id = NEW.debtor_id AND creditor_id IS NOT DISTINCT FROM NEW.creditor_id)
            OR (debtor_id = NEW.creditor_id AND creditor_id = NEW.debtor_id))
    ) THEN
        RAISE EXCEPTION 'more is given back than was owed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'liability_gives_back_what_is_owed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER liability_of_its_group BEFORE INSERT ON lending_liabilityfact
    FOR EACH ROW EXECUTE FUNCTION liability_of_its_group();
"""
OF_ITS_GROUP_UNDO = """
DROP TRIGGER liability_of_its_group ON lending_liabilityfact;
DROP FUNCTION liability_of_its_group();
"""

# Who owes whom rests on the payment: it is given back among the people, not taken back.
COVER_STAYS = """
CREATE FUNCTION loan_cover_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM lending_liabilityfact WHERE event_id = NEW.reverses_id) THEN
        RAISE EXCEPTION 'what one paid for another is not taken back'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'loan_cover_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER loan_cover_stays BEFORE INSERT ON lending_loanevent
    FOR EACH ROW WHEN (NEW.kind = 'payment_reversed') EXECUTE FUNCTION loan_cover_stays();
"""
COVER_STAYS_UNDO = """
DROP TRIGGER loan_cover_stays ON lending_loanevent;
DROP FUNCTION loan_cover_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0008_fold_past_months'),
        ('lending', '0007_cancelled_loans'),
        ('members', '0003_consent_to_withholding'),
        ('organisations', '0003_book'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LiabilityFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('covered', 'Paid for another'), ('given_back', 'Given back')], max_length=10)),
                ('amount', models.BigIntegerField()),
                ('date', models.DateField()),
                ('key', models.CharField(blank=True, max_length=120)),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField()),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.book')),
                ('creditor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('debtor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
                ('entry', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='covers', to='lending.loanevent')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='liability_facts', to='members.group')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'fact of joint liability',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('book', 'key'), name='liability_key_once_a_book'),
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='liability_of_something'),
                    models.CheckConstraint(condition=models.Q(('creditor', None), models.Q(('creditor', models.F('debtor')), _negated=True), _connector='OR'), name='liability_between_two'),
                    models.CheckConstraint(condition=models.Q(models.Q(('entry', None), ('event__isnull', False), ('kind', 'covered')), models.Q(('event', None), ('kind', 'given_back'), models.Q(models.Q(('creditor', None), ('entry__isnull', False)), models.Q(('creditor__isnull', False), ('entry', None)), _connector='OR')), _connector='OR'), name='liability_covers_by_a_payment'),
                ],
            },
        ),
        migrations.AlterField(
            model_name='loanevent',
            name='kind',
            field=models.CharField(choices=[('disbursed', 'Disbursed'), ('paid', 'A payment'), ('payment_reversed', 'Payment taken back'), ('deposit_used', 'Money held for instalments used'), ('deposit_restored', 'Money put back for instalments'), ('tazir', "Ta'zir to the social fund"), ('penalty_charged', 'Penalty'), ('penalty_cancelled', 'Penalty cancelled'), ('penalty_waived', 'Penalty forgiven'), ('interest_accrued', 'Service charge fallen due'), ('accrual_reversed', 'Service charge no longer counted'), ('provision_raised', 'More set aside'), ('provision_lowered', 'Less set aside'), ('rescheduled', 'New schedule'), ('written_off', 'Written off'), ('recovered', 'Recovered after the write-off'), ('incentive_paid', 'On-time incentive (IPTW)'), ('cancelled', 'Never paid out')], max_length=18),
        ),
        migrations.AddIndex(
            model_name='loanevent',
            index=models.Index(condition=models.Q(('kind__in', ('disbursed', 'paid', 'payment_reversed', 'recovered'))), fields=['book', 'date'], include=('kind', 'amount'), name='loan_event_money'),
        ),
        migrations.AddIndex(
            model_name='loan',
            index=models.Index(condition=models.Q(('days_late__gt', 0), ('state', 'active')), fields=['book', '-days_late', 'id'], name='loan_in_arrears'),
        ),
        migrations.AddConstraint(
            model_name='loanevent',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'incentive_paid')), fields=('loan',), name='loan_incentive_once'),
        ),
        migrations.RunSQL(OF_ITS_GROUP, OF_ITS_GROUP_UNDO),
        migrations.RunSQL(COVER_STAYS, COVER_STAYS_UNDO),
        append_only("lending_liabilityfact"),
        tenant_rows("lending_liabilityfact"),
    ]
