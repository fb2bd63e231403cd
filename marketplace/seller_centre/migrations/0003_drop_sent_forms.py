from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("seller_centre", "0002_sent_forms_live_in_core")]
    operations = [migrations.DeleteModel("SentForm")]
