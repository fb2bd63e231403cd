"""Invoices and credit notes, numbered per shop without a gap."""

import django.db.models.deletion
from django.db import migrations, models

from core.migration_sql import append_only

NUMBERS = """
CREATE FUNCTION settlement_number_is_the_next() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last integer;
BEGIN
    EXECUTE format('SELECT coalesce(max(number), 0) FROM %I WHERE seller_id = $1', TG_TABLE_NAME)
        INTO last USING NEW.seller_id;
    IF NEW.number <> last + 1 THEN
        RAISE EXCEPTION 'number % does not follow % in % of shop %', NEW.number, last, TG_TABLE_NAME, NEW.seller_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'number_is_the_next';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_invoice_number BEFORE INSERT ON settlement_invoice
    FOR EACH ROW EXECUTE FUNCTION settlement_number_is_the_next();
CREATE TRIGGER settlement_creditnote_number BEFORE INSERT ON settlement_creditnote
    FOR EACH ROW EXECUTE FUNCTION settlement_number_is_the_next();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('order', '0005_moves_in_database'),
        ('payment', '0011_refunds_of_complaints'),
        ('sellers', '0005_certificates_and_opening_hours'),
        ('settlement', '0007_reversals_and_tax'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('issued_at', models.DateTimeField()),
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='invoice', to='order.order')),
                ('seller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='sellers.seller')),
            ],
            options={
                'verbose_name': 'invoice',
                'constraints': [
                    models.UniqueConstraint(fields=('seller', 'number'), name='invoice_number_once_per_shop'),
                    models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='invoice_number_from_one'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CreditNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('issued_at', models.DateTimeField()),
                ('refund', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='credit_note', to='payment.refund')),
                ('seller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='sellers.seller')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='settlement.invoice')),
            ],
            options={
                'verbose_name': 'credit note',
                'constraints': [
                    models.UniqueConstraint(fields=('seller', 'number'), name='credit_note_number_once_per_shop'),
                    models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='credit_note_number_from_one'),
                ],
            },
        ),
        migrations.RunSQL(
            NUMBERS,
            "DROP TRIGGER settlement_invoice_number ON settlement_invoice;"
            "DROP TRIGGER settlement_creditnote_number ON settlement_creditnote;"
            "DROP FUNCTION settlement_number_is_the_next();",
        ),
        append_only("settlement_invoice"),
        append_only("settlement_creditnote"),
    ]
