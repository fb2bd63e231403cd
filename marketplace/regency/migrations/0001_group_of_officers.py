from django.db import migrations


def make_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.get_or_create(name="kabupaten")


class Migration(migrations.Migration):
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    # Going back keeps the group: people may be in it.
    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
