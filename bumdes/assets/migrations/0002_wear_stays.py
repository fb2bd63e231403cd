"""What was booked of an asset's wear stays as it was booked."""

from django.db import migrations

from core.migration_sql import append_only


class Migration(migrations.Migration):
    dependencies = [("assets", "0001_register"), ("ledger", "0002_rules")]
    operations = [append_only("assets_wear")]
