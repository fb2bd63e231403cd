"""Stock as it stands, item by item, and against the books."""

from bumdes.inventory.queries.lists import Difference, StockRow, not_on_cards, stock_list

__all__ = ["Difference", "StockRow", "not_on_cards", "stock_list"]
