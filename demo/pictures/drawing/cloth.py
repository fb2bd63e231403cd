"""Woven and dyed cloth: songket, jumputan, batik."""

import math

from .core import at, ell, g, jit, light, mix, path, poly, ring, rrect, smooth
from .surfaces import flat, glow


def star8(q, c, op=1.0):
    return path(
        poly([(p if i % 2 else (p[0] * 0.42, p[1] * 0.42)) for i, p in enumerate(ring(0, 0, q, n=16))]),
        c,
        op=op,
    )


def songket_cloth(a, w, h, c, gold="#e2b552"):
    """Ground in deep red or its kin; gold-thread stars, rhombs and the bamboo-shoot border."""
    o = [f'<rect x="{-w / 2}" y="{-h / 2}" width="{w}" height="{h}" fill="{c}"/>']
    st = 112
    for j in range(int(h / st) + 2):
        for i in range(int(w / st) + 2):
            x, y = -w / 2 + i * st + (st / 2 if j % 2 else 0), -h / 2 + 140 + j * st * 0.62
            if y > h / 2 - 130:
                continue
            o.append(
                at(
                    path(poly([(0, -46), (46, 0), (0, 46), (-46, 0)]), "none", gold, 3.5, 0.8)
                    + star8(33, jit(a.r, gold, 0.01, 0.05, 0.05))
                    + path(ell(0, 0, 4), c),
                    x,
                    y,
                )
            )
    for s in (-1, 1):
        y0 = s * h / 2
        for k, t in ((10, 8), (26, 3), (100, 3), (112, 7)):
            o.append(path(f"M{-w / 2} {y0 - s * k}h{w}", "none", gold, t))
        for i in range(int(w / 50) + 1):
            x = -w / 2 + i * 50
            o.append(
                path(
                    poly([(x, y0 - s * 32), (x + 25, y0 - s * 92), (x + 50, y0 - s * 32)]),
                    jit(a.r, gold, 0.01, 0.05, 0.05),
                )
                + path(poly([(x + 14, y0 - s * 36), (x + 25, y0 - s * 66), (x + 36, y0 - s * 36)]), c)
            )
    return "".join(o)


def fold_shade(a, w, h, n=3):
    return "".join(
        g(
            path(f"M{-w / 2 + w * k / n:.0f} {-h / 2}V{h / 2}", "none", "#14050a", 26),
            op=0.5,
            extra=a.f("b14"),
        )
        + g(
            path(f"M{-w / 2 + w * k / n + 30:.0f} {-h / 2}V{h / 2}", "none", "#fff0c8", 20),
            op=0.28,
            extra=a.f("b14"),
        )
        for k in range(1, n)
    )


def songket(a):
    flat(a, "palewood", "mat", "teal", "paper")
    c = {1: "#8b1a2c", 2: "#5a1f4f", 3: "#8b1a2c", 4: "#14514f"}[a.n]
    if a.n in (1, 4):
        w, h = 560, 640
        a.obj(
            at(
                a.form(
                    rrect(-w / 2, -h / 2, w, h, 10),
                    c,
                    -4,
                    -5,
                    songket_cloth(a, w, h, c) + fold_shade(a, w, h, 2),
                    3,
                ),
                400,
                400,
                -8 if a.n == 1 else 6,
            )
        )
    elif a.n == 2:  # a folded stack
        for i, (cc, y) in enumerate((("#14514f", 590), ("#9a6a1c", 460), (c, 320))):
            a.obj(
                at(
                    a.form(
                        rrect(-280, -120, 560, 230, 26),
                        cc,
                        -4,
                        -5,
                        g(songket_cloth(a, 600, 520, cc), "translate(0 -150)" if i < 2 else "translate(0 60)")
                        + g(path("M-300 100H300", "none", "#14050a", 44), op=0.55, extra=a.f("b14")),
                        3,
                    ),
                    400,
                    y,
                    (-2, 2, -3)[i],
                )
            )
    else:  # hanging in soft folds with fringe
        w, h = 600, 600
        fr = "".join(
            path(
                f"M{-w / 2 + 6 + i * 12} {h / 2 - 4}q{a.u(-6, 6):.0f} 30 {a.u(-4, 4):.0f} 60",
                "none",
                "#e2b552",
                5,
            )
            for i in range(50)
        )
        a.obj(
            at(
                fr
                + a.form(
                    rrect(-w / 2, -h / 2, w, h, 6),
                    c,
                    -4,
                    -5,
                    songket_cloth(a, w, h, c) + fold_shade(a, w, h, 5),
                    3,
                ),
                400,
                360,
                3,
            )
        )
    glow(a)


def jumputan(a):
    flat(a, "palewood", "teal", "rose", "mat")
    c1, c2 = {
        1: ("#7a2a6e", "#e5a63c"),
        2: ("#c6356a", "#f2c14e"),
        3: ("#1f6f73", "#e2743c"),
        4: ("#5a3420", "#d9b06a"),
    }[a.n]
    w, h = 600, 620
    o = [f'<rect x="{-w / 2}" y="{-h / 2}" width="{w}" height="{h}" fill="{c1}"/>']
    if a.n != 4:  # tied and dyed: blooms of little rings
        o.append(
            g(
                "".join(
                    path(
                        smooth(ring(a.u(-w, w) / 2, a.u(-h, h) / 2, a.u(60, 120), n=8)),
                        a.pick(c2, light(c1, 0.3), mix(c1, c2, 0.5)),
                    )
                    for _ in range(9)
                ),
                op=0.75,
                extra=a.f("b30"),
            )
        )
        for j in range(-2, 3):
            for i in range(-2, 3):
                x, y = i * 122 + (61 if j % 2 else 0), j * 122
                for k, (q, n) in enumerate(((52, 14), (32, 9), (12, 1))):
                    for t in range(n):
                        th = 6.283 * t / n + k * 0.3
                        px, py = x + q * math.cos(th) * (n > 1), y + q * math.sin(th) * (n > 1)
                        o.append(
                            g(path(ell(px, py, 9 if n > 1 else 15), c2, op=0.8), extra=a.f("b3"))
                            + path(ell(px, py, 5.5 if n > 1 else 10), "#fff6df")
                            + path(ell(px, py, 2 if n > 1 else 4), c1)
                        )
        for x in range(-280, 300, 24):
            for y in (-290, 290):
                o.append(path(ell(x, y, 6), "#fff6df", c2, 4))
    else:  # hand-drawn batik: fish and water on soga brown
        for j in range(-4, 5):
            for i in range(-3, 4):
                x, y = i * 118 + (59 if j % 2 else 0), j * 74
                if (i + j) % 2 == 0:
                    o.append(
                        at(
                            path("M-38 0Q-8 -26 24 -2L42 -16V16L24 4Q-8 26 -38 0", c2, "#f2e3bd", 3)
                            + path(ell(-20, -3, 3), c1)
                            + path("M-6 -10q8 10 0 20M6 -8q8 8 0 16", "none", c1, 2.5),
                            x,
                            y,
                            a.pick(0, 180),
                        )
                    )
                else:
                    o.append(
                        at(
                            path(
                                "M-44 0q11 -18 22 0t22 0t22 0t22 0M-44 12q11 -18 22 0t22 0t22 0t22 0",
                                "none",
                                "#e9cf96",
                                4,
                            ),
                            x,
                            y,
                        )
                    )
        o += [path(ell(a.u(-300, 300), a.u(-310, 310), 2.6), "#e9cf96", op=0.9) for _ in range(240)]
    if a.n == 2:
        for i, (y, rot) in enumerate(((560, 2), (420, -2), (270, 3))):
            cc = ("#1f6f73", "#e5a63c", c1)[i]
            sheet = (
                "".join(o)
                if i == 2
                else f'<rect x="-300" y="-310" width="600" height="620" fill="{cc}"/>'
                + "".join(
                    path(ell(-280 + k * 24 % 560, -110 + (k * 24 // 560) * 34, 8), "none", "#fff6df", 4)
                    for k in range(160)
                )
            )
            a.obj(
                at(
                    a.form(
                        rrect(-275, -115, 550, 235, 28),
                        cc,
                        -4,
                        -5,
                        sheet + g(path("M-300 110H300", "none", "#14050a", 44), op=0.5, extra=a.f("b14")),
                        3,
                    ),
                    400,
                    y,
                    rot,
                )
            )
    else:
        a.obj(
            at(
                a.form(
                    rrect(-w / 2, -h / 2, w, h, 8),
                    c1,
                    -4,
                    -5,
                    "".join(o) + fold_shade(a, w, h, 3 if a.n != 3 else 4),
                    3,
                ),
                400,
                405,
                {1: 7, 3: -6, 4: 5}[a.n],
            )
        )
    glow(a)


MOTIFS = {
    "songket": (songket, 4),
    "jumputan-batik": (jumputan, 4),
}
