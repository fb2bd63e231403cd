"""Prawns, dried prawns, terasi and fish floss."""

import math

from .containers import jar, label
from .core import CREAM, RED, TEAL, at, blob, dark, ell, g, jit, light, path, poly, rrect, smooth
from .props import bow, chilli, garlic, lime, shallot, spoon, twine
from .surfaces import flat, floor_shadow, glow, table
from .vessels import bowl, leaf_sheet, plate, tampah


def prawn(a, s=1.0, c="#e07b52", claws=False):
    """A curled prawn; the giant river prawn has long blue arms."""
    o, seg = [], 8
    for i in range(6):
        o.append(
            path(
                f"M-118 -20q{-70 - a.u(0, 60):.0f} {-90 + i * 36:.0f} {-140 + a.u(-30, 30):.0f} {-60 + i * 46:.0f}",
                "none",
                dark(c, 0.15),
                2.6 if i > 1 else 3.6,
                0.9,
            )
        )
    for i in range(7):
        o.append(
            path(
                f"M{-70 + i * 18} {46 - i * 2}q-14 30 {-20 - a.u(0, 10):.0f} {48 + a.u(0, 12):.0f}",
                "none",
                dark(c, 0.22),
                5,
            )
        )
    if claws:
        for sgn, k in ((1, 0), (-1, 26)):
            b = "#2f5f8a"
            o.append(
                path(f"M-84 {30 - k}q-60 {66 - k} -150 {50 - k * 2}q-30 -6 -60 -40", "none", dark(b, 0.3), 15)
                + path(f"M-84 {28 - k}q-60 {66 - k} -150 {50 - k * 2}q-30 -6 -60 -40", "none", b, 10)
                + path(f"M-292 {14 - k * 2}q-30 -30 -58 -34M-290 {20 - k * 2}q-34 -6 -60 -22", "none", b, 8)
            )
    pts = [(40 + 92 * math.sin(i * 0.36), -30 + 92 - 92 * math.cos(i * 0.36) - 20) for i in range(seg)]
    for i in range(seg - 1, -1, -1):
        x, y = pts[i]
        q = 52 - i * 4.4
        k = jit(a.r, c, 0.004, 0.03, 0.03)
        o.append(
            at(
                a.form(
                    blob(a.r, 0, 0, 30, q, 10, 0.02),
                    k,
                    -5,
                    -6,
                    path(f"M-24 {-q:.0f}q14 {q:.0f} 0 {2 * q:.0f}", "none", light(k, 0.55), 6, 0.7)
                    + path(f"M16 {-q:.0f}q14 {q:.0f} 0 {2 * q:.0f}", "none", dark(k, 0.3), 4, 0.6),
                    3,
                ),
                x,
                y,
                i * 19,
            )
        )
    tx, ty = pts[-1]
    for k in (-36, -12, 12, 36):
        o.append(
            at(
                a.form(
                    smooth([(0, -6), (40, -15), (66, 0), (40, 15), (0, 6)]),
                    dark(c, 0.12),
                    -2,
                    -4,
                    path("M4 0H60", "none", light(c, 0.5), 3, 0.7),
                    3,
                ),
                tx - 12,
                ty + 4,
                160 + k,
            )
        )
    head = smooth(
        [
            (48, -54),
            (0, -68),
            (-70, -58),
            (-150, -38),
            (-96, -22),
            (-110, 6),
            (-60, 36),
            (0, 46),
            (50, 36),
            (62, -8),
        ]
    )
    o.append(
        a.form(
            head,
            c,
            -5,
            -7,
            path("M30 -60q26 50 0 100", "none", dark(c, 0.3), 5, 0.6)
            + g(path("M-80 -44Q-20 -58 30 -44", "none", "#fff", 8), extra=a.f("b3"), op=0.6)
            + path("M-60 6q50 26 90 10", "none", light(c, 0.4), 6, 0.6),
        )
    )
    o.append(
        path("M-30 -66l8 -10l8 8l10 -10l8 10l10 -8l8 12", "none", dark(c, 0.2), 4)
        + path(ell(-92, -24, 12), "#151515")
        + path(ell(-95, -28, 4), "#fff")
    )
    return g(o, f"scale({s})")


def udang(a):
    flat(a, "teal", "leaf", "stone", "paper")
    c = {1: "#d98a62", 2: "#7e97a0", 3: "#e8744a", 4: "#8aa0a2"}[a.n]
    if a.n in (1, 4):
        a.obj(leaf_sheet(a, 400, 410, 720, 580, 10 if a.n == 1 else -8))
    elif a.n == 3:
        a.obj(plate(a, 400, 410, 355, "enamel"))
    else:
        a.obj(tampah(a, 400, 400, 378))
    if a.n in (2, 4):
        lay = [(430, 240, 4, 1.2), (470, 430, -4, 1.2), (430, 620, 2, 1.2)]
    else:
        lay = [
            (330, 240, 10, 0.92),
            (560, 300, 60, 0.92),
            (300, 430, -30, 0.92),
            (520, 500, 100, 0.92),
            (330, 600, 0, 0.92),
        ]
    for x, y, rot, s in lay:
        a.obj(at(prawn(a, s, jit(a.r, c, 0.006, 0.04, 0.04), a.n in (2, 4)), x, y, rot), "shs")
    a.obj([lime(a, 690, 690, 52), lime(a, 120, 120, 44)], "shs")
    glow(a)


def ebi(a, s=1, c="#e08a4c"):
    d = f"M{-18 * s:.1f} {-10 * s:.1f}q{12 * s:.1f} {-18 * s:.1f} {30 * s:.1f} {-4 * s:.1f}q{14 * s:.1f} {16 * s:.1f} {-4 * s:.1f} {24 * s:.1f}"
    return (
        path(d, "none", dark(c, 0.35), 13 * s)
        + path(d, "none", c, 10 * s)
        + path(d, "none", light(c, 0.45), 4 * s, 0.7, f'stroke-dasharray="{3 * s} {7 * s}"')
        + path(
            f"M{-18 * s:.1f} {-10 * s:.1f}l{-14 * s:.1f} {-6 * s:.1f}m{14 * s:.1f} {6 * s:.1f}l{-12 * s:.1f} {6 * s:.1f}",
            "none",
            dark(c, 0.1),
            2.5 * s,
        )
        + path(ell(-14 * s, -13 * s, 2.4 * s), "#1c1412")
    )


def udang_kering(a):
    flat(a, "mat", "indigo", "wood")
    if a.n == 1:
        a.obj(plate(a, 400, 410, 340, "teal"))
        q = 235
    elif a.n == 2:
        a.obj(tampah(a, 400, 405, 370))
        q = 270
    else:
        a.obj(leaf_sheet(a, 400, 410, 730, 600, -9))
        q = 255
    a.obj(path(blob(a.r, 400, 405, q, q * 0.93, 16, 0.06), "#b55f2c"))
    for lvl, (m, k) in enumerate(((150, 1), (70, 0.66), (30, 0.36))):
        o = [
            at(
                ebi(a, a.u(1.25, 1.6), jit(a.r, a.pick("#e08a4c", "#e9a061", "#d6743c"))),
                x,
                y - lvl * 8,
                a.u(0, 360),
            )
            for x, y in a.scatter(m, 400, 405, q * k, q * k * 0.93, 34)
        ]
        a.obj(o, "shs")
    if a.n != 2:
        a.obj(spoon(a, 560, 600, 380, -142), "sh")
    a.obj([garlic(a, 110, 700, 38, -20), shallot(a, 180, 730, 34, 10)], "shs")
    glow(a)


def terasi(a):
    flat(a, "leaf", "wood", "teal")
    c = "#5b3129"

    def block(w, h, t):
        k = jit(a.r, c, 0.008, 0.05, 0.04)
        top = poly([(-w / 2, -h / 2), (w / 2, -h / 2), (w / 2 - 6, h / 2), (-w / 2 + 6, h / 2)])
        side = poly(
            [(-w / 2 + 6, h / 2), (w / 2 - 6, h / 2), (w / 2 - 12, h / 2 + t), (-w / 2 + 12, h / 2 + t)]
        )
        return a.form(side, dark(k, 0.4), -2, -3, k=3) + a.form(
            top,
            light(k, 0.08),
            -5,
            -6,
            a.speck(70, 0, 0, w * 0.5, h * 0.5, [dark(k, 0.4), light(k, 0.35), "#a8644e"], 2, 6, 0.6),
            7,
        )

    a.obj(leaf_sheet(a, 400, 430, 700, 520, -8) if a.n != 1 else tampah(a, 400, 410, 360))
    lay = {
        1: [(300, 300, -12), (520, 330, 10), (330, 500, 6), (540, 520, -8)],
        2: [(310, 330, -14), (500, 300, 8), (400, 520, 2)],
        3: [(270, 330, -6), (470, 320, 6), (300, 540, 4), (510, 530, -6)],
    }[a.n]
    for i, (x, y, rot) in enumerate(lay):
        b = block(185, 120, 52)
        if i == len(lay) - 1 or (a.n == 3 and i % 2 == 0):  # wrapped in dry leaf or paper, tied
            wrap = "#d9c08c" if a.n != 2 else "#7f9a4c"
            b += (
                a.form(
                    rrect(-62, -64, 124, 180, 6),
                    wrap,
                    -4,
                    -5,
                    "".join(
                        path(f"M{-60 + k * 16} -66v190", "none", dark(wrap, 0.2), 2, 0.6) for k in range(9)
                    ),
                    3,
                )
                + twine(a, -66, 20, 66, 20)
                + bow(a, 0, 20, 34)
            )
        a.obj(at(b, x, y, rot))
    a.obj(
        [
            chilli(a, 600, 690, 130, -30),
            chilli(a, 640, 710, 110, -5),
            garlic(a, 120, 700, 40, 30),
            shallot(a, 190, 730, 36, -15),
        ],
        "shs",
    )
    glow(a)


def floss(a, cx, cy, rx, ry, n=150, c="#c98d45"):
    o = [path(blob(a.r, cx, cy, rx, ry, 16, 0.06), dark(c, 0.3))]
    for _ in range(n):
        t, q = a.u(0, 6.28), math.sqrt(a.r.random())
        x, y = cx + rx * q * math.cos(t), cy + ry * q * math.sin(t)
        o.append(
            path(
                f"M{x:.0f} {y:.0f}q{a.u(-26, 26):.0f} {a.u(-22, 22):.0f} {a.u(-40, 40):.0f} {a.u(-14, 14):.0f}t{a.u(-26, 26):.0f} {a.u(-20, 20):.0f}",
                "none",
                jit(a.r, a.pick(c, light(c, 0.25), dark(c, 0.2), "#e2b062"), 0.01, 0.05, 0.05),
                a.u(3, 6),
                0.9,
            )
        )
    return g(o)


def abon(a):
    if a.n == 2:
        flat(a, "wood", "teal")
        a.obj(bowl(a, 390, 400, 300, "#a8672e", "#f4efe0"))
        a.obj(floss(a, 390, 400, 225, 220, 420), "shs")
        a.obj(spoon(a, 600, 590, 380, -140))
        a.obj(
            [
                leaf_sheet(a, 130, 690, 170, 130, 20),
                shallot(a, 680, 130, 40, 20),
                shallot(a, 730, 190, 34, -20),
            ],
            "shs",
        )
        return glow(a)
    table(a, "#cfe0d6", "#d9c39c", "#b9d2d0")
    floor_shadow(a, 330, 664, 165)
    a.obj(
        jar(
            a,
            320,
            660,
            310,
            400,
            "#c58a42",
            {1: TEAL, 3: RED}[a.n],
            0.12,
            floss(a, 320, 480, 190, 210, 330),
            cover=None if a.n == 1 else "#a33b33",
        )
        + label(a, 320, 520, 220, 170, "Abon|Ikan", "gabus asli", CREAM, "#5a2b1c", None),
        "shs",
    )
    floor_shadow(a, 590, 690, 120)
    heap = floss(a, 590, 610, 118, 56, 150)
    b = "M455 612Q470 694 540 700H640Q712 694 726 612Q590 640 455 612Z"
    a.obj(heap + a.form(b, {1: "#b9673f", 3: "#3b8583"}[a.n], -8, -8), "shs")
    glow(a)


MOTIFS = {
    "udang": (udang, 4),
    "udang-kering": (udang_kering, 3),
    "terasi": (terasi, 3),
    "abon-ikan": (abon, 3),
}
