"""Writing settlement: fee rules, facts into the books, completed orders shared out."""

from marketplace.settlement.services.booking import book_facts, open_operator_book
from marketplace.settlement.services.rules import PlaceTaken, end_rule, set_rule
from marketplace.settlement.services.settling import settle_orders

__all__ = ["PlaceTaken", "book_facts", "end_rule", "open_operator_book", "set_rule", "settle_orders"]
