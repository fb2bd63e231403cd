"""Keeping the index fresh in the background."""

from django.utils import timezone

from core.tasks import periodic, task
from marketplace.search import services


@task(queue="search")
def index(product_ids: list[int]) -> None:
    """Write the cards of these products anew."""
    services.index_products(product_ids=product_ids)


@task(queue="search")
def index_shop(seller_id: int) -> None:
    """Write the cards of everything a shop offers anew."""
    services.index_seller(seller_id=seller_id)


@periodic(cron="2 17 * * *")  # 00.02 WIB: a closure begins and ends with the day there
def turn_closures() -> None:
    services.refresh_closures(today=timezone.localdate())


@periodic(cron="* * * * *")
def show_new_photos() -> None:
    services.index_new_photos()


@periodic(cron="30 19 * * *")  # 02.30 WIB, when few search
def tidy_up() -> None:
    services.index_new_photos(everywhere=True)
    services.rebuild_words()
