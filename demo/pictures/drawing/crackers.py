"""Kemplang and curly kerupuk."""

import math

from .core import at, blob, dark, g, jit, light, path, smooth
from .props import chilli, sprig
from .surfaces import flat, glow
from .vessels import bowl, cuko, leaf_sheet, plate, tampah


def cracker(a, q, char=False, c="#f3e3c0"):
    """A kemplang disc: blistered and wavy; grilled ones carry scorched spots."""
    d = blob(a.r, 0, 0, q, q * a.u(0.93, 1), 18, 0.028)
    k = []
    for x, y in a.scatter(int(26 + q / 6), 0, 0, q * 0.9, q * 0.9, q * 0.17, 20):
        s = a.u(0.055, 0.11) * q
        k.append(
            path(blob(a.r, x + 2, y + 3, s, s, 7, 0.12), dark(c, 0.22), op=0.5)
            + path(blob(a.r, x, y, s, s * 0.92, 7, 0.12), light(c, 0.35), op=0.75)
        )
    if char:
        for _ in range(int(a.u(10, 16))):
            t, m = a.u(0, 6.28), a.u(0.35, 0.98)
            x, y, s = q * m * math.cos(t), q * m * math.sin(t), a.u(0.05, 0.13) * q
            k.append(
                g(
                    path(blob(a.r, x, y, s * 1.5, s, 8, 0.25, math.degrees(t) + 90), "#b06a2c"),
                    op=0.6,
                    extra=a.f("b3"),
                )
                + path(blob(a.r, x, y, s * 0.8, s * 0.5, 7, 0.3, math.degrees(t) + 90), "#4b2713", op=0.85)
            )
        k.append(g(path(d, "none", "#b5702f", q * 0.09), op=0.6, extra=a.f("b7")))
    return a.form(d, c, -6, -8, "".join(k), 7, 0.2)


def kemplang_panggang(a):
    flat(a, "wood", "mat", "teal", "leaf")
    n = a.n
    if n == 2:
        a.obj(tampah(a, 400, 400, 370))
    lay = {
        1: [(270, 260, 190), (540, 310, 195), (330, 540, 205)],
        2: [(310, 280, 158), (510, 330, 152), (300, 500, 155), (480, 530, 160)],
        3: [
            (
                400 + 150 * math.cos(t / 10 * 6.28 * 0.6 - 2.6),
                420 + 150 * math.sin(t / 10 * 6.28 * 0.6 - 2.6),
                185,
            )
            for t in range(0, 10, 2)
        ],
        4: [(420, 300, 210), (260, 500, 190), (560, 560, 170)],
    }[n]
    for x, y, q in lay:
        a.obj(at(cracker(a, q, True), x, y, a.u(0, 360)))
    x, y = {1: (640, 620), 2: (690, 690), 3: (430, 440), 4: (660, 180)}[n]
    a.obj(
        bowl(
            a,
            x,
            y,
            92,
            "#b3261c",
            None,
            a.speck(36, x, y, 66, 66, ["#e6603b", "#f0c26a", "#7d120f"], 2, 6, 0.8),
        )
    )
    if n in (1, 2):
        a.obj(
            [chilli(a, 90, 720, 120, -18), chilli(a, 60, 680, 100, 8)]
            if n == 1
            else chilli(a, 60, 740, 110, -30),
            "shs",
        )
    glow(a)


def kemplang_goreng(a):
    flat(a, "teal", "paper", "wood")
    n = a.n
    if n == 1:
        a.obj(plate(a, 400, 410, 350, "enamel"))
    elif n == 2:
        a.obj(tampah(a, 400, 410, 350))
    else:
        a.obj(leaf_sheet(a, 400, 420, 690, 600, 10))
    q = 82 if n != 3 else 92
    for lvl, (m, rr) in enumerate(((11, 230), (7, 140), (3, 60))):
        for x, y in a.scatter(m, 400, 405 - 8 * lvl, rr, rr, q * 1.1):
            a.obj(
                at(
                    cracker(a, q * a.u(0.85, 1.1), False, jit(a.r, "#efcb86", 0.008, 0.06, 0.03)),
                    x,
                    y,
                    a.u(0, 360),
                    1,
                    a.u(0.72, 1),
                ),
                "shs",
            )
    a.obj(cuko(a, 690, 690, 88) if n != 2 else [chilli(a, 640, 740, 120, -20)], "shs")
    glow(a)


def curl(a, q, c="#f6ead2"):
    """Kerupuk keriting: one long string of dough, tangled into a nest and fried."""
    o = [path(blob(a.r, 0, 0, q * 0.92, q * 0.86), dark(c, 0.38))]
    for k in range(15):
        t0 = a.u(0, 6.28)
        pts = []
        for i in range(8):
            rr = q * (0.25 + 0.68 * abs(math.sin(k * 1.3 + i * 0.9)))
            pts.append((rr * math.cos(t0 + i * 0.85), rr * 0.94 * math.sin(t0 + i * 0.85)))
        d = smooth(pts, False)
        o += [
            path(d, "none", dark(c, 0.3), q * 0.12),
            path(d, "none", jit(a.r, c, 0.006, 0.03, 0.03), q * 0.085),
            g(path(d, "none", "#fffdf4", q * 0.03), "translate(-1.5 -2)", 0.7),
        ]
    return g(o)


def kerupuk(a):
    flat(a, "indigo", "mat", "wood")
    n = a.n
    c = {1: "#f6ead2", 2: "#f1d7a6", 3: "#f4e3c4"}[n]
    if n == 1:
        a.obj(tampah(a, 400, 400, 375))
        pts = a.scatter(9, 400, 400, 235, 235, 150, 200)
        q = 92
    elif n == 2:
        a.obj(leaf_sheet(a, 400, 400, 720, 520, -12))
        pts, q = [(250, 310), (430, 280), (590, 360), (310, 480), (480, 480), (400, 390)], 108
    else:
        a.obj(plate(a, 400, 410, 340, "green"))
        pts, q = [(310, 330), (490, 340), (290, 490), (470, 520), (390, 420)], 118
    for x, y in pts:
        a.obj(at(curl(a, q * a.u(0.9, 1.05), c), x, y, a.u(0, 360)), "shs")
    if n == 3:
        a.obj(cuko(a, 680, 160, 92))
    elif n == 2:
        a.obj(sprig(a, 80, 720, -20), "shs")
    glow(a)


MOTIFS = {
    "kemplang-panggang": (kemplang_panggang, 4),
    "kemplang-goreng": (kemplang_goreng, 3),
    "kerupuk-ikan": (kerupuk, 3),
}
