"""What sent forms made is kept in core.idempotency now, for every room: the rows move there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("operator", "0001_uploads_and_manual_matches"),
        ("idempotency", "0001_forms_that_were_sent"),
    ]
    operations = [
        migrations.RunSQL(
            "INSERT INTO idempotency_sentform (key, user_id, content_hash, answer, sent_at)"
            " SELECT key, user_id, content_hash, answer::text, sent_at FROM operator_sentform"
            " ON CONFLICT (key) DO NOTHING",
            # Answers of operators are numbers; those of shops stay where they are.
            "INSERT INTO operator_sentform (key, user_id, content_hash, answer, sent_at)"
            " SELECT key, user_id, content_hash, answer::bigint, sent_at FROM idempotency_sentform"
            " WHERE answer ~ '^[0-9]{1,18}$' ON CONFLICT (key) DO NOTHING",
        )
    ]
