"""What a shop's people do, put together from the rooms below: shop, goods, offers and search."""
