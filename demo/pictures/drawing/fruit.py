"""Pineapple, coconut and banana."""

import math

from .core import at, blob, dark, ell, g, jit, light, path, poly, ring, smooth
from .surfaces import flat, floor_shadow, glow, table
from .vessels import leaf_sheet, tampah


def crown(a, s=1.0, n=13):
    o = []
    for i in range(n):
        t = (i - (n - 1) / 2) / n
        L = (210 - abs(t) * 170) * a.u(0.85, 1.1)
        w = 17
        tip = (t * 330, -L)
        c = jit(a.r, a.pick("#5f8f46", "#7aa356", "#4a7a3c"), 0.01, 0.05, 0.06)
        d = smooth([(t * 60 - w, 6), (t * 120 - w, -L * 0.5), tip, (t * 120 + w, -L * 0.48), (t * 60 + w, 6)])
        o.append(
            (
                abs(t),
                a.form(
                    d,
                    c,
                    -4,
                    -4,
                    path(
                        f"M{t * 60:.0f} 6Q{t * 110:.0f} {-L * 0.5:.0f} {tip[0]:.0f} {tip[1]:.0f}",
                        "none",
                        dark(c, 0.3),
                        3,
                        0.6,
                    ),
                    3,
                ),
            )
        )
    return g([x for _, x in sorted(o, key=lambda p: -p[0])], f"scale({s})")


def pineapple(a, s=1.0, c="#dd9a2c"):
    w, h = 128, 178
    d = smooth(ring(0, 0, w, h, 14))
    k, st = [], 46
    for j in range(-10, 11):
        for i in range(-8, 9):
            x, y = (i + (0.5 if j % 2 else 0)) * st * 1.05, j * st * 0.55
            if (x / w) ** 2 + (y / h) ** 2 > 1.15:
                continue
            q = st * 0.5
            kk = jit(a.r, c if y < 90 else "#c8a23a", 0.012, 0.06, 0.06)
            k.append(
                path(
                    poly([(x, y - q * 0.98), (x + q, y), (x, y + q * 0.98), (x - q, y)]),
                    kk,
                    dark(c, 0.48),
                    3.4,
                )
            )
            k.append(
                path(
                    poly([(x, y - q * 0.7), (x + q * 0.6, y - q * 0.1), (x - q * 0.6, y - q * 0.1)]),
                    light(kk, 0.35),
                    op=0.6,
                )
            )
            k.append(path(f"M{x:.0f} {y + 4:.0f}l-6 12M{x:.0f} {y + 4:.0f}l7 10", "none", "#6b3f1a", 3.6))
    shade = g(path(d, "none", "#5a2c12", 50), "translate(14 16)", 0.5, a.f("b14"))
    return g(
        [
            at(crown(a), 0, -h + 24),
            a.clip(
                d,
                [path(d, c), *k, shade, g(path(ell(-46, -70, 34, 70), "#fff1b8"), extra=a.f("b14"), op=0.55)],
            ),
        ],
        f"scale({s})",
    )


def pine_slice(a, q=95, c="#f3c544"):
    d = smooth(
        [
            (x * (1.0 if i % 2 else 0.95), y * (1.0 if i % 2 else 0.95))
            for i, (x, y) in enumerate(ring(0, 0, q, n=24))
        ]
    )
    k = "".join(
        path(
            f"M{q * 0.25 * math.cos(t):.1f} {q * 0.25 * math.sin(t):.1f}L{q * 0.86 * math.cos(t):.1f} {q * 0.86 * math.sin(t):.1f}",
            "none",
            a.pick("#dca027", "#fbe28a"),
            4,
            0.6,
        )
        for t in [i * 0.21 for i in range(30)]
    )
    return (
        path(d, "#b5812a")
        + a.form(smooth(ring(0, 0, q * 0.93, n=16)), c, -4, -5, k, 3, 0.2)
        + path(ell(0, 0, q * 0.22), "#f7e29a", "#dba53f", 3)
    )


def nanas(a):
    if a.n in (1, 3):
        flat(a, "teal", "", "wood")
        a.obj(tampah(a, 410, 420, 365)) if a.n == 1 else a.obj(leaf_sheet(a, 400, 430, 730, 560, -8))
        for x, y, rot, s in (
            [(260, 380, -24, 1), (480, 360, 14, 1.02)]
            if a.n == 1
            else [(200, 420, -30, 0.9), (390, 380, -4, 0.98), (590, 420, 24, 0.92)]
        ):
            a.obj(at(pineapple(a, s, jit(a.r, "#dd9a2c", 0.015)), x, y, rot))
        for x, y in [(420, 650), (570, 610)] if a.n == 1 else [(280, 660), (430, 680), (570, 650)]:
            a.obj(at(pine_slice(a, 84), x, y, a.u(0, 90)), "shs")
        return glow(a)
    table(a, "", "#cfdcc0", "", "#e3c9a8", top="#8a5a3a")
    if a.n == 2:
        floor_shadow(a, 400, 690, 190)
        a.obj(at(pineapple(a, 1.28), 360, 470, -2))
        a.obj([at(pine_slice(a, 80), 610, 640, 10, 1, 0.9), at(pine_slice(a, 80), 560, 700, 10, 1, 0.72)])
    else:
        for x, s, r in ((190, 0.95, -5), (610, 0.95, 6), (400, 1.12, 0)):
            floor_shadow(a, x, 690, 120)
            a.obj(at(pineapple(a, s, jit(a.r, "#d9962c", 0.02)), x, 690 - 172 * s, r))
    glow(a)


def coco(a, kind, q=150):
    if kind == "half":
        k = path(blob(a.r, 0, 0, q, q * 0.97, 18, 0.015), a.ball("#6d4629", 0.2, 0.4)) + "".join(
            path(
                f"M{q * 0.92 * math.cos(t):.0f} {q * 0.92 * math.sin(t):.0f}l{9 * math.cos(t + 0.6):.0f} {9 * math.sin(t + 0.6):.0f}",
                "none",
                "#a97c4c",
                3,
            )
            for t in [i * 0.16 for i in range(40)]
        )
        return (
            k
            + path(ell(0, 0, q * 0.87), "#3f2717")
            + path(ell(0, 0, q * 0.84), "#fdfaf0")
            + path(ell(2, 3, q * 0.6), "#d9d4c3")
            + a.form(
                ell(3, 5, q * 0.57),
                "#eef0e6",
                9,
                11,
                path(ell(-q * 0.1, q * 0.18, q * 0.34, q * 0.24), "#dfe8e2", op=0.8)
                + g(
                    path(
                        f"M{-q * 0.3:.0f} {q * 0.3:.0f}q{q * 0.3:.0f} {q * 0.2:.0f} {q * 0.6:.0f} {-q * 0.1:.0f}",
                        "none",
                        "#fff",
                        9,
                    ),
                    op=0.7,
                    extra=a.f("b3"),
                ),
                7,
                0.25,
            )
        )
    if kind == "green":
        d = smooth(
            [
                (0, -q),
                (q * 0.72, -q * 0.72),
                (q, q * 0.1),
                (q * 0.7, q * 0.85),
                (0, q * 1.05),
                (-q * 0.7, q * 0.85),
                (-q, q * 0.1),
                (-q * 0.72, -q * 0.72),
            ]
        )
        return (
            a.form(
                d,
                "#83a845",
                -12,
                -14,
                "".join(
                    path(
                        f"M{k * q * 0.2:.0f} {-q}Q{k * q * 0.62:.0f} 0 {k * q * 0.25:.0f} {q}",
                        "none",
                        "#5f8a34",
                        6,
                        0.35,
                    )
                    for k in (-1.4, -0.6, 0.5, 1.3)
                )
                + g(path(ell(-q * 0.4, -q * 0.3, q * 0.16, q * 0.42), "#f0f5b8"), extra=a.f("b7"), op=0.6),
                14,
            )
            + path(smooth(ring(0, -q * 0.9, q * 0.26, q * 0.12, 8)), "#8a6a3c")
            + path(smooth(ring(0, -q * 0.93, q * 0.2, q * 0.08, 8)), "#b5935c")
        )
    d = blob(a.r, 0, 0, q, q * 0.96, 14, 0.025)
    hair = "".join(
        path(
            f"M{q * b * math.cos(t):.0f} {q * b * math.sin(t):.0f}q{a.u(-20, 20):.0f} {a.u(-18, 18):.0f} {a.u(-44, 44):.0f} {a.u(-20, 20):.0f}",
            "none",
            a.pick("#a57945", "#4d2f1a", "#c19a63", "#6b4527"),
            3,
            0.7,
        )
        for t, b in [(a.u(0, 6.28), math.sqrt(a.r.random())) for _ in range(130)]
    )
    return (
        a.form(d, "#7d5330", -13, -15, hair, 14, 0.45)
        + "".join(
            path(
                f"M{k * q * 0.3:.0f} {-q * 0.9:.0f}Q{k * q * 0.95:.0f} 0 {k * q * 0.2:.0f} {q * 0.9:.0f}",
                "none",
                "#c9a56d",
                5,
                0.5,
            )
            for k in (-1, 0.1, 1)
        )
        + path(
            smooth(
                [
                    (-q * 0.1, -q * 0.78),
                    (-q * 0.05, -q * 1.14),
                    (q * 0.03, -q * 0.98),
                    (q * 0.1, -q * 1.18),
                    (q * 0.12, -q * 0.8),
                ]
            ),
            "#b58e57",
            "#6b4527",
            3,
        )
    )


def kelapa(a):
    flat(a, "teal", "mat", "wood")
    lay = {
        1: [("brown", 270, 290, 165), ("half", 530, 330, 170), ("half", 330, 570, 160)],
        2: [
            ("green", 250, 320, 170),
            ("green", 540, 290, 165),
            ("brown", 560, 580, 150),
            ("half", 290, 600, 160),
        ],
        3: [
            ("brown", 240, 240, 150),
            ("brown", 540, 250, 150),
            ("brown", 390, 440, 155),
            ("half", 200, 590, 150),
            ("half", 590, 600, 150),
        ],
    }[a.n]
    if a.n == 1:
        a.obj(leaf_sheet(a, 400, 420, 720, 600, 10))
    for k, x, y, q in lay:
        a.obj(at(coco(a, k, q), x, y, a.u(-12, 12) if k != "green" else a.u(-25, 25)))
    if a.n != 3:
        a.obj(
            [
                at(
                    path(
                        smooth([(-50, 0), (-10, -26), (50, -14), (36, 16), (-20, 22)]),
                        "#fdfaf0",
                        "#8a5a34",
                        6,
                    ),
                    x,
                    y,
                    r,
                )
                for x, y, r in ((600, 640, 20), (540, 700, -40))
            ]
            if a.n == 1
            else [],
            "shs",
        )
    glow(a)


def hand_of_bananas(a, n=7, c="#eec02f"):
    o = []
    for i in range(n):
        t = (i / (n - 1) - 0.5) * 2
        r0 = t * 40
        d = smooth(
            [
                (-16, 0),
                (-34, 70),
                (-58, 190),
                (-40, 300),
                (-12, 356),
                (10, 372),
                (24, 362),
                (22, 340),
                (30, 290),
                (38, 180),
                (28, 70),
                (16, 0),
            ]
        )
        kk = jit(a.r, c, 0.012, 0.05, 0.04)
        k = (
            path("M-8 20Q-34 180 4 350", "none", dark(kk, 0.22), 7, 0.6)
            + g(path("M-26 90Q-46 190 -20 300", "none", "#fff6b4", 14), extra=a.f("b7"), op=0.6)
            + path("M6 350l12 26l14 -14z", "#4b3a1c")
            + path(smooth(ring(0, 24, 26, 46, 8)), "#9cae3f", op=0.55)
            + a.speck(9, 0, 200, 30, 130, ["#8a5a1e"], 2, 5, 0.7)
        )
        o.append((abs(t), at(a.form(d, kk, -6, -5, k), t * 44, 0, -r0 * 0.92)))
    o = [x for _, x in sorted(o, key=lambda p: -p[0])]
    o.append(
        a.form(
            smooth([(-62, -14), (-30, -58), (30, -60), (60, -16), (40, 26), (-40, 26)]),
            "#8e9a3a",
            -5,
            -6,
            path("M-40 -20q40 -20 80 0", "none", "#5f6a24", 5, 0.6),
        )
    )
    return g(o)


def pisang(a):
    flat(a, "teal", "wood", "leaf")
    c = {1: "#eec02f", 2: "#e8b42a", 3: "#b9bf45"}[a.n]
    if a.n == 1:
        a.obj(tampah(a, 400, 410, 372))
        a.obj(at(hand_of_bananas(a, 8, c), 400, 200, 2, 1.1))
    elif a.n == 2:
        a.obj(leaf_sheet(a, 400, 420, 740, 560, -9))
        a.obj(at(hand_of_bananas(a, 6, c), 270, 200, 14, 1.02))
        a.obj(at(hand_of_bananas(a, 6, jit(a.r, c)), 560, 320, -18, 0.92))
    else:
        a.obj(at(hand_of_bananas(a, 7, c), 300, 130, 18, 1))
        a.obj(at(hand_of_bananas(a, 8, "#e9bf33"), 500, 330, -16, 1.02))
    glow(a)


MOTIFS = {
    "nanas": (nanas, 4),
    "kelapa": (kelapa, 3),
    "pisang": (pisang, 3),
}
