"""Story pictures of makers, and pictures for articles; people are seen from behind or by their hands."""

from .containers import jar
from .core import GOLD, RED, STRAW, TEAL, at, blob, dark, ell, g, jit, light, path, poly, rrect, smooth
from .crackers import cracker
from .landscape import palm, person, sky, stilt_house, treeline, water
from .surfaces import glow, weave, wood

SKIN = "#a56a48"


def hand(a, side=1, sleeve="#2d6b6e", skin=SKIN):
    """A working hand from above, fingers forward (up), thumb inward."""
    o = [a.form(smooth([(-38, 60), (-48, 330), (58, 330), (40, 60)]), skin, -7, -5, k=7)]
    for x, y, rot, L, w in (
        (-38, -32, -20, 98, 23),
        (-12, -46, -7, 116, 25),
        (18, -44, 6, 110, 24),
        (42, -26, 20, 84, 21),
    ):
        d = smooth([(-w / 2, 20), (-w / 2, -L * 0.6), (0, -L), (w / 2, -L * 0.6), (w / 2, 20)])
        o.append(
            at(
                a.form(
                    d,
                    skin,
                    -4,
                    -5,
                    path(f"M-8 {-L * 0.42:.0f}h16M-8 {-L * 0.05:.0f}h16", "none", dark(skin, 0.25), 3, 0.5),
                    3,
                )
                + path(ell(0, -L * 0.78, w * 0.24, w * 0.34), light(skin, 0.5), op=0.8),
                x,
                y,
                rot,
            )
        )
    o.append(
        a.form(
            smooth([(-52, -30), (-20, -56), (24, -54), (54, -24), (52, 50), (30, 96), (-34, 96), (-54, 44)]),
            skin,
            -7,
            -8,
            "".join(path(f"M{x} -30q4 24 0 44", "none", dark(skin, 0.2), 4, 0.5) for x in (-24, 0, 24)),
            7,
        )
    )
    o.append(
        a.form(
            smooth([(-44, 62), (-70, 30), (-92, -20), (-82, -44), (-62, -34), (-44, 4), (-34, 40)]),
            skin,
            -4,
            -5,
            k=3,
        )
    )
    o.append(
        a.form(
            poly([(-84, 210), (90, 206), (120, 480), (-110, 480)]),
            sleeve,
            -8,
            -6,
            "".join(
                path(ell(x, y, 9), light(sleeve, 0.55))
                for x in range(-90, 110, 44)
                for y in range(236, 480, 44)
            )
            + path("M-84 222L90 218", "none", GOLD, 9),
            7,
        )
    )
    return g(g(o), f"scale({side} 1)")


def weaving(a):
    wood(a, "#8a5a3a", 0)
    a.obj(at(weave(a, -330, -300, 330, 150, STRAW, 30, RED, 6), 400, 300, -3))
    loose = []
    for i in range(22):
        x = 80 + i * 30
        c = jit(a.r, RED if i % 6 == 2 else STRAW, 0.01, 0.05, 0.06)
        loose.append(
            path(
                f"M{x} 446Q{x + a.u(-24, 24):.0f} 530 {x + a.u(-50, 50):.0f} {a.u(590, 680):.0f}",
                "none",
                dark(c, 0.35),
                21,
            )
            + path(f"M{x} 446Q{x + a.u(-24, 24):.0f} 530 {x + a.u(-50, 50):.0f} 660", "none", c, 17)
        )
    a.obj(loose, "shs")
    strip = "M250 372Q400 330 560 366"
    a.obj(path(strip, "none", dark(GOLD, 0.3), 24) + path(strip, "none", "#e6cf8c", 19), "shs")
    a.obj(at(hand(a, 1, "#2d6b6e"), 560, 452, -24, 0.8))
    a.obj(at(hand(a, -1, "#2d6b6e"), 245, 460, 22, 0.8))


def kitchen(a):
    a.add(
        g(
            '<rect x="-60" y="-60" width="920" height="720" fill="#7d5a42"/>'
            + "".join(
                path(f"M{x} -60V520", "none", a.pick("#5d4030", "#96705a"), a.u(3, 6), 0.6)
                for x in range(0, 820, 46)
            ),
            extra=a.f("wall"),
        )
    )
    a.add(a.blur(path(poly([(520, -20), (760, -20), (560, 620), (160, 620)]), "#ffe3a8"), 30, 0.35))
    a.obj(
        path(rrect(520, 60, 190, 170, 6), "#e9f0da")
        + path(poly([(528, 170), (600, 130), (702, 176), (702, 222), (528, 222)]), "#7fa66a")
        + path(rrect(520, 60, 190, 170, 6), "none", "#4b3223", 14)
        + path("M615 60v170M520 145h190", "none", "#4b3223", 8),
        "shs",
    )
    a.obj(
        path("M40 190H400", "none", "#4b3223", 16)
        + g(
            [
                jar(a, 90, 182, 70, 90, "#c9862a"),
                jar(a, 180, 182, 78, 104, "#8a2f1c"),
                jar(a, 280, 182, 70, 84, "#d9c08c"),
                at(path(rrect(-26, -70, 52, 70, 8), TEAL), 360, 182),
            ]
        ),
        "shs",
    )
    a.add(
        g(
            '<rect x="-60" y="440" width="920" height="260" fill="#a5673f"/>'
            + "".join(
                path(f"M{x} {y}h94", "none", "#7d4a2c", 5) + path(f"M{x} {y}v40", "none", "#7d4a2c", 5)
                for y in (444, 486, 528, 570)
                for x in range(-20 + (y // 42 % 2) * 46, 820, 94)
            ),
            extra=a.f("paint"),
        )
    )
    a.add(a.blur(path(ell(470, 560, 90, 40), "#ffb14a"), 14, 0.9))
    a.obj(
        path("M380 610V530Q470 500 560 530V610Z", "#241611")
        + "".join(
            path(f"M{x} 604q{-14} -40 6 -64q18 26 10 64z", c)
            for x, c in ((430, "#f2902c"), (468, "#ffd05a"), (506, "#f2702c"))
        )
        + path("M390 606l150 -14M400 588l140 22", "none", "#6d4a30", 17),
        "shs",
    )
    a.obj(
        path(ell(470, 404, 176, 34), "#26272a")
        + path(ell(470, 404, 160, 27), "#efe2c0")
        + "".join(
            path(blob(a.r, x, 400 + a.u(-8, 8), 24, 12, 8), a.ball("#f1e6cd", 0.4, 0.2))
            for x in range(340, 610, 44)
        )
        + a.form("M292 408Q310 510 470 516Q630 510 648 408Q470 446 292 408Z", "#3a3d40", -9, -8)
        + path("M286 412h-34M654 412h34", "none", "#26272a", 17)
    )
    a.obj(person(a, 190, 470, 1.5, "#d98a4a", False, "fwd", "#2d6b6e", "#6b2a3c"))
    a.obj(path("M322 408L420 384", "none", "#a9713f", 14), "shs")
    for k in range(6):
        x = 360 + k * 44
        a.add(
            g(
                path(
                    smooth([(x, 390), (x - 44, 300), (x + 36, 210), (x - 40, 110), (x + 30, -10)], False),
                    "none",
                    "#fff8ea",
                    44,
                ),
                op=0.3,
                extra=a.f("b14"),
            )
        )


def dawn(a):
    sky(a, "#5f7fa0", "#f5b581", 330, (520, 290, 62, "#ff9a55"))
    treeline(a, 332, "#4f6f74", 34)
    water(a, 338, "#a9767a")
    a.add(
        a.blur(
            "".join(
                path(f"M{520 - w / 2:.0f} {y}h{w}", "none", "#ffd9a0", 9)
                for y, w in ((356, 150), (384, 110), (412, 130), (440, 80), (474, 100), (516, 60))
            ),
            3,
            0.8,
        )
    )
    a.add(
        g(
            [
                palm(a, x, 340, h, l, "#33525a")
                for x, h, l in ((60, 190, 26), (120, 150, -14), (730, 170, -24))
            ],
            extra=a.f("paint"),
        )
    )
    a.add(a.blur(path(ell(350, 496, 230, 20), "#2a1c30"), 7, 0.6))
    hull = smooth(
        [
            (90, 430),
            (160, 462),
            (350, 470),
            (540, 460),
            (620, 424),
            (590, 480),
            (500, 506),
            (220, 506),
            (140, 486),
        ]
    )
    net = "".join(path(f"M{470 + k * 14} 462q10 -34 40 -30", "none", "#d9c8a0", 3, 0.8) for k in range(6))
    a.obj(
        a.clip("M0 0H800V478H0Z", person(a, 300, 420, 0.98, "#37455a", True, "fwd", None, "#2b2f40"))
        + path("M392 300L250 560", "none", "#5f3f2a", 11)
        + path(smooth([(262, 530), (238, 540), (214, 600), (240, 600), (262, 556)]), "#5f3f2a")
        + net
        + a.form(hull, "#4a3040", -5, -8, path("M110 446Q350 500 610 440", "none", "#d98a5a", 7))
        + at(path(ell(0, 0, 46, 24), "#c9a05c") + path(ell(0, -6, 38, 16), "#5f3f2a"), 430, 452),
        "shs",
    )


def drying(a):
    sky(a, "#9fd0d8", "#f6ebcc", 210, (650, 90, 46, "#ffd36a"))
    treeline(a, 214, "#6f9c66", 40)
    a.obj(stilt_house(a, 640, 236, 0.86, "#3f8a86"), "shs")
    a.add(
        g(
            '<rect x="-60" y="214" width="920" height="460" fill="#c9ad78"/>'
            + a.speck(120, 400, 450, 460, 230, ["#b3925c", "#dcc698", "#8fa05a"], 3, 9, 0.6),
            extra=a.f("wall"),
        )
    )
    a.add(g(palm(a, 60, 250, 220, 30), extra=a.f("paint")))
    for x, y, w, h, d in ((210, 300, 420, 90, 60), (480, 390, 500, 110, 70), (300, 500, 640, 140, 80)):
        legs = "".join(
            path(f"M{lx} {ly}v{d}", "none", "#5f4029", 12)
            for lx, ly in ((x - w / 2 + 14, y + h / 2), (x + w / 2 - 14, y + h / 2), (x, y + h / 2))
        )
        top = poly(
            [
                (x - w / 2 + 40, y - h / 2),
                (x + w / 2 - 10, y - h / 2),
                (x + w / 2, y + h / 2),
                (x - w / 2, y + h / 2),
            ]
        )
        rack = a.form(
            top,
            "#cfae72",
            -4,
            -4,
            "".join(
                path(f"M{x - w / 2 - 20} {y - h / 2 + k * 9:.0f}h{w + 60}", "none", "#a0804a", 3, 0.7)
                for k in range(int(h / 9) + 1)
            ),
            3,
        )
        disc = []
        q = h * 0.17
        for j in range(3):
            for i in range(int(w / (q * 2.5)) - 1):
                disc.append(
                    at(
                        cracker(a, q * 1.15, False, "#f7ecd2"),
                        x - w / 2 + 50 + i * q * 2.5 - j * 10,
                        y - h * 0.3 + j * h * 0.3,
                        0,
                        1,
                        0.62,
                    )
                )
        a.obj(legs + rack + path(f"M{x - w / 2} {y + h / 2}h{w}", "none", "#8a6a3c", 10))
        a.obj(disc, "shs")
        if y == 390:
            a.obj(
                a.clip(
                    "M0 0H800V520H0Z",
                    person(a, 130, 420, 0.95, "#c9563f", True, "reach", "#e6c15a", "#2d4663"),
                )
            )


MAKERS = (weaving, kitchen, dawn, drying)


def maker(a):
    MAKERS[a.n - 1](a)
    glow(a)


MOTIFS = {
    "maker": (maker, 4),
}
