"""Stock as it stands, item by item, and against the books."""

from bumdes.inventory.queries.lists import (
    Difference,
    StockRow,
    has_cards,
    last_counts,
    not_on_cards,
    stock_list,
)

__all__ = ["Difference", "StockRow", "has_cards", "last_counts", "not_on_cards", "stock_list"]
