"""Stock Oscar's database with the goods of one of ours: run with Oscar's settings.

python -m benchmarks.peers.oscar_data <our database>
"""

from __future__ import annotations

import sys
from itertools import islice

import django
from django.conf import settings
from django.core.management import call_command
from PIL import Image, ImageDraw

from benchmarks.measuring.databases import connect

PICTURES = 24
BATCH = 2_000


def _pictures() -> list[str]:
    """Some square photos' worth of noise-free pictures; gives their names."""
    folder = settings.MEDIA_ROOT / "images"
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for number in range(PICTURES):
        picture = Image.new("RGB", (640, 640), (40 + 8 * number, 120, 220 - 7 * number))
        draw = ImageDraw.Draw(picture)
        for step in range(0, 640, 8):
            draw.line((step, 0, 640 - step, 640), fill=(step // 3, 90 + number, 60))
        picture.save(folder / f"{number}.jpg")
        names.append(f"images/{number}.jpg")
    picture.save(settings.MEDIA_ROOT / settings.OSCAR_MISSING_IMAGE_URL)
    return names


def load(ours: str) -> None:
    """Sellers become partners, each product keeps its title, text and price."""
    from oscar.core.loading import get_model

    partner, country = get_model("partner", "Partner"), get_model("address", "Country")
    category, product_class = get_model("catalogue", "Category"), get_model("catalogue", "ProductClass")
    with connect(ours) as source:
        sellers = source.execute("SELECT id, name FROM sellers_seller ORDER BY id").fetchall()
        leaves = source.execute("SELECT name FROM catalogue_category WHERE numchild = 0").fetchall()
        rows = source.execute("""
            SELECT DISTINCT ON (p.id) p.id, p.title, p.description, s.price, o.seller_id
              FROM catalogue_product p JOIN partner_stockrecord s ON s.product_id = p.id
              JOIN partner_partner o ON o.id = s.partner_id
             WHERE p.is_public ORDER BY p.id
        """).fetchall()
    country.objects.create(
        iso_3166_1_a2="ID", printable_name="Indonesia", name="Indonesia", is_shipping_country=True
    )
    kind = product_class.objects.create(name="Goods", requires_shipping=True, track_stock=True)
    partners = dict(
        zip(
            (seller for seller, _name in sellers),
            partner.objects.bulk_create(
                partner(code=f"seller-{seller}", name=name) for seller, name in sellers
            ),
            strict=True,
        )
    )
    categories = [category.add_root(name=name) for (name,) in leaves]
    names, waiting = _pictures(), iter(rows)
    while batch := list(islice(waiting, BATCH)):
        _load_products(batch, kind, partners, categories, names)


def _load_products(batch, kind, partners, categories, names) -> None:
    from oscar.core.loading import get_model

    product, stock = get_model("catalogue", "Product"), get_model("partner", "StockRecord")
    filed, image = get_model("catalogue", "ProductCategory"), get_model("catalogue", "ProductImage")
    made = product.objects.bulk_create(
        product(
            upc=f"p{number}",
            title=title,
            slug=f"p{number}",
            description=text,
            product_class=kind,
            structure="standalone",
        )
        for number, title, text, _price, _seller in batch
    )
    pairs = list(zip(made, batch, strict=True))
    stock.objects.bulk_create(
        stock(
            product=one,
            partner=partners[seller],
            partner_sku=f"s{number}",
            price_currency="IDR",
            price=price,
            num_in_stock=500,
        )
        for one, (number, _title, _text, price, seller) in pairs
    )
    filed.objects.bulk_create(
        filed(product=one, category=categories[one.pk % len(categories)]) for one, _row in pairs
    )
    image.objects.bulk_create(image(product=one, original=names[one.pk % len(names)]) for one, _row in pairs)


if __name__ == "__main__":
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    load(sys.argv[1])
