"""The public face of this room: placing a purchase and paying it."""

from marketplace.purchases.paying import (
    NotPayable,
    UnknownMethod,
    apply_receipt,
    cancel_unpaid,
    change_method,
    confirm_payment,
)
from marketplace.purchases.placing import (
    AddressNeeded,
    AlreadyPlaced,
    BasketHasProblems,
    Choice,
    ChooseDelivery,
    EmptyBasket,
    PlaceRequest,
    Quote,
    TotalChanged,
    payment_of,
    place,
    quote,
)

__all__ = [
    "AddressNeeded",
    "AlreadyPlaced",
    "BasketHasProblems",
    "Choice",
    "ChooseDelivery",
    "EmptyBasket",
    "NotPayable",
    "PlaceRequest",
    "Quote",
    "TotalChanged",
    "UnknownMethod",
    "apply_receipt",
    "cancel_unpaid",
    "change_method",
    "confirm_payment",
    "payment_of",
    "place",
    "quote",
]
