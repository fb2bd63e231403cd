"""One group of editors: pages, and the pictures of a collection of their own. Nothing else.

Wagtail brings Moderators and Editors with a workflow between them, documents for both and every
picture of the site. An editorial office of two needs no workflow, documents would be a second
place for uploads, and the photos of the shops are the shops'.
"""

from django.db import migrations

EDITORS = "Editors"
COLLECTION = "Redaksi"


def let_editors_publish(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    Page = apps.get_model("wagtailcore", "Page")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    Task = apps.get_model("wagtailcore", "Task")

    editors = Group.objects.get(name=EDITORS)
    root = Page.objects.get(depth=1)
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=editors, page=root, permission=permission)
    editors.permissions.set(Permission.objects.filter(codename="access_admin"))
    give_a_collection(apps, editors)
    Workflow.objects.update(active=False)
    Task.objects.update(active=False)
    Group.objects.filter(name="Moderators").delete()


def give_a_collection(apps, editors):
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    everything = Collection.objects.get(depth=1)
    # A migration's models know nothing of trees; the next child's place is written by hand.
    everything.numchild += 1
    own = Collection.objects.create(
        name=COLLECTION, path=f"{everything.path}{everything.numchild:04d}", depth=2, numchild=0
    )
    everything.save()
    given = GroupCollectionPermission.objects.filter(group=editors)
    given.exclude(permission__content_type__app_label="wagtailimages").delete()
    given.update(collection=own)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_make_front_page"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailadmin", "0006_formstate"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    # Not taken back: the groups may have members by then.
    operations = [migrations.RunPython(let_editors_publish, migrations.RunPython.noop)]
