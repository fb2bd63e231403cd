"""What holds for a refund in each state, held by the database."""

from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):

    dependencies = [('payment', '0008_state_of_earlier_refunds')]

    operations = [
        migrations.AlterField(
            model_name='refund',
            name='key',
            field=models.CharField(default=core.ids.random_token, max_length=36, unique=True),
        ),
        migrations.RemoveConstraint(
            model_name='refund',
            name='refund_settled_when_made_and_checked',
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('settled_at', None), models.Q(('sent_at__isnull', False), ('target', 'original')), models.Q(('made_at__isnull', False), ('needs_second', False)), models.Q(('approved_by__isnull', False), ('made_at__isnull', False)), _connector='OR'), name='refund_settled_when_made_and_checked'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('state', 'succeeded')), models.Q(models.Q(('state', 'succeeded'), _negated=True), ('settled_at', None)), _connector='OR'), name='refund_settled_is_succeeded'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('made_at', None), ('target', 'original')), models.Q(models.Q(('target', 'original'), _negated=True), ('sent_at', None)), _connector='OR'), name='refund_sent_by_provider_or_hand'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('made_at', None), ('sent_at', None), ('state', 'requested')), models.Q(models.Q(('state', 'requested'), _negated=True), models.Q(('made_at__isnull', False), ('sent_at__isnull', False), _connector='OR')), _connector='OR'), name='refund_requested_is_untouched'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'failed'), ('problem', ''), _connector='XOR'), name='refund_failed_says_why'),
        ),
    ]
