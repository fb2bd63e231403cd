"""Rounding quotients of whole numbers to whole rupiah, exactly: no float, no context of decimals. Pure."""

from __future__ import annotations

from collections.abc import Callable

# (numerator, denominator, unit) to the multiple of `unit` rupiah nearest to numerator / denominator.
Rounder = Callable[[int, int, int], int]


def half_up(numerator: int, denominator: int, unit: int = 1) -> int:
    """To the nearest multiple of `unit`, the half away from zero. Needs numerator >= 0."""
    step = denominator * unit
    return (2 * numerator + step) // (2 * step) * unit


def half_even(numerator: int, denominator: int, unit: int = 1) -> int:
    """To the nearest multiple of `unit`, the half to the even one. Needs numerator >= 0."""
    step = denominator * unit
    whole, rest = divmod(numerator, step)
    if 2 * rest > step or (2 * rest == step and whole % 2):
        whole += 1
    return whole * unit


def up(numerator: int, denominator: int, unit: int = 1) -> int:
    """To the next multiple of `unit`. Needs numerator >= 0."""
    return -(-numerator // (denominator * unit)) * unit
