"""Palembang's own: pempek, tekwan, kemplang and curly kerupuk."""

import math

from .core import at, blob, dark, ell, jit, light, path, smooth
from .props import chilli, lime, shallot
from .surfaces import flat, glow
from .vessels import bowl, cuko, leaf_sheet, plate, tampah

FRIED, DOUGH = "#d99b45", "#efe2c4"


def crust(a, d, c, cx, cy, rx, ry, n=26):
    """Fried skin: golden, with browner patches and small blisters."""
    k = "".join(
        path(
            blob(
                a.r, cx + a.u(-rx, rx), cy + a.u(-ry, ry), a.u(0.12, 0.34) * rx, a.u(0.1, 0.3) * ry, 8, 0.25
            ),
            a.pick("#b9692a", "#e8bd6c", "#c67e33"),
            op=0.38,
        )
        for _ in range(12)
    )
    return a.form(
        d,
        c,
        -8,
        -10,
        k
        + a.speck(n, cx, cy, rx, ry, ["#8f4a1e", "#f3d490", "#fbe6b5"], 2, 5, 0.6)
        + path(
            f"M{cx - rx * 0.6:.0f} {cy - ry * 0.45:.0f}Q{cx - rx * 0.1:.0f} {cy - ry * 0.85:.0f} {cx + rx * 0.4:.0f} {cy - ry * 0.6:.0f}",
            "none",
            "#fff3cf",
            7,
            0.55,
        ),
    )


def selem(a, L=190, cut=False, c=None):
    c = c or jit(a.r, FRIED)
    if not cut:
        d = smooth(
            [
                (-L, -6),
                (-L * 0.72, -L * 0.36),
                (0, -L * 0.5),
                (L * 0.72, -L * 0.36),
                (L, -6),
                (L * 0.7, L * 0.36),
                (0, L * 0.46),
                (-L * 0.7, L * 0.36),
            ]
        )
        seam = path(
            f"M{-L * 0.8:.0f} {L * 0.12:.0f}Q0 {L * 0.34:.0f} {L * 0.8:.0f} {L * 0.1:.0f}",
            "none",
            dark(c, 0.3),
            6,
            0.55,
        ) + path(
            f"M{-L * 0.8:.0f} {L * 0.09:.0f}Q0 {L * 0.3:.0f} {L * 0.8:.0f} {L * 0.07:.0f}",
            "none",
            light(c, 0.5),
            4,
            0.5,
        )
        return crust(a, d, c, 0, 0, L * 0.9, L * 0.45) + seam
    d = smooth(
        [
            (-L * 0.62, 0),
            (-L * 0.45, -L * 0.42),
            (0, -L * 0.54),
            (L * 0.45, -L * 0.42),
            (L * 0.62, 0),
            (L * 0.45, L * 0.4),
            (0, L * 0.5),
            (-L * 0.45, L * 0.4),
        ]
    )
    inner = blob(a.r, 0, 0, L * 0.53, L * 0.43, 12, 0.03)
    egg = blob(a.r, 0, L * 0.02, L * 0.33, L * 0.25, 11, 0.05)
    yolk = blob(a.r, L * 0.03, L * 0.03, L * 0.22, L * 0.165, 11, 0.05)
    return (
        crust(a, d, dark(c, 0.08), 0, 0, L * 0.6, L * 0.5, 8)
        + path(inner, "#e9d9b8")
        + a.form(
            inner,
            "#f2e8d2",
            -4,
            -5,
            a.speck(34, 0, 0, L * 0.5, L * 0.4, ["#cdb894", "#fffaf0"], 1.5, 4, 0.6),
            3,
            0.18,
        )
        + path(egg, "#fffdf3", "#dccba6", 3)
        + a.form(
            yolk,
            "#f2a81d",
            -4,
            -5,
            a.speck(30, 0, 0, L * 0.2, L * 0.15, ["#e08a12", "#ffd166"], 2, 5, 0.7),
            3,
        )
    )


def _garnish(a, x, y):
    k = a.n % 3
    a.obj(
        [chilli(a, x - 30, y, 100, -25), chilli(a, x - 20, y + 34, 90, 12, "#6f9a3c")][: 2 if k else 1]
        + ([lime(a, x + 70, y - 20, 40)] if k == 2 else []),
        "shs",
    )


def kapal_selem(a):
    flat(a, "teal", "wood", "leaf", "paper")
    n = a.n
    if n == 3:
        a.obj(plate(a, 400, 410, 330, "enamel"))
    elif n == 2:
        a.obj(leaf_sheet(a, 400, 420, 700, 540, -8))
    else:
        a.obj(plate(a, 380, 420, 340, "flower" if n == 1 else "teal"))
    lay = {
        1: [(310, 300, -14, 0), (300, 520, 8, 1), (520, 480, 30, 1)],
        2: [(270, 300, -20, 0), (360, 470, -12, 0), (560, 330, 14, 1), (230, 600, 10, 1)],
        3: [(390, 280, -6, 0), (280, 490, 12, 1), (520, 540, -18, 1)],
        4: [(250, 380, 25, 1), (420, 250, -20, 1), (410, 530, -14, 0)],
    }[n]
    for x, y, rot, cut in lay:
        a.obj(at(selem(a, 205, cut), x, y, rot))
    cx, cy = {1: (640, 190), 2: (650, 600), 3: (640, 180), 4: (610, 230)}[n]
    a.obj(cuko(a, cx, cy, 108))
    _garnish(a, *{1: (110, 690), 2: (600, 130), 3: (110, 690), 4: (150, 700)}[n])
    glow(a)


def lenjer_piece(a, L=420, w=84, c=DOUGH):
    d = smooth(
        [
            (-L / 2, 0),
            (-L * 0.46, -w * 0.42),
            (-L * 0.25, -w * 0.5),
            (0, -w * 0.49),
            (L * 0.25, -w * 0.5),
            (L * 0.46, -w * 0.42),
            (L / 2, 0),
            (L * 0.46, w * 0.42),
            (L * 0.2, w * 0.5),
            (-L * 0.2, w * 0.49),
            (-L * 0.46, w * 0.42),
        ]
    )
    return crust(a, d, c, 0, 0, L * 0.48, w * 0.42, 30)


def coin(a, q=46, c=FRIED):
    return (
        crust(a, blob(a.r, 5, 8, q, q * 0.92, 10, 0.03), dark(c, 0.1), 5, 8, q, q, 3)
        + path(blob(a.r, 0, 0, q * 0.92, q * 0.84, 11, 0.03), a.ball("#f1e6cd", 0.4, 0.12))
        + a.speck(14, 0, 0, q * 0.7, q * 0.6, ["#d3bd95", "#fffaf0"], 1.5, 4, 0.7)
    )


def lenjer(a):
    flat(a, "mat", "leaf", "red", "palewood")
    n = a.n
    if n in (1, 4):
        a.obj(leaf_sheet(a, 390, 410, 700, 480, {1: -10, 4: 12}[n]))
    else:
        a.obj(plate(a, 390, 420, 335, {2: "enamel", 3: "green"}[n]))
    base = {1: -22, 2: 35, 3: -8, 4: 78}[n]
    c = {1: DOUGH, 2: FRIED, 3: "#e7c488", 4: FRIED}[n]
    ox, oy = {1: (330, 380), 2: (380, 380), 3: (400, 340), 4: (330, 400)}[n]
    for i in range(3):
        dx, dy = 96 * i - 96, 0
        t = math.radians(base + 90)
        a.obj(
            at(
                lenjer_piece(a, a.u(390, 440), 86, jit(a.r, c, 0.005, 0.04, 0.03)),
                ox + dx * math.cos(t),
                oy + dx * math.sin(t) + dy,
                base + a.u(-5, 5),
            ),
            "shs",
        )
    sx, sy = {1: (500, 580), 2: (300, 600), 3: (330, 570), 4: (590, 560)}[n]
    for i in range(5):
        a.obj(
            at(
                coin(a, 50, c if n != 1 else "#dcb674"),
                sx + i * 46 - 60,
                sy + 14 * math.sin(i * 2),
                a.u(-30, 30),
            ),
            "shs",
        )
    cx, cy = {1: (650, 190), 2: (650, 640), 3: (655, 640), 4: (600, 220)}[n]
    a.obj(cuko(a, cx, cy, 104))
    glow(a)


def adaan(a):
    flat(a, "wood", "teal", "mat", "sage")
    n = a.n
    cx, cy = {1: (380, 420), 2: (420, 410), 3: (380, 400), 4: (400, 400)}[n]
    if n == 2:
        a.obj(tampah(a, cx, cy, 340))
        a.obj(leaf_sheet(a, cx, cy, 430, 400, 20))
    else:
        a.obj(plate(a, cx, cy, 335, {1: "clay", 3: "flower", 4: "enamel"}[n]))
        a.obj(leaf_sheet(a, cx, cy, 400, 330, 15 * n), "shs")
    q = 64
    for lvl, (m, rr) in enumerate(((12, 200), (6, 110), (2, 40))):
        for x, y in a.scatter(m, cx, cy - lvl * 14, rr, rr * 0.9, q * 1.45):
            s = q * a.u(0.92, 1.06)
            d = blob(a.r, 0, 0, s, s * 0.94, 10, 0.035)
            a.obj(
                at(
                    crust(a, d, jit(a.r, "#c9853a", 0.01, 0.06, 0.06), 0, 0, s * 0.8, s * 0.8, 16)
                    + a.speck(5, 0, 0, s * 0.6, s * 0.6, ["#6f8f3c", "#f5dfb0"], 3, 6, 0.8),
                    x,
                    y,
                    a.u(0, 40) - 20,
                ),
                "shs",
            )
    x, y = {1: (660, 170), 2: (150, 660), 3: (650, 660), 4: (640, 180)}[n]
    a.obj(cuko(a, x, y, 104))
    if n in (1, 3):
        a.obj([shallot(a, 120, 690, 38, -30), shallot(a, 190, 730, 34, 20)], "shs")
    glow(a)


def tekwan(a):
    flat(a, "teal", "palewood", "mat", "rose")
    n, cx, cy, q = a.n, 400, 415, 320
    a.obj(bowl(a, cx, cy, q, "#e3c98f", {1: "#f4efe0", 2: "#3b8583", 3: "#b9673f", 4: "#f4efe0"}[n]))
    R = q * 0.74
    d, o = ell(cx, cy, q * 0.8), []
    for _ in range(34):  # glass noodles
        x, y = cx + a.u(-R, R) * 0.7, cy + a.u(-R, R) * 0.7
        o.append(
            path(
                smooth([(x + a.u(-90, 90), y + a.u(-60, 60)) for _ in range(5)], False),
                "none",
                a.pick("#f5ecd0", "#fff8e6", "#dfd0a4"),
                6,
                0.65,
            )
        )
    for x, y in a.scatter(7, cx, cy, R * 0.8, R * 0.8, 110):  # wood-ear fungus
        o.append(
            path(blob(a.r, x, y, a.u(26, 40), a.u(18, 26), 8, 0.3, a.u(0, 180)), a.ball("#3d2a25", 0.2, 0.3))
        )
    for x, y in a.scatter(11, cx, cy, R * 0.85, R * 0.85, 78):  # jicama sticks
        o.append(
            at(
                path("M-34 -6h68v12h-68z", "#f3ecd0") + path("M-34 6h68", "none", "#cdbd8c", 3),
                x,
                y,
                a.u(0, 180),
            )
        )
    a.obj(a.clip(d, o), "shs")
    balls = []
    for x, y in a.scatter(15 + n, cx, cy, R * 0.82, R * 0.82, 84):
        s = a.u(38, 50)
        b = blob(a.r, 0, 0, s, s * 0.8, 9, 0.1)
        balls.append(
            at(
                path(blob(a.r, 6, 9, s, s * 0.8), "#6b4a1d", op=0.3)
                + a.form(
                    b,
                    "#f0e7d3",
                    -5,
                    -6,
                    path(
                        f"M{-s * 0.4:.0f} {-s * 0.25:.0f}q{s * 0.3:.0f} {-s * 0.3:.0f} {s * 0.7:.0f} 0",
                        "none",
                        "#fff",
                        5,
                        0.8,
                    )
                    + a.speck(8, 0, 0, s * 0.6, s * 0.5, ["#cfc0a0"], 1.5, 3),
                    3,
                    0.22,
                ),
                x,
                y,
                a.u(-60, 60),
            )
        )
    a.obj(a.clip(d, balls), "shs")
    top = a.speck(46, cx, cy, R * 0.85, R * 0.85, ["#4f8a34", "#7fb043", "#39722c"], 4, 8, 0.95) + a.speck(
        34, cx + 20, cy - 20, R * 0.5, R * 0.45, ["#a85a24", "#c97a35", "#7c3d18"], 4, 8, 0.95
    )
    for x, y in a.scatter(5, cx, cy, R * 0.8, R * 0.8, 120):
        top += at(
            path("M0 0q-16 -20 -26 -6q-18 8 0 14q-6 20 12 12q14 10 18 -8q14 -10 -4 -12z", "#5e9a3a"),
            x,
            y,
            a.u(0, 360),
        )
    top += "".join(
        path(ell(cx + a.u(-R, R) * 0.7, cy + a.u(-R, R) * 0.7, a.u(5, 12)), "#fff4c8", op=0.5)
        for _ in range(12)
    )
    a.add(a.clip(d, top))
    if n != 3:
        a.obj(lime(a, 95, 690, 52), "shs")
    a.obj(
        [chilli(a, 640, 730, 110, -30), chilli(a, 690, 745, 90, -50, "#d2452c")]
        if n != 2
        else bowl(a, 690, 130, 76, "#b5271f", "#f4efe0"),
        "shs",
    )
    glow(a)


MOTIFS = {
    "pempek-kapal-selem": (kapal_selem, 4),
    "pempek-lenjer": (lenjer, 4),
    "pempek-adaan": (adaan, 4),
    "tekwan": (tekwan, 4),
}
