"""Eggs, hens and compost."""

import math

from .containers import label, sack
from .core import LEAF, at, dark, ell, g, jit, light, path, smooth
from .produce import basket_top
from .props import MARKS, leaf, twine
from .surfaces import flat, floor_shadow, glow, table
from .vessels import plate


def egg(a, q=62, c="#e3b98c"):
    d = smooth(
        [
            (0, -q * 1.28),
            (q * 0.72, -q * 0.7),
            (q, q * 0.15),
            (q * 0.68, q * 0.86),
            (0, q * 1.06),
            (-q * 0.68, q * 0.86),
            (-q, q * 0.15),
            (-q * 0.72, -q * 0.7),
        ]
    )
    return a.form(
        d,
        c,
        -8,
        -10,
        a.speck(14, 0, 0, q * 0.8, q, [dark(c, 0.2), light(c, 0.5)], 1.5, 3.5, 0.5)
        + g(path(ell(-q * 0.32, -q * 0.5, q * 0.2, q * 0.3), "#fff"), extra=a.f("b7"), op=0.75),
        7,
        0.32,
    )


def telur(a):
    flat(a, "mat", "teal", "rose")
    cols = {
        1: ["#dfae7c", "#e8c097", "#d39a68", "#f0d8b8"],
        2: ["#a9cdc4", "#bcd9cf", "#98bfb8"],
        3: ["#8a7358", "#a08a6a"],
    }[a.n]

    if a.n == 3:  # salted duck eggs, one cut
        a.obj(plate(a, 400, 410, 350, "flower"))
        for x, y, rot in ((290, 270, -20), (470, 250, 12), (230, 430, 40)):
            a.obj(at(egg(a, 84, "#9cc7c0"), x, y, rot), "shs")
        for x, y, rot in ((430, 450, 20), (560, 400, -30), (390, 610, -70)):
            d = smooth([(0, -100), (58, -56), (78, 12), (54, 68), (0, 84), (-54, 68), (-78, 12), (-58, -56)])
            a.obj(
                at(
                    path(d, "#9cc7c0", "#7fada6", 6)
                    + a.form(d, "#fdfaf0", -4, -5, k=3, lo=0.15)
                    + a.form(
                        ell(0, 6, 48, 50),
                        "#e2731d",
                        -5,
                        -6,
                        a.speck(50, 0, 6, 44, 46, ["#f39a35", "#b9500f"], 2, 5, 0.7),
                        3,
                    ),
                    x,
                    y,
                    rot,
                ),
                "shs",
            )
    else:
        a.obj(basket_top(a, 400, 405, 365))
        straw = "".join(
            path(
                f"M{400 + 300 * q * math.cos(t):.0f} {405 + 300 * q * math.sin(t):.0f}q{a.u(-40, 40):.0f} {a.u(-40, 40):.0f} {a.u(-80, 80):.0f} {a.u(-50, 50):.0f}",
                "none",
                a.pick("#d9b75f", "#e8cf86", "#b8923f"),
                4,
                0.9,
            )
            for t, q in [(a.u(0, 6.28), math.sqrt(a.r.random())) for _ in range(150)]
        )
        a.obj(a.clip(ell(400, 405, 310), straw))
        for x, y in a.scatter(11 if a.n == 1 else 12, 400, 405, 225, 225, 118, 300):
            a.obj(at(egg(a, 64, a.pick(*cols)), x, y, a.u(-50, 50)), "shs")
    glow(a)


def hen(a, c="#b5642c", rooster=False, s=1.0):
    o = []
    dk = dark(c, 0.4)
    for x in (-20, 44):
        o.append(
            path(
                f"M{x} 150L{x + 6} 246M{x + 6} 244l-42 14M{x + 6} 244l36 18M{x + 6} 244l-6 22",
                "none",
                "#d39a35",
                11,
            )
        )
    tl = "#1f4a45" if rooster else dk
    for i in range(8):
        t = -150 - i * 16 if rooster else -165 - i * 11
        L = (250 - abs(i - 3) * 18) if rooster else 150 - abs(i - 3) * 8
        x, y = 120, -10
        ex, ey = (
            x - L * math.cos(math.radians(t)) * 1,
            y + L * math.sin(math.radians(t + (20 if rooster else 0))),
        )
        d = smooth(
            [
                (x, y - 30),
                ((x + ex) / 2, (y + ey) / 2 - 46),
                (ex, ey + (90 if rooster and i < 5 else 0)),
                ((x + ex) / 2 + 20, (y + ey) / 2 + 24),
                (x, y + 36),
            ]
        )
        o.append(a.form(d, jit(a.r, tl, 0.02, 0.06, 0.07), -4, -5, k=3))
    body = smooth(
        [
            (-150, -60),
            (-90, -40),
            (0, -58),
            (110, -64),
            (190, -50),
            (180, 40),
            (110, 130),
            (10, 168),
            (-100, 140),
            (-165, 50),
        ]
    )
    neck = smooth(
        [(-196, -190), (-150, -226), (-104, -196), (-60, -70), (20, -20), (-60, 60), (-150, 50), (-176, -60)]
    )
    fe = []
    for j in range(7):
        for i in range(11):
            x, y = -150 + i * 34 + (17 if j % 2 else 0), -50 + j * 32
            fe.append(path(f"M{x} {y}q17 26 34 0", "none", a.pick(dk, light(c, 0.35)), 5, 0.5))
    o.append(a.form(body, c, -12, -14, "".join(fe), 14))
    wing = smooth([(-70, -20), (20, -50), (120, -20), (176, 30), (90, 74), (-20, 80), (-80, 40)])
    o.append(
        a.form(
            wing,
            dark(c, 0.18),
            -6,
            -8,
            "".join(
                path(
                    f"M{-50 + i * 26} {40 - i * 3}q40 {30 - i * 4} 90 {-i * 4}", "none", light(c, 0.3), 6, 0.6
                )
                for i in range(6)
            ),
        )
    )
    nc = "#dd9a35" if rooster else light(c, 0.18)
    o.append(
        a.form(
            neck,
            nc,
            -8,
            -8,
            "".join(
                path(
                    f"M{a.u(-180, -110):.0f} {a.u(-190, -20):.0f}q{a.u(0, 14):.0f} 26 {a.u(10, 34):.0f} 48",
                    "none",
                    a.pick(dark(nc, 0.3), light(nc, 0.5)),
                    5,
                    0.6,
                )
                for _ in range(34)
            ),
        )
    )
    q = 1.5 if rooster else 1
    o.append(
        path(
            smooth(
                [
                    (-186, -206),
                    (-190, -206 - 34 * q),
                    (-170, -214 - 14 * q),
                    (-160, -220 - 38 * q),
                    (-144, -214 - 12 * q),
                    (-126, -214 - 30 * q),
                    (-116, -200),
                    (-150, -196),
                ]
            ),
            "#c8281f",
        )
    )
    o.append(
        path(f"M-184 -150q-18 {28 * q:.0f} 2 {40 * q:.0f}q18 -10 10 -40z", "#c8281f")
        + path(ell(-152, -172, 20, 16), "#d9513a")
    )
    o.append(
        path("M-192 -186L-234 -168L-188 -158Z", "#e2b04a", dark("#e2b04a", 0.3), 3)
        + path(ell(-164, -190, 10), "#f6d27a")
        + path(ell(-165, -190, 6), "#14100c")
        + path(ell(-167, -193, 2), "#fff")
    )
    return g(o, f"scale({s})")


def chick(a, s=1.0):
    return g(
        path("M-8 40l-4 26M14 40l2 26", "none", "#d9902c", 6)
        + path(ell(6, 10, 44, 38), a.ball("#f0c84c", 0.4, 0.25))
        + path(ell(-26, -30, 28), a.ball("#f4d263", 0.4, 0.2))
        + path("M-52 -30l-18 6l16 8z", "#dd8a2a")
        + path(ell(-34, -36, 4.5), "#1a130c")
        + path("M2 2q26 -8 38 14q-22 20 -38 -14", "#d9a93a", op=0.8),
        f"scale({s})",
    )


def ayam(a):
    table(a, "#cfdcb8", "#c9dcdb", "#ead2ae", top={1: "#b58a52", 2: "#7c9a4e", 3: "#b58a52"}[a.n], y=610)
    straw = "".join(
        path(
            f"M{a.u(0, 800):.0f} {a.u(640, 790):.0f}l{a.u(-50, 50):.0f} {a.u(-14, 14):.0f}",
            "none",
            a.pick("#e2c578", "#8f6f36"),
            4,
            0.7,
        )
        for _ in range(50)
    )
    a.add(straw)
    floor_shadow(a, 410, 694, 220)
    a.obj(
        at(
            hen(a, {1: "#b5642c", 2: "#a8451f", 3: "#3c3a3a"}[a.n], a.n == 2),
            420,
            440,
            0,
            1.08 if a.n != 2 else 1,
        )
    )
    if a.n == 1:
        for x, y in ((150, 690), (650, 716), (250, 730)):
            floor_shadow(a, x, y + 52, 40)
            a.obj(at(chick(a, 0.95), x, y), "shs")
    glow(a)


def pupuk(a):
    table(a, "#d3dcb6", "#e3c6a0", "#c6dad2", top="#6d4a35", y=590)
    c = {1: "#e9e3d0", 2: "#cfae72", 3: "#5f8a4a"}[a.n]
    floor_shadow(a, 330, 700, 190)
    band = f'<rect x="100" y="285" width="460" height="42" fill="{LEAF}" opacity=".9"/>' if a.n == 1 else ""
    a.obj(
        sack(a, 330, 704, 380, 490, c)
        + a.clip("M130 200H540V720H130Z", band)
        + label(
            a,
            330,
            490,
            260,
            250,
            {1: "Pupuk|Kompos", 2: "Pupuk|Organik", 3: "Kompos|Gambut"}[a.n],
            {1: "20 KG", 2: "KOTORAN SAPI", 3: "10 KG"}[a.n],
            "#fbf4e2",
            "#2f5a34",
            g(MARKS["leaf"], "scale(1.3)"),
        )
        + twine(a, 160, 222, 500, 222)
    )
    floor_shadow(a, 630, 730, 110)
    a.obj(
        path(
            smooth([(500, 736), (540, 660), (600, 630), (660, 626), (720, 668), (766, 736), (640, 752)]),
            "#3c271b",
        )
        + a.speck(110, 632, 696, 112, 46, ["#5a3d2a", "#24160e", "#7d5a3c", "#8fa05a"], 3, 9, 0.9)
        + path("M632 640q6 -50 -4 -84", "none", "#6f9a45", 8)
        + leaf(a, 629, 560, 84, -40, "#7cb04c", 0.36)
        + leaf(a, 629, 562, 84, 214, "#6aa043", 0.36),
        "shs",
    )
    glow(a)


MOTIFS = {
    "telur": (telur, 3),
    "ayam": (ayam, 3),
    "pupuk": (pupuk, 3),
}
