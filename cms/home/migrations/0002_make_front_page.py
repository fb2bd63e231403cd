"""Turn Wagtail's welcome page into our front page, so that a new site opens with goods.

Its blocks are live ones: they show what the market has, with nothing typed but the headline.
"""

import json

from django.db import migrations

HEADLINE = "Hasil sungai dan kebun Banyuasin, langsung dari pembuatnya."
LEAD = "313 desa, satu keranjang. Bayar transfer atau tunai di loket BUMDes."
BODY = [
    {
        "type": "hero",
        "value": {
            "headline": HEADLINE,
            "lead": LEAD,
            "first_link": {"label": "Lihat hasil desa", "address": "/belanja/"},
            "second_link": {"label": "", "address": ""},
            "story": {},
        },
    },
    {"type": "boats", "value": {"limit": 1}},
    {"type": "categories", "value": {"limit": 10}},
    {"type": "products", "value": {"source": "newest", "limit": 6}},
    {"type": "products", "value": {"source": "best_sold", "limit": 6}},
    {"type": "shops", "value": {"limit": 4}},
    {"type": "figures", "value": {}},
    {"type": "articles", "value": {"limit": 3}},
]


def make_front_page(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("home", "HomePage")
    ContentType = apps.get_model("contenttypes", "ContentType")
    welcome = Page.objects.filter(depth=2, sites_rooted_here__is_default_site=True).first()
    if welcome is None or HomePage.objects.exists():
        return
    kind, _ = ContentType.objects.get_or_create(app_label="home", model="homepage")
    # Only the child row is new: the page keeps its place, its site and its permissions.
    HomePage(page_ptr=welcome, body=json.dumps(BODY)).save_base(raw=True)
    Page.objects.filter(pk=welcome.pk).update(
        content_type=kind, title="Beranda", draft_title="Beranda", slug="beranda", url_path="/beranda/"
    )


def make_welcome_page(apps, schema_editor):
    HomePage = apps.get_model("home", "HomePage")
    Page = apps.get_model("wagtailcore", "Page")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for home in HomePage.objects.all():
        kind = ContentType.objects.get(app_label="wagtailcore", model="page")
        Page.objects.filter(pk=home.page_ptr_id).update(content_type=kind)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_front_page"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_front_page, make_welcome_page)]
