"""Rice, coffee, eggs, hens, compost: sacks, heaps and the farmyard."""

import math

from .containers import label, pouch, sack
from .core import CREAM, RED, STRAW, TEAL, at, blob, dark, ell, g, jit, light, path, smooth
from .props import spoon, sprig, twine
from .surfaces import flat, floor_shadow, glow, table
from .vessels import bowl, leaf_sheet, tampah


def paddy(a, L=260, rot=0, c="#d9a93f"):
    """One drooping ear of ripe paddy."""
    o = [
        path(
            f"M0 0Q{L * 0.2:.0f} {-L * 0.7:.0f} {L * 0.6:.0f} {-L * 0.8:.0f}T{L:.0f} {-L * 0.45:.0f}",
            "none",
            "#a8923f",
            5,
        )
    ]
    for i in range(24):
        t = 0.35 + 0.65 * i / 24
        x = L * (0.12 * t + 0.88 * t * t)
        y = -L * (1.55 * t - 1.1 * t * t)
        o.append(
            at(
                path("M0 0q8 -12 22 -4q-8 14 -22 4", jit(a.r, c, 0.01, 0.06, 0.06), dark(c, 0.35), 1.5),
                x,
                y,
                (70 if i % 2 else -30) + t * 60,
            )
        )
    return at(g(o), 0, 0, rot)


def grains(a, cx, cy, rx, ry, n, cols, s=1.0):
    o = []
    for _ in range(n):
        t, q = a.u(0, 6.28), math.sqrt(a.r.random())
        c = a.pick(*cols)
        o.append(
            at(
                path(
                    f"M{-7 * s:.1f} 0q{7 * s:.1f} {-5 * s:.1f} {14 * s:.1f} 0q{-7 * s:.1f} {5 * s:.1f} {-14 * s:.1f} 0",
                    c,
                    dark(c, 0.25),
                    1,
                ),
                cx + rx * q * math.cos(t),
                cy + ry * q * math.sin(t),
                a.u(0, 180),
            )
        )
    return "".join(o)


WHITE_RICE = ["#fbf6e6", "#f1e7cc", "#fffdf5", "#e6d9b8"]


def beras(a):
    table(a, "#cddcc8", "#e5cfa9", "#c3dbd9", "#e6d3bc", top=None if a.n != 2 else "#7b5138", y=590)
    if a.n in (1, 3, 4):
        w, h = {1: (400, 500), 3: (300, 400), 4: (430, 480)}[a.n]
        c = {1: "#e3cfa0", 3: "#f0e6cf", 4: "#efe6d2"}[a.n]
        for cx, base in {3: [(240, 690), (555, 700)]}.get(a.n, [(370, 700)]):
            floor_shadow(a, cx, base - 4, w * 0.5)
            ears = path(
                f"M{cx - w * 0.42:.0f} {base - h * 0.98:.0f}q10 -46 {w * 0.2:.0f} -44q{w * 0.2:.0f} 16 {w * 0.44:.0f} 0q{w * 0.2:.0f} -6 {w * 0.2:.0f} 44z",
                c,
                dark(c, 0.35),
                4,
            )
            emblem = at(paddy(a, 90, 0), cx - 78, base - h * 0.47) + at(
                g(paddy(a, 90, 0), "scale(-1 1)"), cx + 78, base - h * 0.47
            )
            a.obj(
                ears
                + sack(a, cx, base, w, h, c)
                + f'<rect x="{cx - w * 0.5:.0f}" y="{base - h * 0.9:.0f}" width="{w}" height="26" fill="{RED if a.n != 3 else TEAL}" opacity=".85"/><rect x="{cx - w * 0.5:.0f}" y="{base - h * 0.1:.0f}" width="{w}" height="26" fill="{RED if a.n != 3 else TEAL}" opacity=".85"/>'
                + emblem
                + label(
                    a,
                    cx,
                    base - h * 0.3,
                    w * 0.62,
                    h * 0.25,
                    "BERAS",
                    {1: "PASANG SURUT · 10 KG", 3: "5 KG", 4: "RAWA LEBAK · 25 KG"}[a.n],
                    "#fbf4e2",
                    "#27513b",
                )
                + twine(
                    a,
                    cx - w * 0.44,
                    base - h + 4,
                    cx + w * 0.44,
                    base - h + 4,
                    "#c23b33" if a.n == 4 else "#c9a36a",
                    7,
                )
            )
        if a.n != 3:
            floor_shadow(a, 655, 715, 90)
            a.obj(
                a.clip(
                    "M500 400H820V668H500Z",
                    path(ell(655, 668, 98, 66), "#f5edd6") + grains(a, 655, 655, 92, 50, 130, WHITE_RICE, 1),
                )
                + a.form("M548 660Q560 722 616 726H694Q750 722 762 660Q655 680 548 660Z", "#8b5a35", -8, -8)
            )
    else:
        floor_shadow(a, 400, 700, 230)
        back = path(ell(400, 330, 200, 62), dark(STRAW, 0.4))
        rice = path("M215 335Q300 190 400 190Q500 190 590 335Q400 430 215 335Z", "#f5edd6") + a.clip(
            "M215 335Q300 190 400 190Q500 190 590 335Q400 430 215 335Z",
            grains(a, 400, 300, 190, 110, 420, WHITE_RICE, 1.25)
            + g(
                path("M420 180Q600 240 610 350L440 380Q520 280 420 180Z", "#a58a5a"), op=0.4, extra=a.f("b14")
            ),
        )
        rim = smooth(
            [
                (196, 330),
                (300, 372),
                (400, 384),
                (500, 372),
                (604, 330),
                (616, 372),
                (510, 420),
                (400, 432),
                (290, 420),
                (184, 372),
            ]
        )
        a.obj(
            back
            + rice
            + sack(a, 400, 704, 420, 372, "#cfae72")
            + a.form(
                rim,
                "#dcc08a",
                -4,
                -6,
                "".join(
                    path(f"M{180 + i * 10} 320q6 60 0 130", "none", "#a58a55", 2, 0.6) for i in range(46)
                ),
                7,
            )
            + label(a, 400, 560, 230, 120, "Beras", "PANEN BARU", CREAM, "#27513b")
        )
        a.obj(at(spoon(a, 0, 0, 260, 0), 480, 235, 118), "shs")
    glow(a)


def ketan(a):
    flat(a, "leaf", "red", "wood")
    white, black = WHITE_RICE, ["#3b2230", "#2a1822", "#553040", "#1e1118"]

    def heap(cx, cy, q, cols, shell):
        c = {"shell": "#4a2f1e", "clay": "#b9673f", "cream": "#f3ead8"}[shell]
        return bowl(
            a,
            cx,
            cy,
            q,
            cols[1],
            c,
            grains(a, cx, cy, q * 0.8, q * 0.8, int(q * 2.6), cols, 1.3)
            + g(
                path(ell(cx + q * 0.35, cy + q * 0.4, q * 0.5, q * 0.4), dark(cols[1], 0.5)),
                op=0.35,
                extra=a.f("b14"),
            ),
        )

    if a.n == 1:
        a.obj(tampah(a, 400, 405, 375))
        a.obj(heap(285, 330, 165, white, "shell"))
        a.obj(heap(520, 480, 165, black, "clay"))
    elif a.n == 2:
        a.obj(leaf_sheet(a, 400, 410, 740, 580, -10))
        a.obj(heap(380, 400, 250, black, "cream"))
        a.obj(grains(a, 640, 640, 90, 60, 60, black, 1.3), "shs")
    else:
        a.obj(leaf_sheet(a, 400, 410, 740, 580, 9))
        a.obj(heap(400, 410, 250, white, "clay"))
        a.obj(spoon(a, 560, 560, 340, -135))
    a.obj(at(paddy(a, 240, 0), *((80, 760) if a.n != 2 else (40, 330))), "shs")
    glow(a)


def bean(a, s=1.0, c="#6b3a20", cut=True):
    d = smooth(
        [
            (-24 * s, 0),
            (-15 * s, -15 * s),
            (6 * s, -17 * s),
            (23 * s, -6 * s),
            (24 * s, 6 * s),
            (8 * s, 17 * s),
            (-14 * s, 15 * s),
        ]
    )
    return path(d, a.ball(c, 0.28, 0.45), dark(c, 0.5), 1.5) + (
        path(
            f"M{-22 * s:.1f} {2 * s:.1f}q{12 * s:.1f} {-9 * s:.1f} {22 * s:.1f} 0t{22 * s:.1f} {-2 * s:.1f}",
            "none",
            dark(c, 0.62),
            3.6 * s,
        )
        if cut
        else ""
    )


def beans(a, cx, cy, rx, ry, n, cols, s=1.15, gap=30):
    return "".join(
        at(bean(a, s * a.u(0.85, 1.15), a.pick(*cols), a.r.random() < 0.7), x, y, a.u(0, 360))
        for x, y in a.scatter(n, cx, cy, rx, ry, gap)
    )


ROAST = ["#5a2f1a", "#6b3a20", "#4a2615", "#7a4526"]


def kopi_biji(a):
    flat(a, "wood", "teal", "paper", "leaf")
    if a.n in (1, 3):
        a.obj(
            path(blob(a.r, 420, 430, 290, 240, 14, 0.1), "#3a1e10")
            + beans(a, 420, 430, 290, 240, 150, ROAST, 1.2, 34)
        )
        a.obj(beans(a, 420, 420, 210, 160, 60, ROAST, 1.25, 38), "shs")
        a.obj(beans(a, 400, 400, 390, 380, 26, ROAST, 1.1, 90), "shs")
        if a.n == 1:
            a.obj(spoon(a, 520, 330, 480, 140, "#b58a5c"))
            a.obj(beans(a, 372, 452, 44, 30, 8, ROAST, 1, 24), "shs")
        else:
            a.obj(sprig(a, 60, 150, 10, "#3f7a3a", 6, 80))
            a.obj(
                [
                    path(ell(x, y, 19), a.ball("#c4302b", 0.4, 0.3))
                    for x, y in ((180, 170), (215, 155), (200, 195), (290, 120), (258, 138))
                ],
                "shs",
            )
    elif a.n == 2:
        a.obj(tampah(a, 400, 405, 372))
        for q in (280, 190, 100):
            a.obj(beans(a, 400, 405, q, q, int(q * 0.4), ROAST, 1.2, 32), "shs")
    else:
        a.obj(tampah(a, 400, 405, 372))
        cols = ["#b9b07a", "#a8a26c", "#c7bd8c", "#98956a"]
        for q in (280, 190):
            a.obj(beans(a, 400, 405, q, q, int(q * 0.38), cols, 1.2, 33), "shs")
        a.obj(bowl(a, 560, 560, 130, "#3a1e10", "#b9673f", beans(a, 560, 560, 100, 100, 40, ROAST, 1.1, 24)))
    glow(a)


def cup(a, x, y, s=1.0, c="#f3ead8"):
    """A small glass-and-saucer coffee seen from the front."""
    return at(
        path(ell(0, 62, 150, 26), dark(c, 0.25))
        + path(ell(0, 56, 150, 25), a.ball(c))
        + path("M86 -52q70 -6 62 44q-10 44 -78 40", "none", dark(c, 0.12), 17)
        + a.form(
            "M-100 -70Q-96 40 -50 58H50Q96 40 100 -70Q0 -50 -100 -70Z",
            c,
            -12,
            -8,
            path("M-96 -20Q0 4 98 -20", "none", TEAL, 9) + path("M-92 2Q0 26 94 2", "none", TEAL, 4),
        )
        + path(ell(0, -70, 100, 24), light(c, 0.4))
        + path(ell(0, -68, 88, 18), "#2f170c")
        + path("M-60 -72q50 -12 100 -2", "none", "#8a5a34", 5, 0.8),
        x,
        y,
        0,
        s,
    )


def steam(a, x, y, h=200, op=0.35):
    o = [
        path(
            smooth(
                [(x + k, y), (x + k - 26, y - h * 0.3), (x + k + 22, y - h * 0.6), (x + k - 14, y - h)], False
            ),
            "none",
            "#fffaf0",
            18,
        )
        for k in (-36, 8, 46)
    ]
    a.add(g(o, op=op, extra=a.f("b7")))


def kopi_bubuk(a):
    table(a, "#e2c9a2", "#bcd2c9", "#d9b79a", top="#6d4630")
    c = {1: "#7b4a2c", 2: "#2f4f46", 3: "#c9a36e"}[a.n]
    floor_shadow(a, 310, 690, 160)
    a.obj(
        pouch(a, 310, 694, 320, 470, c)
        + label(
            a,
            310,
            480,
            240,
            240,
            "Kopi|Bubuk",
            {1: "ROBUSTA · 250 G", 2: "LIBERIKA GAMBUT", 3: "SANGRAI TUNGKU"}[a.n],
            CREAM,
            "#4a2615",
            at(bean(a, 1.3), -14, 0, 30) + at(bean(a, 1.3), 16, 4, -24),
        )
    )
    if a.n == 3:
        floor_shadow(a, 620, 700, 110)
        a.obj(
            path("M500 640Q560 500 620 500Q690 500 745 640Z", "#3a1e10")
            + a.speck(140, 622, 600, 96, 60, ["#5a3320", "#26120a", "#7a4a2c"], 2, 6, 0.8)
            + a.form("M490 630Q505 706 570 712H672Q738 706 754 630Q620 664 490 630Z", "#9a6a42", -8, -8)
        )
    else:
        floor_shadow(a, 600, 706, 130)
        a.obj(cup(a, 600, 640, 0.98, {1: "#f3ead8", 2: "#b9673f"}[a.n]))
        steam(a, 600, 540, 230, 0.5)
    a.obj(beans(a, 480, 748, 220, 26, 12, ROAST, 0.95, 44), "shs")
    glow(a)


MOTIFS = {
    "beras-karung": (beras, 4),
    "beras-ketan": (ketan, 3),
    "kopi-biji": (kopi_biji, 4),
    "kopi-bubuk": (kopi_bubuk, 3),
}
