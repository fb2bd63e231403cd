"""Tell the planner that a page off the beaten track costs about as much as the next one.

PostgreSQL's default (4) stems from spinning disks. With it a search for a common word reads the
whole table of 100,000 cards in 150 ms rather than the word's own index in 15.
"""

from django.db import migrations

_WRITE = """
DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET random_page_cost = 1.1', current_database());
END $$
"""
_UNDO = """
DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I RESET random_page_cost', current_database());
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_product_cards_and_words")]
    operations = [migrations.RunSQL(_WRITE, _UNDO)]
