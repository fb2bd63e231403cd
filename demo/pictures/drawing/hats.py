"""Hats and baskets of purun and bamboo."""

import math

from .core import RED, STRAW, TEAL, at, dark, ell, g, jit, light, path, poly, smooth
from .craft import handle, purun_sprays
from .surfaces import flat, floor_shadow, glow, table, weave


def hat_top(a, q, c, acc):
    o = [path(ell(0, 0, q), dark(c, 0.4))]
    for k in range(11):
        rr = q * (1 - k * 0.055)
        o.append(
            path(ell(0, 0, rr), jit(a.r, c, 0.006, 0.04, 0.04))
            + path(
                ell(0, 0, rr - q * 0.027),
                "none",
                dark(c, 0.22),
                q * 0.04,
                0.55,
                f'stroke-dasharray="{q * 0.05:.0f} {q * 0.05:.0f}"',
            )
        )
    o.append(path(ell(q * 0.05, q * 0.07, q * 0.47), "#3d2510", op=0.45, extra=a.f("b14")))
    o.append(path(ell(0, 0, q * 0.45), acc))
    o.append(
        a.form(
            ell(0, 0, q * 0.41),
            c,
            -12,
            -14,
            "".join(
                path(
                    ell(0, 0, q * (0.4 - k * 0.05)),
                    "none",
                    dark(c, 0.2),
                    q * 0.03,
                    0.55,
                    f'stroke-dasharray="{q * 0.04:.0f} {q * 0.04:.0f}"',
                )
                for k in range(8)
            ),
            14,
            0.4,
        )
    )
    return g(o)


def hat_side(a, w, c, acc):
    brim = smooth(
        [
            (-w * 0.5, 6),
            (-w * 0.3, -20),
            (0, -28),
            (w * 0.3, -20),
            (w * 0.5, 6),
            (w * 0.32, 40),
            (0, 52),
            (-w * 0.32, 40),
        ]
    )
    dome = smooth(
        [
            (-w * 0.25, 0),
            (-w * 0.24, -w * 0.16),
            (-w * 0.16, -w * 0.29),
            (0, -w * 0.32),
            (w * 0.16, -w * 0.29),
            (w * 0.24, -w * 0.16),
            (w * 0.25, 0),
            (0, 22),
        ]
    )
    rows = "".join(
        path(
            f"M{-w * 0.3:.0f} {-k * 19 + 10}Q0 {-k * 19 + 34} {w * 0.3:.0f} {-k * 19 + 10}",
            "none",
            a.pick(dark(c, 0.22), light(c, 0.22)),
            11,
            0.6,
            'stroke-dasharray="15 8"',
        )
        for k in range(14)
    )
    fr = "".join(
        path(
            f"M{w * 0.5 * math.cos(t):.0f} {6 + 46 * math.sin(t):.0f}l{14 * math.cos(t):.0f} {9 * math.sin(t) + 4:.0f}",
            "none",
            c,
            4,
        )
        for t in [i * 0.08 for i in range(40)]
    )
    rb = "".join(
        path(
            ell(0, 8, w * 0.5 - k * 24, 44 - k * 5), "none", dark(c, 0.22), 8, 0.45, 'stroke-dasharray="13 9"'
        )
        for k in range(7)
    )
    return (
        fr
        + a.form(brim, c, -4, -8, rb, 7)
        + a.form(dome, c, -14, -10, rows, 14)
        + a.clip(
            dome,
            path(f"M{-w * 0.3:.0f} {-26}Q0 {0} {w * 0.3:.0f} {-26}V24Q0 50 {-w * 0.3:.0f} 24Z", acc)
            + path(f"M{-w * 0.3:.0f} {-20}Q0 {6} {w * 0.3:.0f} {-20}", "none", light(acc, 0.4), 4),
        )
    )


def topi(a):
    if a.n == 1:
        flat(a, "teal")
        a.obj(purun_sprays(a, 130, 800, 8))
        a.obj(at(hat_top(a, 305, STRAW, RED), 420, 400))
    elif a.n == 2:
        table(a, "", "#ecd3b4", top=TEAL, y=600)
        floor_shadow(a, 400, 690, 290)
        a.obj(at(hat_side(a, 620, STRAW, "#2d6b6e"), 400, 640))
        a.obj(at(hat_side(a, 590, "#cfae70", RED), 400, 510, -3))
    else:
        flat(a, "", "", "wood")
        for x, y, q, c, ac in (
            (280, 290, 230, "#cdb07a", "#2d4663"),
            (540, 330, 215, STRAW, TEAL),
            (370, 560, 205, "#e0c998", RED),
        ):
            a.obj(at(hat_top(a, q, c, ac), x, y))
    glow(a)


def basket(a, w, h, c, acc=None, lid=False, handle_=False):
    d = poly([(-w * 0.5, -h), (-w * 0.4, -12), (-w * 0.34, 0), (w * 0.34, 0), (w * 0.4, -12), (w * 0.5, -h)])
    k = (
        weave(a, -w * 0.6, -h - 10, w * 0.6, 20, c, 27, acc, 5, twill=False)
        + g(path(d, "none", "#3d2510", 44), "translate(12 8)", 0.55, a.f("b14"))
        + g(path(f"M{-w * 0.28:.0f} {-h}V0", "none", "#fff3cf", 44), op=0.4, extra=a.f("b30"))
    )
    o = []
    if handle_:
        o.append(handle(a, w * 1.7, h - 20, h * 0.75, "#a97a42"))
    if not lid:
        o.append(path(ell(0, -h, w * 0.5, w * 0.11), dark(c, 0.6)))
    o.append(a.form(d, c, -4, -4, k, 3))
    front = f"M{-w * 0.5:.0f} {-h}A{w * 0.5:.0f} {w * 0.11:.0f} 0 0 0 {w * 0.5:.0f} {-h}"
    full = ell(0, -h, w * 0.5, w * 0.11) if not lid else front
    o.append(
        path(full, "none", dark(c, 0.4), 26)
        + path(full, "none", light(c, 0.12), 19)
        + path(full, "none", dark(c, 0.35), 19, 0.6, 'stroke-dasharray="4 15"')
    )
    o.append(
        path(f"M{-w * 0.37:.0f} -8H{w * 0.37:.0f}", "none", dark(c, 0.3), 17)
        + path(f"M{-w * 0.37:.0f} -10H{w * 0.37:.0f}", "none", light(c, 0.1), 11)
    )
    if lid:
        ld = smooth(
            [
                (-w * 0.53, -h),
                (-w * 0.45, -h - w * 0.16),
                (0, -h - w * 0.27),
                (w * 0.45, -h - w * 0.16),
                (w * 0.53, -h),
                (0, -h + w * 0.1),
            ]
        )
        o.append(
            a.form(
                ld,
                c,
                -8,
                -8,
                "".join(
                    path(
                        f"M{-w * 0.6:.0f} {-h + w * 0.1 - k * 20:.0f}Q0 {-h + w * 0.2 - k * 24:.0f} {w * 0.6:.0f} {-h + w * 0.1 - k * 20:.0f}",
                        "none",
                        a.pick(dark(c, 0.25), acc or light(c, 0.25)),
                        12,
                        0.6,
                        'stroke-dasharray="17 8"',
                    )
                    for k in range(10)
                ),
            )
            + path(ell(0, -h - w * 0.27, 26, 20), a.ball(dark(c, 0.15)))
        )
    return g(o)


def bakul(a):
    table(
        a,
        "#d9dfc2",
        "#ecd0b2",
        "#c9dcda",
        "#e6d6ba",
        top={1: "#6d4a35", 2: "#8a5a3a", 3: "#b58a5c", 4: TEAL}[a.n],
        y=600,
    )
    for x, y, w, h, c, ac, lid, hd in {
        1: [(390, 706, 460, 300, "#c99f5c", "#7a3f22", False, False)],
        2: [
            (270, 690, 330, 230, "#d6b878", RED, True, False),
            (580, 710, 260, 180, "#cda763", TEAL, True, False),
        ],
        3: [(390, 706, 430, 230, "#cfa866", "#4f7a3f", False, True)],
        4: [
            (220, 700, 260, 190, "#b98a4e", None, False, False),
            (570, 700, 300, 240, "#d6b878", "#7a3a5c", True, False),
        ],
    }[a.n]:
        floor_shadow(a, x, y - 4, w * 0.45)
        a.obj(at(basket(a, w, h, c, ac, lid, hd), x, y))
    glow(a)


MOTIFS = {
    "topi-purun": (topi, 3),
    "bakul": (bakul, 4),
}
