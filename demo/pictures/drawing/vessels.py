"""Plates, bowls, trays, leaves, jars, bottles, sacks and the small props beside them."""

import math

from .core import LEAF, STRAW, at, dark, ell, g, light, path, poly, rrect
from .surfaces import weave

# ---- seen from above ----------------------------------------------------


def plate(a, cx, cy, q, kind=None):
    kind = kind or a.pick("enamel", "clay", "teal", "flower")
    c, rim = {
        "enamel": ("#f4f1e6", "#2f6d7c"),
        "clay": ("#b9673f", "#8b4a2c"),
        "teal": ("#3b8583", "#c9dcd0"),
        "flower": ("#f6efdf", "#b23b3b"),
        "green": ("#dfe7cf", "#4c7c45"),
    }[kind]
    o = [
        path(ell(cx, cy, q), rim),
        path(ell(cx - 1, cy - 1, q * 0.965), a.ball(c, 0.3, 0.12)),
        g(path(ell(cx + 4, cy + 6, q * 0.7), dark(c, 0.22)), extra=a.f("b7"), op=0.7),
        path(ell(cx, cy, q * 0.7), a.ball(light(c, 0.06), 0.4, 0.1)),
    ]
    if kind in ("flower", "enamel", "green"):
        for i in range(16):
            t = i * math.pi / 8
            x, y = cx + q * 0.84 * math.cos(t), cy + q * 0.84 * math.sin(t)
            o.append(at(path("M0 0q9 -14 18 0q-9 14 -18 0", rim, op=0.75), x, y, math.degrees(t) + 90 + 40))
    return g(o)


def bowl(a, cx, cy, q, liquid="#4a2213", c=None, inner=""):
    c = c or a.pick("#f3ead8", "#b9673f", "#3b8583", "#7f9a6a")
    d = ell(cx, cy, q * 0.8)
    return g(
        [
            path(ell(cx, cy, q), a.ball(c, 0.35, 0.35)),
            path(ell(cx, cy, q * 0.9), dark(c, 0.32)),
            path(ell(cx + 3, cy + 4, q * 0.86), a.ball(dark(c, 0.12), 0.1, 0.3)),
            path(ell(cx, cy, q * 0.8), a.ball(liquid, 0.18, 0.3)),
            a.clip(d, inner),
            path(
                f"M{cx - q * 0.62:.0f} {cy - q * 0.2:.0f}A{q * 0.66:.0f} {q * 0.66:.0f} 0 0 1 {cx - q * 0.1:.0f} {cy - q * 0.62:.0f}",
                "none",
                "#fff3dc",
                q * 0.055,
                0.45,
            ),
            path(
                f"M{cx - q * 0.93:.0f} {cy - q * 0.22:.0f}A{q * 0.95:.0f} {q * 0.95:.0f} 0 0 1 {cx - q * 0.2:.0f} {cy - q * 0.92:.0f}",
                "none",
                "#fffaf0",
                q * 0.05,
                0.6,
            ),
        ]
    )


def cuko(a, cx, cy, q=95, c=None):
    """The dark, sour-sweet dip: diced cucumber, chopped chilli, a dusting of ebi."""
    o = []
    for x, y in a.scatter(7, cx, cy, q * 0.55, q * 0.55, q * 0.26):
        k = a.pick("#a9c86b", "#c4d98b")
        o.append(
            at(
                path(rrect(-q * 0.09, -q * 0.09, q * 0.18, q * 0.18, 4), k)
                + path(f"M{-q * 0.08:.1f} {q * 0.08:.1f}h{q * 0.16:.1f}", "none", "#4d7d33", 4),
                x,
                y,
                a.u(0, 90),
            )
        )
    o.append(a.speck(9, cx, cy, q * 0.6, q * 0.6, ["#c8352b", "#dd5a2b"], 3, 5, 0.95))
    o.append(
        a.speck(40, cx + q * 0.15, cy - q * 0.1, q * 0.35, q * 0.3, ["#e0a05a", "#d08a48"], 1.5, 3.5, 0.8)
    )
    return bowl(a, cx, cy, q, "#43200f", c, "".join(o))


def tampah(a, cx, cy, q, c=STRAW):
    """Round winnowing tray of split bamboo."""
    d = ell(cx, cy, q * 0.95)
    o = [
        path(ell(cx, cy, q), dark(c, 0.5)),
        a.clip(
            d,
            g(
                weave(a, cx - q, cy - q, cx + q, cy + q, c, max(20, q * 0.085), twill=True),
                f"rotate(45 {cx} {cy})",
            ),
        ),
        g(path(ell(cx + 8, cy + 10, q * 0.93), "none", dark(c, 0.7), q * 0.05), extra=a.f("b7"), op=0.5),
        path(ell(cx, cy, q * 0.965), "none", dark(c, 0.25), q * 0.075),
        path(ell(cx - 2, cy - 2, q * 0.97), "none", light(c, 0.2), q * 0.03),
    ]
    n = 30
    for i in range(n):
        t = 2 * math.pi * i / n
        o.append(
            at(
                path(f"M0 {-q * 0.04:.1f}Q{q * 0.025:.1f} 0 0 {q * 0.04:.1f}", "none", dark(c, 0.5), 4),
                cx + q * 0.965 * math.cos(t),
                cy + q * 0.965 * math.sin(t),
                math.degrees(t) + 90,
            )
        )
    return g(o)


def leaf_sheet(a, cx, cy, w, h, rot=0, c=LEAF):
    """A cut square of banana leaf."""
    x, y = -w / 2, -h / 2
    top = [(x + w * i / 6, y + a.u(-8, 8)) for i in range(7)]
    bot = [(x + w * i / 6, -y + a.u(-8, 8)) for i in range(6, -1, -1)]
    d = poly(top + bot)
    k = []
    for i in range(int(w / 15) + 8):
        xx = x + i * 15 - 60
        k.append(
            path(
                f"M{xx:.0f} {-y + 10:.0f}q{a.u(10, 34):.0f} {y:.0f} {a.u(50, 74):.0f} {-h - 20:.0f}",
                "none",
                a.pick(light(c, 0.14), dark(c, 0.14), dark(c, 0.22)),
                a.u(2, 9),
                0.5,
            )
        )
    k.append(
        path(
            f"M{x - 5} {a.u(-8, 8) + h * 0.42:.0f}Q0 {h * 0.38:.0f} {-x + 5} {h * 0.43:.0f}",
            "none",
            light(c, 0.45),
            9,
        )
    )
    return at(a.form(d, c, -5, -6, "".join(k), lo=0.35), cx, cy, rot)
