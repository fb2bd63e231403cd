"""A week of sales as a small line, drawn from figures alone."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT, EDGE = 280, 56, 4


def points(values: Sequence[int]) -> list[tuple[int, int]]:
    """Where each value lies in a field of WIDTH by HEIGHT, left to right, the largest on top.

    Whole pixels; a week without sales is a flat line at the bottom. Values are not negative.
    """
    if not values:
        return []
    top = max(values) or 1
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    drop = HEIGHT - 2 * EDGE
    return [
        (round(EDGE + step * i), round(EDGE + drop * (top - value) / top)) for i, value in enumerate(values)
    ]
