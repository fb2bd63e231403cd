"""Purun and bamboo weaving, songket, jumputan and batik."""

from .core import GOLD, RED, STRAW, TEAL, at, dark, ell, g, jit, light, mix, path, poly, rrect, smooth
from .props import tag, twine
from .surfaces import flat, floor_shadow, glow, table, weave


def purun_sprays(a, x, y, rot, n=16, L=420):
    o = []
    for _ in range(n):
        c = jit(a.r, a.pick("#c9b26a", "#a9a85a", "#dcc58a"))
        o.append(
            path(
                f"M{a.u(-16, 16):.0f} 0Q{a.u(-20, 20):.0f} {-L * 0.5:.0f} {a.u(-60, 60):.0f} {-L * a.u(0.85, 1.1):.0f}",
                "none",
                c,
                7,
            )
        )
    return at(
        g(o) + "".join(path(f"M-24 {-120 - k * 9}h48", "none", "#8a6a3c", 7) for k in range(3)), x, y, rot
    )


def diamond_band(a, x, y, w, q, c1, c2):
    o = []
    for i in range(int(w / (2 * q)) + 1):
        cx = x + i * 2 * q + q
        o.append(
            path(poly([(cx - q, y), (cx, y - q), (cx + q, y), (cx, y + q)]), c1)
            + path(poly([(cx - q * 0.5, y), (cx, y - q * 0.5), (cx + q * 0.5, y), (cx, y + q * 0.5)]), c2)
        )
    return "".join(o)


def tikar(a):
    flat(a, "wood", "teal", "palewood", "rose")
    c = "#d9bd82"
    acc = {1: RED, 2: GOLD, 3: TEAL, 4: "#7a3a5c"}[a.n]
    if a.n in (1, 3):  # half unrolled
        d = poly([(110, 90), (700, 90), (700, 610), (110, 610)])
        k = weave(a, 100, 80, 710, 640, c, 26, acc, 6)
        band = "".join(diamond_band(a, 110, y, 600, 24, acc, light(c, 0.4)) for y in (190, 500))
        a.obj(g(a.form(d, c, -5, -6, k + g(band, op=0.92), 3)), "sh")
        roll = rrect(80, 585, 650, 128, 56)
        a.obj(
            a.form(
                roll,
                c,
                -2,
                -22,
                weave(a, 70, 580, 740, 720, c, 26, acc, 6)
                + g(path("M60 700H760", "none", "#4a2f14", 60), op=0.5, extra=a.f("b14"))
                + g(path("M60 612H760", "none", "#fff3cf", 26), op=0.5, extra=a.f("b7")),
                14,
            )
            + path(ell(734, 649, 26, 62), dark(c, 0.25))
            + "".join(
                path(ell(734, 649, 26 - k * 6, 62 - k * 14), "none", light(c, 0.2), 4) for k in range(1, 4)
            )
        )
    elif a.n == 2:  # rolled and tied, in a pile
        for i, (y, rot, ac) in enumerate(((560, -4, RED), (400, 3, acc), (240, -3, "#5f8a4a"))):
            rl = rrect(-310, -76, 620, 152, 70)
            b = a.form(
                rl,
                c,
                -2,
                -26,
                weave(a, -330, -90, 330, 90, jit(a.r, c), 26, ac, 6)
                + g(path("M-330 62H330", "none", "#4a2f14", 60), op=0.55, extra=a.f("b14"))
                + g(path("M-320 -44H320", "none", "#fff3cf", 28), op=0.5, extra=a.f("b7")),
                14,
            )
            b += path(ell(306, 0, 34, 74), dark(c, 0.3)) + "".join(
                path(ell(306, 0, 34 - k * 8, 74 - k * 17), "none", light(c, 0.25), 5) for k in range(1, 4)
            )
            b += "".join(
                path(f"M{x} -78Q{x + 18} 0 {x} 78", "none", w, 13)
                for x, w in ((-150, "#7a4a2c"), (130, "#7a4a2c"))
            )
            a.obj(at(b, 385, y, rot))
    else:  # round mats fanned out
        for x, y, q, ac in ((300, 300, 215, acc), (530, 380, 205, TEAL), (330, 560, 195, RED)):
            rings = "".join(
                path(ell(0, 0, q - k * 22), jit(a.r, ac if k in (1, 4) else c, 0.01), dark(c, 0.35), 3)
                + path(
                    ell(0, 0, q - k * 22 - 11),
                    "none",
                    dark(ac if k in (1, 4) else c, 0.2),
                    18,
                    0.5,
                    'stroke-dasharray="3 14"',
                )
                for k in range(9)
            )
            a.obj(at(a.form(ell(0, 0, q), c, -4, -5, rings, 3), x, y, a.u(0, 40)))
    glow(a)


def bag_body(a, w, h, c, acc, style):
    d = smooth(
        [
            (-w * 0.46, -h),
            (-w * 0.5, -h * 0.6),
            (-w * 0.52, -h * 0.2),
            (-w * 0.46, -6),
            (0, 6),
            (w * 0.46, -6),
            (w * 0.52, -h * 0.2),
            (w * 0.5, -h * 0.6),
            (w * 0.46, -h),
            (0, -h - 6),
        ]
    )
    k = weave(a, -w * 0.6, -h - 20, w * 0.6, 20, c, 25, acc if style != "plain" else None, 5)
    if style == "band":
        k += (
            diamond_band(a, -w * 0.6, -h * 0.5, w * 1.2, 38, acc, light(c, 0.35))
            + f'<rect x="{-w}" y="{-h * 0.5 - 56:.0f}" width="{2 * w}" height="10" fill="{acc}"/><rect x="{-w}" y="{-h * 0.5 + 46:.0f}" width="{2 * w}" height="10" fill="{acc}"/>'
        )
    k += g(path(d, "none", "#4a2f14", 44), "translate(10 12)", 0.5, a.f("b14")) + g(
        path(f"M{-w * 0.3:.0f} {-h}V0", "none", "#fff3cf", 50), op=0.35, extra=a.f("b30")
    )
    rim = rrect(-w * 0.47, -h - 14, w * 0.94, 30, 12)
    return a.form(d, c, -4, -5, k, 3) + a.form(
        rim,
        mix(c, acc, 0.35),
        -2,
        -4,
        "".join(
            path(f"M{x} {-h - 16:.0f}l12 34", "none", dark(c, 0.35), 4, 0.6)
            for x in range(int(-w * 0.5), int(w * 0.5), 18)
        ),
        3,
    )


def handle(a, w, h, rise, c):
    d = f"M{-w * 0.24:.0f} {-h + 30:.0f}C{-w * 0.26:.0f} {-h - rise * 1.25:.0f} {w * 0.26:.0f} {-h - rise * 1.25:.0f} {w * 0.24:.0f} {-h + 30:.0f}"
    return (
        path(d, "none", dark(c, 0.45), 26)
        + path(d, "none", c, 19)
        + path(d, "none", light(c, 0.4), 19, 0.5, 'stroke-dasharray="3 13"')
    )


def tas(a):
    table(
        a,
        "#cfe0d9",
        "#ecd3b4",
        "#d5ddbe",
        "#e8c9b8",
        top={1: "#8a5a3a", 2: TEAL, 3: "#b58a5c", 4: "#6d4a35"}[a.n],
        y=600,
    )
    acc = {1: RED, 2: TEAL, 3: "#5f8a4a", 4: "#2d4663"}[a.n]
    for x, y, w, h, rise, style, c, ac in {
        1: [(390, 700, 420, 350, 200, "band", STRAW, acc)],
        2: [
            (260, 690, 330, 300, 170, "stripe", STRAW, RED),
            (560, 706, 300, 260, 150, "band", "#cdb07a", acc),
        ],
        3: [(390, 700, 450, 310, 220, "stripe", "#d9c48f", acc)],
        4: [(390, 700, 380, 400, 170, "band", "#d3b06c", acc)],
    }[a.n]:
        hc = "#8a5a34" if a.n != 3 else mix(c, ac, 0.4)
        floor_shadow(a, x, y - 4, w * 0.5)
        a.obj(at(g(handle(a, w * 0.86, h, rise * 1.06, dark(hc, 0.25))), x + 8, y - 8))
        a.obj(at(bag_body(a, w, h, c, ac, style) + handle(a, w, h - 34, rise, hc), x, y))
        if a.n in (1, 4):
            a.obj(
                twine(a, x + w * 0.22, y - h + 20, x + w * 0.3, y - h + 76, sw=5)
                + tag(a, x + w * 0.33, y - h + 118, 68, ("purun",)),
                "shs",
            )
    glow(a)


MOTIFS = {
    "tikar-purun": (tikar, 4),
    "tas-purun": (tas, 4),
}
