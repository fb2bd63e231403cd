"""Complaints about orders that arrived."""

import django.db.models.deletion
import media.private
from django.conf import settings
from django.db import migrations, models

from core.migration_sql import append_only

MOVES = """
CREATE FUNCTION aftersales_complaint_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fixed text[] := ARRAY['id', 'order_id', 'kind', 'story', 'raised_by_id', 'raised_at', 'answer_until'];
    said text[] := ARRAY['answer', 'agrees', 'answered_by_id', 'answered_at', 'liable', 'target', 'delivery',
                         'decision', 'decided_by_id', 'decided_at'];
    name text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'complaints are kept' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'raised' OR NOT EXISTS (
            SELECT FROM order_order WHERE id = NEW.order_id AND status IN ('delivered', 'completed')) THEN
            RAISE EXCEPTION 'a complaint is raised about an order that arrived'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_moves';
        END IF;
        RETURN NEW;
    END IF;
    FOREACH name IN ARRAY fixed || CASE WHEN OLD.state IN ('raised', 'answered') THEN ARRAY[]::text[] ELSE said END
    LOOP
        IF to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name THEN
            RAISE EXCEPTION 'the % of a complaint is not changed', name
                USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_stays_as_said';
        END IF;
    END LOOP;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('raised', 'answered'), ('raised', 'granted'), ('raised', 'refused'), ('raised', 'withdrawn'),
        ('answered', 'granted'), ('answered', 'refused'), ('answered', 'withdrawn'), ('granted', 'settled')
    ) THEN
        RAISE EXCEPTION 'a complaint does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_moves';
    END IF;
    IF NEW.decided_by_id IS NOT NULL AND OLD.decided_by_id IS NULL AND EXISTS (
        SELECT FROM order_order o WHERE o.id = NEW.order_id AND (
               (o.user_id IS NOT NULL AND same_person(o.user_id, NEW.decided_by_id))
            OR EXISTS (SELECT FROM sellers_sellerstaff s WHERE s.seller_id = o.seller_id
                          AND s.ended_at IS NULL AND same_person(s.user_id, NEW.decided_by_id)))) THEN
        RAISE EXCEPTION 'nobody decides in a matter of the own'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_decided_by_another';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER aftersales_complaint_moves BEFORE INSERT OR UPDATE OR DELETE ON aftersales_complaint
    FOR EACH ROW EXECUTE FUNCTION aftersales_complaint_moves();

CREATE FUNCTION aftersales_complaintline_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM aftersales_complaint c JOIN order_line l ON l.order_id = c.order_id
                    WHERE c.id = NEW.complaint_id AND l.id = NEW.line_id AND NEW.pieces <= l.quantity
                      AND NEW.granted <= l.line_price_incl_tax) THEN
        RAISE EXCEPTION 'a complaint is about goods of its order'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_line_is_of_its_order';
    END IF;
    IF TG_OP = 'UPDATE' AND EXISTS (SELECT FROM aftersales_complaint
        WHERE id = NEW.complaint_id AND state NOT IN ('raised', 'answered')) THEN
        RAISE EXCEPTION 'what was granted stays'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_stays_as_said';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER aftersales_complaintline_fits BEFORE INSERT OR UPDATE ON aftersales_complaintline
    FOR EACH ROW EXECUTE FUNCTION aftersales_complaintline_fits();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('order', '0005_moves_in_database'),
        ('payment', '0011_refunds_of_complaints'),
        ('settlement', '0007_reversals_and_tax'),
        ('users', '0002_same_person'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('missing', 'Something is missing'), ('damaged', 'It came damaged or spoiled'), ('wrong', 'It is not what I ordered'), ('not_arrived', 'It never arrived'), ('other', 'Something else')], max_length=12)),
                ('story', models.CharField(max_length=500)),
                ('state', models.CharField(choices=[('raised', 'Waits for the shop'), ('answered', 'Waits for the decision'), ('granted', 'Money goes back'), ('settled', 'Money given back'), ('refused', 'Not agreed to'), ('withdrawn', 'Taken back')], default='raised', max_length=10)),
                ('raised_at', models.DateTimeField()),
                ('answer_until', models.DateTimeField()),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('agrees', models.BooleanField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('liable', models.CharField(blank=True, choices=[('seller', 'The shop'), ('hub', 'The BUMDes'), ('platform', 'The marketplace')], max_length=10)),
                ('target', models.CharField(blank=True, choices=[('original', 'Back the way it was paid'), ('bank', "To the buyer's account"), ('cash', 'Cash at the BUMDes')], max_length=10)),
                ('delivery', models.BigIntegerField(default=0)),
                ('decision', models.CharField(blank=True, max_length=500)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hold', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaint', to='settlement.settlementhold')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='order.order')),
                ('raised_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('refund', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='complaint', to='payment.refund')),
            ],
            options={
                'verbose_name': 'complaint',
                'indexes': [
                    models.Index(condition=models.Q(('state__in', ['raised', 'answered', 'granted'])), fields=['raised_at'], name='complaint_open'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state__in', ['raised', 'answered', 'granted'])), fields=('order',), name='complaint_one_open_per_order'),
                    models.CheckConstraint(condition=models.Q(('story', ''), _negated=True), name='complaint_says_what'),
                    models.CheckConstraint(condition=models.Q(models.Q(('agrees', None), ('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(('agrees__isnull', False), ('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='complaint_answered_by_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state__in', ['raised', 'answered', 'withdrawn'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ['granted', 'settled', 'refused']), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='complaint_decided_by_somebody_with_words'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['granted', 'settled']), models.Q(('liable', ''), _negated=True), models.Q(('target', ''), _negated=True)), models.Q(models.Q(('state__in', ['granted', 'settled']), _negated=True), ('delivery', 0), ('liable', ''), ('target', '')), _connector='OR'), name='complaint_granted_says_who_and_how'),
                    models.CheckConstraint(condition=models.Q(models.Q(('refund__isnull', False), ('state', 'settled')), models.Q(models.Q(('state', 'settled'), _negated=True), ('refund', None)), _connector='OR'), name='complaint_settled_with_its_refund'),
                    models.CheckConstraint(condition=models.Q(('delivery__gte', 0)), name='complaint_delivery_not_negative'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ComplaintLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pieces', models.PositiveIntegerField()),
                ('granted', models.BigIntegerField(default=0)),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='aftersales.complaint')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='order.line')),
            ],
            options={
                'verbose_name': 'line of a complaint',
                'constraints': [
                    models.UniqueConstraint(fields=('complaint', 'line'), name='complaint_line_once'),
                    models.CheckConstraint(condition=models.Q(('granted__gte', 0), ('pieces__gt', 0)), name='complaint_line_is_of_pieces'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ComplaintPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(storage=media.private.private_storage, upload_to='complaints/')),
                ('at', models.DateTimeField()),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='aftersales.complaint')),
            ],
            options={
                'verbose_name': 'photo of a complaint',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('file', ''), _negated=True), name='complaint_photo_has_its_file'),
                ],
            },
        ),
        migrations.RunSQL(
            MOVES,
            "DROP TRIGGER aftersales_complaint_moves ON aftersales_complaint;"
            "DROP FUNCTION aftersales_complaint_moves();"
            "DROP TRIGGER aftersales_complaintline_fits ON aftersales_complaintline;"
            "DROP FUNCTION aftersales_complaintline_fits();",
        ),
        append_only("aftersales_complaintphoto"),
    ]
