"""Moving stock. Nothing outside this package writes a row of the cards."""

from bumdes.inventory.services.counting import approve, count_stock, refuse, withdraw
from bumdes.inventory.services.items import add_item, open_stock
from bumdes.inventory.services.moving import transfer
from bumdes.inventory.services.slips import StockLine
from bumdes.inventory.services.trading import give_back, purchase, sell, use, write_off

__all__ = [
    "StockLine",
    "add_item",
    "approve",
    "count_stock",
    "give_back",
    "open_stock",
    "purchase",
    "refuse",
    "sell",
    "transfer",
    "use",
    "withdraw",
    "write_off",
]
