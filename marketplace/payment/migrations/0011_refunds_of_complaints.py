"""Refunds of orders that arrived: parts of one order may go back in turn."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('order', '0005_moves_in_database'),
        ('payment', '0010_refunds_move_and_sum'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='refund',
            name='refund_one_per_order',
        ),
        migrations.AlterField(
            model_name='refund',
            name='reason',
            field=models.CharField(choices=[('declined', 'Declined by the shop'), ('cancelled', 'Cancelled'), ('complaint', 'Complaint')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(condition=models.Q(('reason', 'complaint'), _negated=True), fields=('order',), name='refund_one_for_an_end'),
        ),
    ]
