"""Smoked over the fire, or salted and dried in the sun."""

import math

from .core import at, dark, ell, g, jit, light, path, rrect, smooth
from .fish import fish
from .props import chilli, shallot
from .surfaces import flat, glow
from .vessels import bowl, leaf_sheet, tampah


def salai(a):
    flat(a, "darkwood", "stone", "leaf", "mat")
    cols = ["#8a4a22", "#6f3a1e", "#a05a28"]
    if a.n in (1, 2):  # bamboo smoking rack
        for i in range(9):
            a.obj(
                a.form(
                    rrect(-30, 40 + i * 88, 860, 34, 14),
                    "#b08a52",
                    -2,
                    -7,
                    "".join(
                        path(f"M{x} {38 + i * 88}v40", "none", "#6d4d28", 4, 0.7)
                        for x in range(60 + i % 2 * 120, 860, 240)
                    ),
                    3,
                ),
                "shs",
            )
    else:
        a.obj(tampah(a, 400, 410, 365) if a.n == 3 else leaf_sheet(a, 400, 410, 720, 560, 9))
    rows = {
        1: [(400, 190, 4), (400, 400, -3), (400, 610, 3)],
        2: [(190, 400, 84), (400, 410, 92), (610, 400, 87)],
        3: [(370, 300, -20), (420, 430, -16), (450, 560, -22)],
        4: [(380, 270, 8), (420, 430, 4), (390, 590, 9)],
    }[a.n]
    for x, y, rot in rows:
        c = a.pick(*cols)
        f = fish(a, a.pick("gabus", "patin") if a.n != 3 else "patin", 600 if a.n != 3 else 520, c, True)
        bars = "".join(path(f"M{k} -90q14 90 0 180", "none", "#3d1c0d", 16) for k in range(-150, 200, 70))
        d = smooth([(-260, 0), (-100, -62), (100, -50), (250, 0), (100, 50), (-100, 60)])
        skewer = (
            path("M-380 6H380", "none", "#7a5a30", 15) + path("M-380 3H380", "none", "#d3b27a", 8)
            if a.n in (1, 4)
            else ""
        )
        a.obj(
            at(
                skewer
                + f
                + a.clip(
                    d,
                    g(bars, extra=a.f("b7"), op=0.5)
                    + g(path("M-210 -24Q0 -58 190 -14", "none", "#ffc46b", 12), extra=a.f("b3"), op=0.6)
                    + a.speck(30, 0, 0, 220, 50, ["#e0913e", "#2d130a"], 2, 6, 0.5),
                ),
                x,
                y,
                rot,
            )
        )
    if a.n < 3:
        for _ in range(3):
            x = a.u(120, 680)
            a.add(
                g(
                    path(
                        smooth([(x, 760), (x - 60, 600), (x + 40, 430), (x - 50, 250), (x + 30, 60)], False),
                        "none",
                        "#f3ece2",
                        60,
                    ),
                    op=0.2,
                    extra=a.f("b30"),
                )
            )
    else:
        a.obj(
            [chilli(a, 70, 720, 120, -20), shallot(a, 690, 700, 38, 20), shallot(a, 640, 740, 32, -30)], "shs"
        )
    glow(a)


def split_fish(a, L=300, c="#c9b48c"):
    """Opened along the back like a butterfly, dried pale, salt on it."""
    W = L * 0.3
    d = smooth(
        [
            (-L * 0.5, 0),
            (-L * 0.4, -W * 0.7),
            (-L * 0.2, -W * 0.62),
            (-L * 0.14, -W),
            (L * 0.12, -W * 0.85),
            (L * 0.32, -W * 0.3),
            (L * 0.32, W * 0.3),
            (L * 0.12, W * 0.85),
            (-L * 0.14, W),
            (-L * 0.2, W * 0.62),
            (-L * 0.4, W * 0.7),
        ]
    )
    tail = smooth(
        [(L * 0.28, -W * 0.16), (L * 0.5, -W * 0.5), (L * 0.45, 0), (L * 0.5, W * 0.5), (L * 0.28, W * 0.16)]
    )
    k = [
        path(f"M{-L * 0.45:.0f} 0H{L * 0.34:.0f}", "none", dark(c, 0.4), 9, 0.7),
        path(f"M{-L * 0.45:.0f} -3H{L * 0.34:.0f}", "none", light(c, 0.5), 4, 0.8),
    ]
    for s in (-1, 1):
        for i in range(9):
            x = -L * 0.14 + i * L * 0.05
            k.append(
                path(
                    f"M{x:.0f} 0q{L * 0.05:.0f} {s * W * 0.4:.0f} {L * 0.02:.0f} {s * W * 0.9:.0f}",
                    "none",
                    dark(c, 0.22),
                    3,
                    0.6,
                )
            )
        k.append(path(ell(-L * 0.36, s * W * 0.36, L * 0.016), "#4a3a2c"))
        k.append(
            path(
                f"M{-L * 0.2:.0f} {s * W * 0.6:.0f}Q{-L * 0.27:.0f} {s * W * 0.3:.0f} {-L * 0.22:.0f} 0",
                "none",
                dark(c, 0.4),
                5,
                0.6,
            )
        )
    k.append(a.speck(26, 0, 0, L * 0.4, W * 0.8, ["#fffdf4"], 1.5, 4, 0.85))
    return a.form(tail, dark(c, 0.15), -3, -4, k=3) + a.form(
        d, c, -5, -6, g(path(d, "none", dark(c, 0.35), 16), extra=a.f("b7"), op=0.6) + "".join(k)
    )


def asin(a):
    flat(a, "wood", "teal", "leaf")
    a.obj(tampah(a, 400, 405, 380) if a.n != 2 else leaf_sheet(a, 400, 400, 740, 600, -8))
    if a.n == 1:
        a.obj(leaf_sheet(a, 400, 405, 530, 500, 18, "#47793a"), "shs")
    n = {1: 9, 2: 6, 3: 12}[a.n]
    L = {1: 300, 2: 390, 3: 250}[a.n]
    if a.n == 1:  # little sepat, whole, dried on the tray
        for x, y in a.scatter(17, 400, 405, 235, 235, 92, 200):
            a.obj(
                at(
                    fish(a, "nila", 235, jit(a.r, "#d9c79c", 0.01, 0.05, 0.04), True)
                    + a.speck(16, 0, 0, 80, 30, ["#fffdf4"], 2, 4, 0.9),
                    x,
                    y,
                    a.u(-28, 28) + (180 if a.r.random() < 0.3 else 0),
                ),
                "shs",
            )
        pts = []
    elif a.n == 2:
        pts = [
            (250, 250, 60),
            (400, 240, 80),
            (560, 270, 100),
            (270, 530, 75),
            (420, 540, 90),
            (570, 520, 105),
        ]
    else:
        pts = [
            (400 + 175 * math.cos(i * 6.28 / n), 405 + 175 * math.sin(i * 6.28 / n), i * 360 / n + 180)
            for i in range(n)
        ]
    for x, y, rot in pts:
        a.obj(
            at(
                split_fish(a, L * a.u(0.94, 1.05), jit(a.r, "#d3b57c", 0.01, 0.06, 0.05)),
                x,
                y,
                rot + a.u(-6, 6),
            ),
            "shs",
        )
    if a.n == 3:
        a.obj(
            bowl(
                a,
                400,
                405,
                70,
                "#f6f3ea",
                "#b9673f",
                a.speck(60, 400, 405, 54, 54, ["#fff", "#d8d5cc"], 3, 6, 0.9),
            )
        )
    a.obj([chilli(a, 640, 740, 110, -25, "#5f8f3a"), chilli(a, 660, 700, 100, 5)], "shs")
    glow(a)


MOTIFS = {
    "ikan-salai": (salai, 4),
    "ikan-asin": (asin, 3),
}
