"""Writing about loans: the only writers of this room."""

from bumdes.lending.services.agreeing import make_loan
from bumdes.lending.services.applications import (
    add_guarantor,
    add_pledge,
    apply_for,
    change_wish,
    record_survey,
    take_on,
    take_out,
    withdraw,
)
from bumdes.lending.services.committee import cast_vote, decide, propose
from bumdes.lending.services.products import change_product, close_product, offer_product

__all__ = [
    "add_guarantor",
    "add_pledge",
    "apply_for",
    "cast_vote",
    "change_product",
    "change_wish",
    "close_product",
    "decide",
    "make_loan",
    "offer_product",
    "propose",
    "record_survey",
    "take_on",
    "take_out",
    "withdraw",
]
