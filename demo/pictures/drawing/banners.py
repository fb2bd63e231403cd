"""Shop banners, 1200 by 400: the places the goods come from."""

import math

from .core import GOLD, RED, STRAW, TEAL, at, blob, dark, ell, g, jit, light, path, poly, smooth
from .craft import diamond_band
from .fruit import pineapple
from .landscape import float_boat, palm, ripples, sky, stilt_house, treeline, water
from .surfaces import glow, weave


def river(a):
    sky(a, "#a9cfcf", "#f2e0bb", 210, (900, 130, 44, "#f6c86a"))
    treeline(a, 214, "#5f8f68", 40)
    a.add(
        g(
            [palm(a, x, 214, a.u(90, 140), a.u(-22, 22)) for x in (60, 130, 420, 700, 1010, 1120)],
            extra=a.f("paint"),
        )
    )
    water(a, 218, TEAL)
    float_boat(a, 800, 300, 380, "#b23b3b")
    float_boat(a, 300, 262, 190, "#d6a040", "#7f9a6a")


def delta(a):
    """From the air: the river parting into the sea between fields and mangrove."""
    o = ['<rect x="-60" y="-60" width="1320" height="520" fill="#6f9f58"/>']
    for _ in range(70):
        x, y, c = a.u(-40, 1240), a.u(-40, 440), a.pick("#86b060", "#5c8f52", "#a9b95c", "#4a7d4c", "#c7bf6a")
        o.append(
            at(
                path(
                    poly([(0, 0), (a.u(70, 150), 0), (a.u(70, 140), a.u(34, 70)), (-8, a.u(34, 70))]),
                    c,
                    op=0.7,
                ),
                x,
                y,
                -14 + a.u(-5, 5),
            )
        )
    for y in range(-200, 700, 46):
        o.append(path(f"M-60 {y}L1260 {y - 300}", "none", "#3f7a78", 2.5, 0.5))
    streams = (
        ([(-80, 120), (150, 190), (330, 130), (520, 210), (720, 190)], 62),
        ([(720, 190), (860, 110), (1010, 90), (1260, 10)], 58),
        ([(720, 190), (880, 230), (1040, 250), (1260, 210)], 66),
        ([(880, 230), (960, 320), (1120, 370), (1260, 420)], 46),
        ([(330, 130), (380, 50), (480, -60)], 20),
        ([(520, 210), (480, 310), (360, 460)], 24),
        ([(150, 190), (120, 300), (20, 460)], 18),
        ([(1010, 90), (1060, 20), (1160, -40)], 22),
    )
    for c, k, plus, op in (
        ("#35603f", 1, 26, 1),
        ("#3d8a86", 1, 6, 1),
        ("#55a39a", 0.66, 0, 1),
        ("#8cc7b8", 0.12, 0, 0.6),
    ):
        o += [path(smooth(pts, False), "none", c, w * k + plus, op) for pts, w in streams]
    for _ in range(240):
        t = a.u(0, 1)
        o.append(
            path(
                blob(a.r, a.u(600, 1240), a.u(-20, 420), a.u(7, 14), a.u(6, 12), 7, 0.2),
                a.pick("#35603f", "#447a48", "#2f5a44"),
                op=0.8 * (t > 0.35),
            )
        )
    for x, y, r in ((420, 172, 12), (900, 226, 14), (1080, 82, -14), (200, 180, -10)):
        o.append(
            at(
                path("M-26 0Q0 -9 30 0Q0 9 -26 0", "#f3e3bb")
                + path("M-24 0l-60 -9M-24 0l-60 11", "none", "#dff0e6", 3, 0.7),
                x,
                y,
                r,
            )
        )
    a.add(g(o, extra=a.f("paint")))


def stilts(a):
    sky(a, "#9fc9cc", "#f6dcb6", 220, (240, 120, 40, "#f7c56a"))
    treeline(a, 222, "#6a9668", 46)
    water(a, 236, "#4d8c80")
    a.obj(
        path("M-40 262H1240", "none", "#6d4a33", 14)
        + "".join(path(f"M{x} 262v54", "none", "#4b3223", 8) for x in range(10, 1220, 58)),
        "shs",
    )
    for i, (x, s, c, r) in enumerate(
        (
            (130, 0.82, "#b5703f", "#7a3a2e"),
            (350, 0.95, "#3f8a86", "#5b3a30"),
            (590, 0.86, "#d9b06a", "#7a3a2e"),
            (820, 1, "#8fa86a", "#4f4f4a"),
            (1060, 0.9, "#c9705a", "#6b3b2e"),
        )
    ):
        a.obj(stilt_house(a, x, 250, s, c, r), "shs")
    a.add(
        g(
            [palm(a, x, 250, 170, l) for x, l in ((20, 20), (470, -26), (940, 26), (1180, -20))],
            extra=a.f("paint"),
        )
    )
    float_boat(a, 640, 362, 240, "#8b2a34")


def paddy_field(a, horizon=170, c="#7fae48"):
    o = [f'<rect x="-60" y="{horizon}" width="{a.w + 120}" height="{a.h}" fill="{c}"/>']
    vx = a.w * 0.56
    for i in range(-40, 41):
        x = vx + i * a.w * 0.09
        o.append(
            path(
                f"M{vx + i * 9:.0f} {horizon}L{x:.0f} {a.h + 40}",
                "none",
                a.pick(dark(c, 0.2), light(c, 0.3), "#c9bf52"),
                3 + abs(i) * 0.1,
                0.7,
            )
        )
    y = float(horizon + 4)
    while y < a.h + 20:
        t = (y - horizon) / (a.h - horizon)
        for _ in range(int(60 - 26 * t)):
            x = a.u(-20, a.w + 20)
            q = 4 + 24 * t
            o.append(
                path(
                    f"M{x:.0f} {y:.0f}l{a.u(-0.4, 0.4) * q:.1f} {-q:.1f}",
                    "none",
                    a.pick(light(c, 0.35), dark(c, 0.25), "#d9c860", jit(a.r, c)),
                    1.5 + 3 * t,
                    0.8,
                )
            )
        y += 5 + 22 * t
    o.append(
        path(
            poly([(vx - 6, horizon), (vx + 6, horizon), (a.w * 0.5, a.h + 30), (a.w * 0.28, a.h + 30)]),
            "#6fb0ab",
        )
        + path(
            poly([(vx - 2, horizon), (vx + 3, horizon), (a.w * 0.42, a.h + 30), (a.w * 0.33, a.h + 30)]),
            "#a9d3cb",
            op=0.7,
        )
    )
    return g(o, extra=a.f("paint"))


def paddy(a):
    sky(a, "#a5d0d6", "#f3ecd0", 160, (300, 90, 34, "#f7d27a"))
    treeline(a, 160, "#5d8f5c", 30)
    a.add(paddy_field(a, 160))
    a.obj(at(stilt_house(a, 0, 0, 0.5), 960, 172), "shs")
    a.add(g([palm(a, x, 178, 110, l) for x, l in ((880, 14), (1050, -18))], extra=a.f("paint")))


def pine_plant(a, s=1.0, fruit=True):
    o = []
    for i in range(15):
        t = (i - 7) / 7.5
        c = jit(a.r, a.pick("#5f8f5c", "#7aa36a", "#4a7a52"), 0.01, 0.05, 0.06)
        L = a.u(120, 165)
        ex, ey = t * 150, -L * (1 - 0.55 * abs(t))
        o.append(
            (
                abs(t),
                path(
                    smooth(
                        [(-8, 0), (ex * 0.5 - 9, ey * 0.72), (ex, ey), (ex * 0.5 + 11, ey * 0.62), (10, 4)]
                    ),
                    c,
                    dark(c, 0.3),
                    1.5,
                ),
            )
        )
    body = g([x for _, x in sorted(o, key=lambda p: -p[0])])
    return g((at(pineapple(a, 0.34), 0, -134) if fruit else "") + body, f"scale({s})")


def pine_garden(a):
    sky(a, "#b5d7d3", "#f7e3b8", 150, (980, 84, 36, "#f7c56a"))
    treeline(a, 150, "#5f8f62", 34)
    a.add(
        g(
            '<rect x="-60" y="148" width="1320" height="320" fill="#9a6f48"/>'
            + "".join(
                path(f"M{600 + i * 30} 150L{600 + i * 150} 440", "none", "#7d5636", 12, 0.6)
                for i in range(-12, 13)
            ),
            extra=a.f("wall"),
        )
    )
    for j, (y, s) in enumerate(((196, 0.42), (236, 0.56), (290, 0.78), (366, 1.08))):
        step = 150 * s
        o = [
            at(
                pine_plant(a, s, (i + j) % 2 == 0 or j > 1),
                -30 + i * step + (step / 2 if j % 2 else 0),
                y + a.u(-3, 3),
            )
            for i in range(int(1300 / step) + 1)
        ]
        a.obj(o, "shs")


def dock(a):
    sky(a, "#f0c9a0", "#f7e2c0", 190, (620, 150, 46, "#f59a55"))
    treeline(a, 194, "#6f8f74", 34)
    water(a, 198, "#3f7d80")
    for x, y, L, c, r in (
        (830, 250, 230, "#d6a040", "#7f9a6a"),
        (1040, 300, 300, "#b23b3b", "#c9a05c"),
        (760, 346, 330, "#2f6d7c", "#d9c08c"),
    ):
        float_boat(a, x, y, L, c, r)
    o = [path(poly([(-60, 250), (520, 238), (560, 262), (-60, 286)]), "#a97a4e")] + [
        path(f"M{x} {251 - x * 0.02:.0f}l{8} {34 - x * 0.018:.0f}", "none", "#6d4a30", 3)
        for x in range(-40, 540, 22)
    ]
    o += [
        path(f"M{x} {284 - x * 0.035:.0f}v{90 - x * 0.06:.0f}", "none", "#4b3223", 13)
        for x in (10, 120, 230, 340, 450, 530)
    ] + [path(f"M{x} 250v-50", "none", "#5f4029", 12) for x in (300, 500)]
    crates = "".join(
        at(
            path("M-34 0h68v-46h-68z", "#c99a5c")
            + path("M-34 -15h68M-34 -31h68", "none", "#7d5636", 4)
            + "".join(path(ell(k * 16, -52, 13), a.ball(q)) for k in (-1.3, 0, 1.3)),
            x,
            y,
        )
        for x, y, q in ((90, 256, "#dda53a"), (170, 254, "#6f9f3a"), (128, 208, "#c9472f"))
    )
    a.obj(g(o) + stilt_house(a, 400, 206, 0.5, "#8fa86a") + crates, "shs")


def pattern(a):
    a.add(
        g(
            weave(a, -20, -20, 1220, 420, STRAW, 30, None)
            + "".join(
                diamond_band(a, -20, y, 1260, q, c, light(c, 0.45))
                for y, q, c in ((70, 34, RED), (200, 58, TEAL), (330, 34, RED))
            )
            + "".join(
                f'<rect x="-20" y="{y}" width="1260" height="9" fill="{c}"/>'
                for y, c in ((24, TEAL), (118, GOLD), (274, GOLD), (372, TEAL))
            ),
            extra=a.f("paint"),
        )
    )


def coffee_hills(a):
    sky(a, "#bcd6d6", "#f7dfb4", 230, (380, 110, 42, "#f7b765"))
    for i, (y, c) in enumerate(((150, "#9fb9a4"), (190, "#7fa680"), (240, "#5f8f5f"))):
        pts = [
            (x, y + 40 * math.sin(x / (170 + 40 * i) + i * 2.1) + a.u(-8, 8)) for x in range(-60, 1300, 90)
        ]
        a.add(
            g(
                path(smooth(pts, False) + "L1300 460L-60 460Z", c)
                + (ripples(a, -40, 1240, y + 60, 420, c, 60) if i else ""),
                extra=a.f("paint"),
            )
        )
    for j, (y, q) in enumerate(((276, 26), (318, 36), (372, 52))):
        o = []
        for i in range(int(1300 / (q * 1.7))):
            x = i * q * 1.7 + (q if j % 2 else 0)
            yy = y + 16 * math.sin(x / 190 + j)
            c = jit(a.r, ("#6f9f5c", "#558a4c", "#3f7a44")[j], 0.015, 0.06, 0.05)
            o.append(
                a.form(
                    blob(a.r, x, yy, q, q * 0.82, 10, 0.09),
                    c,
                    -4,
                    -6,
                    a.speck(9, x, yy, q * 0.8, q * 0.6, [light(c, 0.3), dark(c, 0.25)], 3, 7, 0.7)
                    + a.speck(7, x, yy, q * 0.7, q * 0.55, ["#c4302b", "#d9532f"], 2.5, 2 + q * 0.09, 1),
                    3,
                )
            )
        a.obj(o, "sh")


PLACES = (river, delta, stilts, paddy, pine_garden, dock, pattern, coffee_hills)


def banner(a):
    PLACES[a.n - 1](a)
    glow(a)


MOTIFS = {"banner": (banner, 8)}
