"""Fruit and vegetables: pineapple, coconut, banana, chilli, greens, seedlings."""

import math

from .core import at, dark, ell, g, jit, light, path, smooth
from .fruit import coco, crown
from .props import chilli, leaf
from .surfaces import flat, floor_shadow, glow, table, weave
from .vessels import leaf_sheet, tampah


def basket_top(a, cx, cy, q, c="#b98a4e"):
    n = 44
    o = [
        path(ell(cx, cy, q), dark(c, 0.3)),
        a.clip(ell(cx, cy, q * 0.97), weave(a, cx - q, cy - q, cx + q, cy + q, c, 24, twill=False)),
        path(ell(cx + 4, cy + 6, q * 0.84), "#2b1a10", op=0.75),
    ]
    for i in range(n):
        t = 2 * math.pi * i / n
        o.append(
            at(
                path("M-4 -22Q14 0 -4 22", "none", dark(c, 0.4), 17)
                + path("M-4 -22Q14 0 -4 22", "none", jit(a.r, light(c, 0.15)), 12),
                cx + q * 0.95 * math.cos(t),
                cy + q * 0.95 * math.sin(t),
                math.degrees(t) + 20,
            )
        )
    return g(o)


def cabai(a):
    flat(a, "sage", "wood", "indigo")
    col = {
        1: ["#c8281f", "#d63a26", "#b51f1c"],
        2: ["#c8281f", "#d9472a", "#6f9a3c", "#8aae48"],
        3: ["#d4391f", "#e0592a", "#e8862f", "#c8281f"],
    }[a.n]
    if a.n == 1:
        a.obj(basket_top(a, 400, 400, 350))
        q, n, L = 250, 46, 260
    elif a.n == 2:
        a.obj(leaf_sheet(a, 400, 410, 740, 600, 8))
        q, n, L = 245, 42, 250
    else:
        a.obj(tampah(a, 400, 405, 370))
        q, n, L = 235, 74, 120
    for batch in range(3):
        o = []
        for x, y in a.scatter(
            n // 3, 400, 400, q * (1 - batch * 0.22), q * (1 - batch * 0.22), 26 if a.n == 3 else 40
        ):
            rot = a.u(0, 360)
            l = L * a.u(0.8, 1.1)
            o.append(
                chilli(
                    a,
                    x - l * 0.5 * math.cos(math.radians(rot)),
                    y - l * 0.5 * math.sin(math.radians(rot)),
                    l,
                    rot,
                    jit(a.r, a.pick(*col), 0.005, 0.03, 0.04),
                )
            )
        a.obj(o, "shs")
    glow(a)


def bunch(a, kind, s=1.0):
    o = []
    if kind == "kangkung":
        for i in range(22):
            t = (i - 10.5) / 11
            x, y = t * 175 + a.u(-14, 14), -a.u(210, 330) + abs(t) * 60
            o.append(
                path(f"M{t * 34:.0f} 230Q{t * 50:.0f} 0 {x:.0f} {y:.0f}", "none", "#5f8a3a", 15)
                + path(f"M{t * 34 - 2:.0f} 230Q{t * 50 - 2:.0f} 0 {x - 2:.0f} {y:.0f}", "none", "#96b95f", 8)
            )
        for i in range(46):
            t = a.u(-1, 1)
            x, y = t * 175, -a.u(40, 300) + abs(t) * 40
            o.append(
                leaf(
                    a,
                    x,
                    y,
                    a.u(110, 165),
                    -90 + t * 60 + a.u(-28, 28),
                    jit(a.r, a.pick("#4f8a38", "#3f7532", "#689f45"), 0.012, 0.06, 0.06),
                    0.19,
                )
            )
    elif kind == "bayam":
        for i in range(16):
            t = (i - 7.5) / 8
            o.append(path(f"M{t * 34:.0f} 230Q{t * 50:.0f} 40 {t * 140:.0f} -140", "none", "#9fbf72", 11))
        for i in range(44):
            t = a.u(-1, 1)
            o.append(
                leaf(
                    a,
                    t * 165,
                    -a.u(0, 280) + abs(t) * 50,
                    a.u(100, 150),
                    -90 + t * 62 + a.u(-30, 30),
                    jit(a.r, a.pick("#4b8f3c", "#5fa348", "#7cb457"), 0.012, 0.06, 0.06),
                    0.46,
                )
            )
        o.append(
            "".join(
                path(f"M{k * 9} 226q{a.u(-20, 20):.0f} 40 {k * 11} 66", "none", "#d9b9a0", 5)
                for k in range(-4, 5)
            )
        )
    else:  # long beans
        for i in range(22):
            t = (i - 10.5) / 11
            c = jit(a.r, a.pick("#7aa548", "#5f9140", "#90b85a"), 0.012, 0.06, 0.05)
            d = f"M{t * 70 + a.u(-8, 8):.0f} 290C{t * 120:.0f} 120 {t * 60:.0f} 0 {t * 150 + a.u(-20, 20):.0f} {-300 + a.u(-40, 40):.0f}"
            o.append(
                path(d, "none", dark(c, 0.35), 19)
                + path(d, "none", c, 15)
                + path(d, "none", light(c, 0.45), 4, 0.6, 'transform="translate(-4 0)"')
            )
    y = 130 if kind != "beans" else 40
    w = 62 if kind != "beans" else 84
    tie = "".join(
        path(f"M{-w} {y + k * 13}Q0 {y + 22 + k * 13} {w} {y + k * 13}", "none", c, 12)
        for k, c in ((0, "#a98a4c"), (1, "#cdb06c"), (2, "#b8995a"))
    )
    return g(o + [tie], f"scale({s})")


def sayur(a):
    flat(a, "wood", "mat", "teal", "rose")
    if a.n == 1:
        a.obj(at(bunch(a, "kangkung", 1.12), 400, 420, 24))
    elif a.n == 2:
        a.obj(at(bunch(a, "beans", 1.05), 400, 400, 38))
    elif a.n == 3:
        a.obj(tampah(a, 400, 410, 372))
        a.obj(at(bunch(a, "bayam", 0.86), 280, 420, -8))
        a.obj(at(bunch(a, "beans", 0.8), 560, 420, 18))
    else:
        a.obj(at(bunch(a, "bayam", 1.12), 400, 420, -16))
    glow(a)


def bibit(a):
    table(a, "#d4dfc4", "#cfe0dd", "#ead3b4", top="#6d4a35", y=600)
    lay = {
        1: [(400, 720, 1.25, "nanas")],
        2: [(170, 700, 0.78, "karet"), (400, 730, 0.86, "karet"), (630, 700, 0.78, "karet")],
        3: [(240, 720, 0.95, "karet"), (560, 730, 0.95, "kelapa")],
    }[a.n]
    for x, y, s, kind in lay:
        floor_shadow(a, x, y - 6, 110 * s)
        o = []
        if kind == "nanas":
            o.append(at(crown(a, 1.35, 15), 0, -226))
        elif kind == "kelapa":
            o.append(at(coco(a, "brown", 92), 0, -250))
            for t, L in ((-40, 250), (-8, 330), (26, 280)):
                o.append(
                    at(
                        "".join(
                            leaf(a, L * k, 0, 92 * (1.3 - k), sg * 38, jit(a.r, "#6f9f45"), 0.12)
                            for k in (0.3, 0.45, 0.6, 0.75, 0.9)
                            for sg in (-1, 1)
                        )
                        + path(f"M0 0H{L}", "none", "#8aa84e", 9)
                        + leaf(a, L * 0.94, 0, 80, 0, "#7cab4c", 0.14),
                        0,
                        -320,
                        t - 90,
                    )
                )
        else:
            o.append(path("M0 -210Q14 -330 -4 -470", "none", "#7a6a3c", 14))
            for k, (yy, L) in enumerate(((-300, 150), (-350, 165), (-400, 150), (-440, 130), (-470, 120))):
                o.append(
                    leaf(a, 0, yy, L, -16 - k * 9, jit(a.r, "#5c9a42"), 0.34)
                    + leaf(a, 0, yy - 12, L * 0.95, 196 + k * 9, jit(a.r, "#4d8a3a"), 0.34)
                )
            o.append(leaf(a, -2, -470, 120, -88, "#8cc05c", 0.3))
        bag = smooth(
            [
                (-104, -228),
                (-98, -110),
                (-90, -6),
                (0, 4),
                (90, -6),
                (98, -110),
                (104, -228),
                (60, -240),
                (0, -222),
                (-60, -240),
            ]
        )
        soil = path(ell(0, -226, 96, 26), "#4a2f20") + a.speck(
            30, 0, -228, 84, 18, ["#2f1c12", "#7a5438", "#8d6a48"], 3, 8, 0.9
        )
        o.insert(0, soil)
        front = a.form(
            bag,
            "#34363a",
            -12,
            -8,
            "".join(
                path(f"M{k * 30 - 20} -226q{8 - k * 4} 110 {k * 4} 220", "none", "#6a6e72", 4, 0.35)
                for k in range(-2, 4)
            )
            + "".join(path(ell(xx, yy, 6), "#0e0f10") for xx in (-50, 0, 50) for yy in (-60, -110)),
        )
        a.obj(at(g(o) + front, x, y, 0, s))
    glow(a)


MOTIFS = {
    "cabai": (cabai, 3),
    "sayur-ikat": (sayur, 4),
    "bibit": (bibit, 3),
}
