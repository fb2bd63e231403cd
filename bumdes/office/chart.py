"""Bars of a year in SVG coordinates: rounded steps, a line at nil, losses below it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 240
LEFT, TOP, BOTTOM = 58, 18, 26
STEPS = 4


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Group:
    """The bars of one month and where its name stands."""

    label: str
    middle: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Rule:
    """A line across the picture at an amount."""

    y: int
    label: str


@dataclass(frozen=True)
class Chart:
    groups: list[Group]
    rules: list[Rule]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def nice_step(most: int) -> int:
    """The smallest of 1, 2 or 5 times a power of ten of which STEPS reach `most`."""
    size = 1
    while True:
        for leading in (1, 2, 5):
            if leading * size * STEPS >= most:
                return leading * size
        size *= 10


def short(amount: int) -> str:
    """An amount for an axis: 1,5 jt, 250 rb, 2 M (miliar)."""
    for size, unit in ((10**9, "M"), (10**6, "jt"), (10**3, "rb")):
        if abs(amount) >= size:
            return f"{amount / size:.1f}".removesuffix(".0").replace(".", ",") + f" {unit}"
    return str(amount)


def bars(labels: Sequence[str], series: Sequence[Sequence[int]]) -> Chart:
    """One group a label, one bar a series, over a shared scale. `series` are as long as `labels`."""
    amounts = [amount for row in series for amount in row]
    high, low = max([0, *amounts]), min([0, *amounts])
    step = nice_step(max(high - low, 1))
    top = -(-high // step) * step
    floor = low // step * step
    span = max(top - floor, step)
    drawn = HEIGHT - TOP - BOTTOM

    def at(amount: int) -> int:
        return TOP + round((top - amount) * drawn / span)

    room = (WIDTH - LEFT) / max(len(labels), 1)
    gap = 2
    width = max(3, int((room - 8) / max(len(series), 1)) - gap)
    groups = []
    for number, label in enumerate(labels):
        start = LEFT + number * room + (room - (width + gap) * len(series)) / 2
        groups.append(
            Group(
                label=label,
                middle=round(LEFT + (number + 0.5) * room),
                bars=tuple(
                    Bar(
                        x=round(start + place * (width + gap)),
                        y=min(at(row[number]), at(0)),
                        width=width,
                        height=abs(at(row[number]) - at(0)),
                    )
                    for place, row in enumerate(series)
                ),
            )
        )
    return Chart(groups, [Rule(at(amount), short(amount)) for amount in range(floor, floor + span + 1, step)])
