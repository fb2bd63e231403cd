"""Small things beside the goods: leaves, chillies, lime, twine, tags."""

import math

from .core import (
    CREAM,
    GOLD,
    INK,
    LEAF,
    RED,
    TEAL,
    at,
    blob,
    dark,
    ell,
    g,
    jit,
    light,
    path,
    poly,
    ring,
    smooth,
    text,
)


def leaf(a, x, y, L=120, rot=0, c=LEAF, w=0.3):
    d = smooth(
        [
            (0, 0),
            (L * 0.3, -L * w * 0.8),
            (L * 0.65, -L * w * 0.75),
            (L, 0),
            (L * 0.62, L * w * 0.62),
            (L * 0.28, L * w * 0.7),
        ]
    )
    v = "".join(
        path(f"M{L * t:.0f} 0l{L * 0.14:.0f} {s * L * w * 0.65:.0f}", "none", light(c, 0.25), 2, 0.6)
        for t in (0.2, 0.35, 0.5, 0.65)
        for s in (-1, 1)
    )
    return at(a.form(d, c, -3, -5, path(f"M0 0H{L}", "none", light(c, 0.35), 3) + v, 3), x, y, rot)


def sprig(a, x, y, rot=0, c=LEAF, n=5, L=70):
    o = [path(f"M0 0Q{L} -20 {L * 1.9:.0f} 0", "none", dark(c, 0.2), 5)]
    for i in range(n):
        t = i / n
        o.append(
            leaf(
                a,
                L * 1.8 * t + 10,
                -18 * math.sin(t * 3),
                L * (1 - t * 0.4),
                -50 if i % 2 else 48,
                jit(a.r, c),
            )
        )
    o.append(leaf(a, L * 1.75, -3, L * 0.7, 2, jit(a.r, c)))
    return at(g(o), x, y, rot)


def chilli(a, x, y, L=130, rot=0, c="#c62f26"):
    w = min(L * 0.1, 9 + L * 0.035)
    d = smooth(
        [
            (0, -w * 0.75),
            (L * 0.2, -w),
            (L * 0.6, -w * 0.75),
            (L * 0.9, -w * 0.1),
            (L, w * 0.6),
            (L * 0.82, w * 0.5),
            (L * 0.5, w * 0.8),
            (L * 0.15, w),
            (0, w * 0.6),
        ]
    )
    return at(
        path(f"M2 0q-14 -2 -{L * 0.2:.0f} -{L * 0.08:.0f}", "none", "#4f7a33", L * 0.045 + 2)
        + path(blob(a.r, 2, 0, L * 0.05, w * 0.85, 7), "#5d8a3a")
        + a.form(
            d,
            c,
            -2,
            -4,
            path(
                f"M{L * 0.1:.0f} {-w * 0.4:.0f}Q{L * 0.45:.0f} {-w * 0.75:.0f} {L * 0.72:.0f} {-w * 0.2:.0f}",
                "none",
                "#ffd9c4",
                3.5,
                0.75,
            ),
            3,
        ),
        x,
        y,
        rot,
    )


def lime(a, x, y, q=45, half=True, c="#7fa83c"):
    if not half:
        return path(blob(a.r, x, y, q * 1.05, q * 0.95), a.ball(c, 0.3, 0.3)) + path(
            ell(x - q * 0.35, y - q * 0.4, q * 0.14, q * 0.1), "#fff", op=0.5
        )
    o = [
        path(ell(x, y, q), dark(c, 0.1)),
        path(ell(x, y, q * 0.88), "#eef2c4"),
        path(ell(x, y, q * 0.8), light(c, 0.45)),
    ]
    for i in range(9):
        t = 2 * math.pi * i / 9
        o.append(
            path(
                f"M{x} {y}L{x + q * 0.8 * math.cos(t):.1f} {y + q * 0.8 * math.sin(t):.1f}",
                "none",
                "#f3f5d3",
                q * 0.06,
            )
        )
    return g(o)


def shallot(a, x, y, q=36, rot=0, c="#a8425a"):
    d = smooth(
        [
            (-q, 0),
            (-q * 0.5, -q * 0.75),
            (q * 0.3, -q * 0.72),
            (q * 1.1, -q * 0.12),
            (q * 1.6, 0),
            (q * 1.1, q * 0.12),
            (q * 0.3, q * 0.72),
            (-q * 0.5, q * 0.75),
        ]
    )
    return at(
        a.form(
            d,
            c,
            -3,
            -5,
            "".join(
                path(f"M{-q} 0Q{-q * 0.1:.0f} {k * q:.0f} {q * 1.4:.0f} 0", "none", light(c, 0.35), 2, 0.6)
                for k in (-1, -0.4, 0.3, 0.9)
            ),
            3,
        ),
        x,
        y,
        rot,
    )


def garlic(a, x, y, q=34, rot=0):
    c = "#f1e6d6"
    d = smooth(
        [
            (-q, 0),
            (-q * 0.6, -q * 0.85),
            (q * 0.3, -q * 0.7),
            (q * 1.2, 0),
            (q * 0.3, q * 0.75),
            (-q * 0.6, q * 0.85),
        ]
    )
    return at(
        a.form(
            d,
            c,
            -3,
            -5,
            "".join(
                path(f"M{-q} 0Q0 {k * q:.0f} {q * 1.2:.0f} 0", "none", "#c9a9a6", 2, 0.7)
                for k in (-0.9, 0, 0.9)
            ),
            3,
        ),
        x,
        y,
        rot,
    )


def spoon(a, x, y, L=330, rot=0, c="#a9713f"):
    d = smooth(
        [
            (-L * 0.5, -4),
            (-L * 0.1, -9),
            (L * 0.2, -13),
            (L * 0.28, -34),
            (L * 0.4, -42),
            (L * 0.5, 0),
            (L * 0.4, 42),
            (L * 0.28, 34),
            (L * 0.2, 13),
            (-L * 0.1, 9),
            (-L * 0.5, 8),
        ]
    )
    return at(a.form(d, c, -3, -5, path(ell(L * 0.39, 3, L * 0.085, 29), dark(c, 0.3), op=0.8), 3), x, y, rot)


def twine(a, x0, y0, x1, y1, c="#c9a36a", sw=8):
    o = (
        path(f"M{x0} {y0}L{x1} {y1}", "none", dark(c, 0.35), sw + 2)
        + path(f"M{x0} {y0}L{x1} {y1}", "none", c, sw)
        + path(f"M{x0} {y0}L{x1} {y1}", "none", dark(c, 0.35), sw, 0.5, 'stroke-dasharray="1 9"')
    )
    return o


def bow(a, x, y, q=44, c="#c9a36a", sw=7):
    o = []
    for d in (
        f"M0 0C{-q} {-q} {-q * 1.6:.0f} {q * 0.2:.0f} 0 0",
        f"M0 0C{q} {-q} {q * 1.6:.0f} {q * 0.2:.0f} 0 0",
        f"M0 0Q{-q * 0.4:.0f} {q * 0.7:.0f} {-q * 0.9:.0f} {q * 1.1:.0f}",
        f"M0 0Q{q * 0.4:.0f} {q * 0.6:.0f} {q * 0.8:.0f} {q * 1.2:.0f}",
    ):
        o += [path(d, "none", dark(c, 0.4), sw + 2), path(d, "none", c, sw)]
    o.append(path(ell(0, 0, sw * 0.9), c, dark(c, 0.3), 2))
    return at(g(o), x, y)


def tag(a, x, y, rot=-8, words=("desa",), c=CREAM, ink=INK, w=130):
    d = poly([(-w / 2, 0), (-w / 2 + 22, -34), (w / 2, -34), (w / 2, 34), (-w / 2 + 22, 34)])
    o = (
        path(d, c)
        + path(ell(-w / 2 + 22, 0, 6), dark(c, 0.6))
        + text(10, 10, words[0], w * 0.2, ink, extra='font-style="italic"')
    )
    return at(o, x, y, rot)


MARKS = {
    "leaf": path("M0 16C-26 4 -20 -20 0 -30C20 -20 26 4 0 16M0 20V-14", LEAF, dark(LEAF, 0.4), 3),
    "sun": path(ell(0, 0, 16), GOLD)
    + "".join(at(path("M22 0h9", "none", GOLD, 4), 0, 0, k * 45) for k in range(8)),
    "wave": path("M-40 -6q10 -12 20 0t20 0t20 0t20 0M-40 8q10 -12 20 0t20 0t20 0t20 0", "none", TEAL, 5),
    "fish": path("M-36 0Q-8 -24 22 -2L38 -14V16L22 4Q-8 24 -36 0", TEAL),
    "star": path(
        poly([(p if i % 2 else (p[0] * 0.45, p[1] * 0.45)) for i, p in enumerate(ring(0, 0, 24, n=16))]), RED
    ),
    "pine": path(ell(0, 6, 15, 20), GOLD) + path("M0 -12l-14 -18l10 6l4 -14l4 14l10 -6z", LEAF),
}


def grain_of(a, x, y, c):
    """One paddy ear, for labels and margins."""
    return at(
        "".join(path(ell(6 if i % 2 else -6, -i * 8, 4, 8), c) for i in range(9))
        + path("M0 30V-64", "none", dark(c, 0.2), 3),
        x,
        y,
        14,
    )
