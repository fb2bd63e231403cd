"""Stock movements are the reason for what is on hand: a mistake is a new movement."""

from django.db import migrations

from core.migration_sql import append_only


class Migration(migrations.Migration):
    dependencies = [("partner", "0002_initial")]
    operations = [append_only("partner_stockmovement")]
