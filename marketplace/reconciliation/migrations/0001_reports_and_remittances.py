"""Reports of providers, differences, and money that BUMDes brought to the bank."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.migration_sql import append_only

# What a provider told stays as it was told, and is booked once.
LINE = """
    CREATE FUNCTION reconciliation_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR (OLD.source, OLD.name, OLD.kind, OLD.booked_on, OLD.amount, OLD.fee)
           IS DISTINCT FROM (NEW.source, NEW.name, NEW.kind, NEW.booked_on, NEW.amount, NEW.fee)
           OR (OLD.entry_id IS NOT NULL AND OLD.entry_id IS DISTINCT FROM NEW.entry_id) THEN
            RAISE EXCEPTION 'line % of a report stays as it was told', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'report_line_stays';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER reconciliation_line_stays BEFORE UPDATE OR DELETE ON reconciliation_reportline
        FOR EACH ROW EXECUTE FUNCTION reconciliation_line_stays();
"""
LINE_BACK = (
    "DROP TRIGGER reconciliation_line_stays ON reconciliation_reportline;"
    " DROP FUNCTION reconciliation_line_stays();"
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('gateway_transfer', '0002_initial'),
        ('ledger', '0008_fold_past_months'),
        ('organisations', '0005_bylaws_whole'),
        ('payment', '0012_paid_at_the_door'),
        ('settlement', '0009_money_shops_took'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('stripe', 'Stripe'), ('midtrans', 'Midtrans'), ('xendit', 'Xendit')], max_length=10)),
                ('file_name', models.CharField(max_length=120)),
                ('file_hash', models.CharField(max_length=64)),
                ('added', models.PositiveIntegerField()),
                ('repeated', models.PositiveIntegerField()),
                ('uploaded_at', models.DateTimeField()),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('source', 'file_hash'), name='report_file_once'),
                ],
                'verbose_name': 'report of a provider',
            },
        ),
        migrations.CreateModel(
            name='ReportLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('stripe', 'Stripe'), ('midtrans', 'Midtrans'), ('xendit', 'Xendit')], max_length=10)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('payment', 'Paid by a buyer'), ('refund', 'Given back to a buyer'), ('payout', 'Paid out to a shop'), ('to_bank', 'Sent to our bank'), ('fee', 'Fee of the provider')], max_length=10)),
                ('reference', models.CharField(blank=True, max_length=120)),
                ('booked_on', models.DateField()),
                ('amount', models.BigIntegerField()),
                ('fee', models.BigIntegerField(default=0)),
                ('verdict', models.CharField(choices=[('matched', 'Agrees'), ('missing_here', 'Not known here'), ('other_amount', 'Another amount here')], default='missing_here', max_length=12)),
                ('bank_line', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report_line', to='gateway_transfer.statementline')),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('payment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report_lines', to='payment.payment')),
                ('payout', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report_lines', to='settlement.payout')),
                ('refund', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report_lines', to='payment.refund')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='reconciliation.report')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('source', 'name'), name='report_line_once'),
                    models.CheckConstraint(condition=models.Q(('amount', 0), ('fee', 0), _negated=True), name='report_line_says_something'),
                    models.CheckConstraint(condition=models.Q(models.Q(('payment', None), ('kind', 'payment'), _connector='OR'), models.Q(('refund', None), ('kind', 'refund'), _connector='OR'), models.Q(('payout', None), ('kind', 'payout'), _connector='OR'), models.Q(('bank_line', None), ('kind', 'to_bank'), _connector='OR')), name='report_line_stands_for_its_kind'),
                    models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'matched'), _negated=True), ('kind', 'fee'), ('payment__isnull', False), ('refund__isnull', False), ('payout__isnull', False), ('bank_line__isnull', False), _connector='OR'), name='report_line_matched_to_something'),
                ],
                'indexes': [
                    models.Index(fields=['source', 'booked_on'], name='report_line_by_day'),
                    models.Index(condition=models.Q(('verdict', 'matched'), _negated=True), fields=['booked_on'], name='report_line_differs'),
                ],
                'verbose_name': 'line of a report',
            },
        ),
        migrations.CreateModel(
            name='Difference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('missing_here', 'The provider has it, we do not'), ('other_amount', 'The amounts differ'), ('missing_there', 'We have it, the provider does not')], max_length=14)),
                ('source', models.CharField(choices=[('stripe', 'Stripe'), ('midtrans', 'Midtrans'), ('xendit', 'Xendit')], max_length=10)),
                ('amount', models.BigIntegerField()),
                ('found_at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('payment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='difference', to='payment.payment')),
                ('line', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='difference', to='reconciliation.reportline')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'missing_there'), ('line', None), ('payment__isnull', False)), models.Q(models.Q(('kind', 'missing_there'), _negated=True), ('line__isnull', False), ('payment', None)), _connector='OR'), name='difference_is_of_a_line_or_a_payment'),
                    models.CheckConstraint(condition=models.Q(('closed_by', None), models.Q(('closed_at__isnull', False), models.Q(('note', ''), _negated=True)), _connector='OR'), name='difference_closed_with_a_note'),
                ],
                'indexes': [
                    models.Index(condition=models.Q(('closed_at', None)), fields=['found_at'], name='difference_open'),
                ],
                'verbose_name': 'difference',
            },
        ),
        migrations.CreateModel(
            name='Remittance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(choices=[('counter_cash', 'Cash of its counter'), ('counter_bank', "Counter's cash, by way of its bank account"), ('qris', 'Its QRIS, from its bank account')], max_length=14)),
                ('amount', models.BigIntegerField()),
                ('moved_on', models.DateField()),
                ('reference', models.CharField(max_length=60, unique=True)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remittances', to='organisations.organisation')),
                ('hub_entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
            ],
            options={
                'verbose_name': 'money brought to the bank',
                'indexes': [models.Index(fields=['hub', '-moved_on'], name='remittance_by_hub')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='remittance_amount_positive'), models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='remittance_has_a_reference')],
            },
        ),
        migrations.RunSQL(LINE, LINE_BACK),
        append_only("reconciliation_remittance"),
    ]
