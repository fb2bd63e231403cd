"""The audit trail cannot be rewritten."""

from django.db import migrations

from core.migration_sql import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_initial")]
    operations = [append_only("audit_auditline")]
