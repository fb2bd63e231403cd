"""What sent forms made is kept in core.idempotency now, for every room: the rows move there."""

from django.db import migrations

COLUMNS = "key, user_id, content_hash, answer, sent_at"


class Migration(migrations.Migration):
    dependencies = [("seller_centre", "0001_sent_forms"), ("idempotency", "0001_forms_that_were_sent")]
    operations = [
        migrations.RunSQL(
            f"INSERT INTO idempotency_sentform ({COLUMNS})"
            f" SELECT {COLUMNS} FROM seller_centre_sentform ON CONFLICT (key) DO NOTHING",
            # A row that is in both tables does no harm: its key is drawn by lot.
            f"INSERT INTO seller_centre_sentform ({COLUMNS})"
            f" SELECT {COLUMNS} FROM idempotency_sentform ON CONFLICT (key) DO NOTHING",
        )
    ]
