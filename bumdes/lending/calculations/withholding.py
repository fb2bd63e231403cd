"""How much of a member's proceeds goes to her loan. Pure."""

from __future__ import annotations


def to_withhold(*, due: int, net: int, cap_percent: int, floor: int) -> int:
    """min(due, cap % of net, net - floor) in whole rupiah, never below zero.

    `due` includes penalties, `net` is what she would be paid, `floor` what must stay with her.
    The cap is rounded down: her consent names the most. Raises ValueError for a cap over 100.
    """
    if not 0 <= cap_percent <= 100:
        raise ValueError("a cap is from 0 to 100 percent")
    return max(0, min(due, net * cap_percent // 100, net - floor))
