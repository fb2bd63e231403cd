"""The only writers of this room, by concept."""

from bumdes.units.services.drawer import (
    GapWithoutReason,
    NotACashier,
    ShiftAlreadyOpen,
    ShiftClosed,
    TooLittleCash,
    close_shift,
    expected_cash,
    open_shift,
    take_cash,
)

__all__ = [
    "GapWithoutReason",
    "NotACashier",
    "ShiftAlreadyOpen",
    "ShiftClosed",
    "TooLittleCash",
    "close_shift",
    "expected_cash",
    "open_shift",
    "take_cash",
]
