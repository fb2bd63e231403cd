"""Pictures for articles: market, packing, photo, meeting, harvest, delivery."""

from .banners import paddy_field
from .containers import label, pouch
from .core import CREAM, GOLD, RED, TEAL, at, dark, ell, g, jit, light, path, poly, rrect, smooth
from .landscape import float_boat, palm, person, sky, treeline, water
from .machines import motorbike, phone
from .pempek import selem
from .props import bow, sprig
from .staples import paddy
from .stories import SKIN, hand
from .surfaces import glow, mat, paper
from .vessels import cuko, plate

# ---- articles -----------------------------------------------------------


def market(a):
    sky(a, "#a9d2d3", "#f6e4c0", 260)
    treeline(a, 262, "#6f9c6a", 44)
    water(a, 268, "#3f8a86", 470)
    float_boat(a, 960, 350, 300, "#d6a040")
    a.add(
        g(
            '<rect x="-60" y="440" width="1320" height="300" fill="#a97a4e"/>'
            + "".join(path(f"M-60 {y}H1260", "none", "#7d5636", 4, 0.7) for y in range(470, 700, 38)),
            extra=a.f("wall"),
        )
    )
    for x, c1 in ((260, RED), (720, TEAL)):
        o = [path(f"M{x + k} 170V600", "none", "#5f4029", 14) for k in (-190, 190)]
        o.append(
            path(f"M{x - 200} 430h400v176h-400z", "#b5804a")
            + "".join(path(f"M{x - 200} {446 + k * 34}h400", "none", "#7d5636", 4) for k in range(4))
        )
        crate = []
        for i, (c, n) in enumerate((("#dda53a", 7), ("#6f9f3a", 9), ("#c9472f", 10))):
            cx = x - 126 + i * 126
            crate.append(
                path(ell(cx, 424, 58, 18), "#8a5a34")
                + "".join(
                    path(ell(cx + a.u(-40, 40), 412 - a.u(0, 28), 19), a.ball(jit(a.r, c))) for _ in range(n)
                )
                + path(f"M{cx - 60} 424h120l-10 40h-100z", "#cfae72", "#8a6a3c", 3)
            )
        aw = "".join(
            path(
                poly(
                    [
                        (x - 230 + k * 46, 214),
                        (x - 184 + k * 46, 214),
                        (x - 170 + k * 37, 120),
                        (x - 207 + k * 37, 120),
                    ]
                ),
                c1 if k % 2 else CREAM,
            )
            + path(f"M{x - 230 + k * 46} 213q23 40 46 0z", c1 if k % 2 else CREAM)
            for k in range(10)
        )
        a.obj(
            person(
                a,
                x - 20,
                424,
                0.98,
                GOLD if c1 == TEAL else "#5f8a4a",
                False,
                "down",
                "#7a3a5c" if c1 == TEAL else "#2d6b6e",
            )
            + g(o)
            + g(crate)
            + aw
        )
    a.obj(
        person(a, 1000, 560, 1.12, "#3f6f8f", False, "reach", "#e0b45a", "#6b2a3c")
        + person(a, 500, 580, 1.08, "#b5703f", True, "down")
    )


def packing(a):
    paper(a, "#dcc7a2")
    a.add(a.blur(path(rrect(-200, -200, 900, 1200, 30), "#fff6da"), 30, 0.25))
    box = "#c9985c"
    a.obj(
        at(
            a.form(poly([(-260, -170), (260, -170), (260, 170), (-260, 170)]), box, -5, -5, k=3)
            + path(rrect(-236, -146, 472, 292, 4), dark(box, 0.55))
            + "".join(
                path(poly(p), light(box, k))
                for p, k in (
                    ([(-260, -170), (260, -170), (220, -262), (-220, -262)], 0.22),
                    ([(-260, 170), (260, 170), (230, 256), (-230, 256)], 0.1),
                )
            )
            + g(
                [
                    at(pouch(a, 0, 0, 170, 240, c), x, 132, r)
                    + at(label(a, 0, -120, 120, 90, t, "", CREAM, "#5a2b1c"), x, 132, r)
                    for x, c, t, r in (
                        (-140, "#e6b23a", "Keripik", -4),
                        (30, "#a82a22", "Abon", 3),
                        (170, "#2f4f46", "Kopi", -2),
                    )
                ]
            ),
            430,
            340,
            -5,
        )
    )
    a.obj(
        at(
            path(ell(0, 0, 92), "#d9b98a")
            + path(ell(0, 0, 92), "none", dark("#d9b98a", 0.3), 5)
            + path(ell(0, 0, 58), "#a9713f")
            + path(ell(0, 0, 46), "#e9d6ae")
            + path("M60 70l140 60l-12 34l-150 -54z", "#e3c690", op=0.9),
            860,
            190,
        )
    )
    a.obj(
        at(
            a.form(rrect(-150, -110, 300, 220, 8), "#b5804a", -6, -6, k=3)
            + path("M-150 0H150M0 -110V110", "none", "#e6d3a0", 12)
            + bow(a, 0, 0, 62, "#e6d3a0", 9),
            950,
            480,
            8,
        )
    )
    a.obj(
        [
            sprig(a, 700, 600, -20, n=6),
            at(
                path(rrect(-70, -44, 140, 88, 6), "#f9f3e2")
                + path("M-50 -16h100M-50 4h100M-50 24h60", "none", "#7a6a5c", 6),
                720,
                90,
                10,
            ),
        ],
        "shs",
    )


def photo(a):
    mat(a, TEAL, cell=34, rot=40)
    a.obj(plate(a, 460, 350, 270, "enamel"))
    for x, y, r, cut in ((380, 270, -10, 0), (370, 440, 12, 1), (560, 400, -20, 1)):
        a.obj(at(selem(a, 160, cut), x, y, r))
    a.obj(cuko(a, 720, 150, 88))
    a.obj(at(hand(a, 1, "#b23b46"), 1000, 560, -34, 1.05))
    mini = at(
        g(
            [
                plate(a, 0, 0, 74, "enamel"),
                at(selem(a, 42, False), -16, -22, -10),
                at(selem(a, 44, True), -22, 24),
                at(selem(a, 44, True), 30, 6),
            ]
        ),
        0,
        -20,
    )
    scr = (
        path(rrect(-92, -176, 184, 340, 10), "#c9b283")
        + mini
        + path("M-70 -110v-30h30M70 -110v-30h-30M-70 74v30h30M70 74v30h-30", "none", "#fff", 5)
        + path(ell(0, 136, 20), "#fff")
        + path(ell(0, 136, 15), "none", RED, 4)
    )
    a.obj(at(phone(a, 1.0) + scr, 850, 400, 14, 1.16))


def meeting(a):
    sky(a, "#b5d8d4", "#f4e6c2", 300)
    treeline(a, 300, "#7fa66a", 54)
    a.add(
        g(
            '<rect x="-60" y="300" width="1320" height="420" fill="#b9a06a"/>'
            + a.speck(90, 600, 520, 660, 200, ["#a08a55", "#d3bd8a", "#8fa05a"], 3, 9, 0.6),
            extra=a.f("wall"),
        )
    )
    a.add(g([palm(a, 60, 340, 250, 34), palm(a, 1150, 340, 230, -30)], extra=a.f("paint")))
    o = [path(f"M{x} 200V560", "none", "#6d4a33", 22) for x in (220, 460, 740, 980)] + [
        path("M170 560H1030V596H170Z", "#a97a4e") + path("M170 560H1030", "none", "#d9b07a", 6)
    ]
    roof = poly([(110, 220), (360, 60), (840, 60), (1090, 220)])
    a.obj(
        g(o)
        + path("M500 250h200v140h-200z", "#2f4f46", "#c99a5c", 12)
        + path("M530 290h120M530 320h140M530 350h80", "none", "#e9f0da", 6, 0.8)
        + a.form(
            roof,
            "#8a3f30",
            -5,
            -6,
            "".join(
                path(f"M{110 + k * 25} 222L{360 + k * 12} 58", "none", "#6b2c22", 4, 0.6) for k in range(40)
            ),
            3,
        )
    )
    a.obj(person(a, 770, 440, 0.9, "#d6a040", False, "up", "#7a3a5c"))
    cols = (
        (300, "#b23b46", "#e6c15a"),
        (420, "#3f8a86", None),
        (540, "#d98a4a", "#2d6b6e"),
        (660, "#5f7fa0", None),
        (790, "#8fa86a", "#b23b46"),
        (910, "#c9705a", "#f3ead8"),
    )
    for x, c, sc in cols:
        a.obj(person(a, x, 580, 1.02, c, False, "down", sc))


def harvest(a):
    sky(a, "#9fd0d8", "#f8e6b8", 240, (940, 120, 46, "#ffc65a"))
    treeline(a, 242, "#5f8f5c", 40)
    a.add(g(palm(a, 120, 250, 150, 20) + palm(a, 200, 250, 120, -14), extra=a.f("paint")))
    a.add(paddy_field(a, 242, "#c9b044"))
    for x, y, s, c, sc, arm in (
        (820, 470, 0.95, "#b23b46", "#f3ead8", "reach"),
        (1020, 420, 0.7, "#3f6f8f", None, "reach"),
        (240, 520, 1.2, "#2d6b6e", "#e6c15a", "fwd"),
    ):
        a.obj(person(a, x, y, s, c, True, arm, sc, "#4a4238"))

    a.obj([at(paddy(a, 300, a.u(-14, 14)), x, 720) for x in range(20, 1200, 110)], "shs")


def delivery(a):
    sky(a, "#a9d2d3", "#f7dcae", 300, (260, 150, 54, "#ffb765"))
    treeline(a, 304, "#6a9668", 50)
    a.add(
        g(
            [palm(a, x, 306, h, l) for x, h, l in ((80, 150, 18), (1060, 190, -26), (1140, 150, 16))],
            extra=a.f("paint"),
        )
    )
    water(a, 312, "#3f8a86")
    float_boat(a, 960, 400, 300, "#d6a040")
    a.obj(
        path("M-60 560H1260V600H-60Z", "#a97a4e")
        + "".join(path(f"M{x} 560v40", "none", "#6d4a30", 4) for x in range(-40, 1250, 34))
        + "".join(path(f"M{x} 600v110", "none", "#4b3223", 18) for x in range(40, 1250, 190))
        + path("M-60 470H1260", "none", "#6d4a30", 9)
        + "".join(path(f"M{x} 470v92", "none", "#6d4a30", 9) for x in range(40, 1250, 190))
    )
    crate = (
        path(rrect(-300, -420, 190, 180, 8), "#c9985c")
        + path("M-300 -330h190M-205 -420v180", "none", "#e6d3a0", 11)
        + path(rrect(-180, -396, 56, 40, 3), "#f9f3e2")
    )
    rider = (
        a.form(
            smooth(
                [(-90, -420), (-40, -446), (20, -420), (26, -330), (10, -240), (-100, -236), (-110, -330)]
            ),
            "#2d6b6e",
            -6,
            -7,
            k=3,
        )
        + path("M-10 -400Q50 -360 100 -372", "none", "#255a5d", 36)
        + path(ell(108, -372, 17), SKIN)
        + path("M-40 -240Q60 -260 60 -170L40 -110", "none", "#3d4a63", 44)
        + path("M30 -100h54", "none", "#2a2320", 24)
    )
    helmet = a.form(
        smooth([(-80, -500), (-66, -546), (-26, -566), (16, -546), (30, -500), (20, -462), (-64, -458)]),
        "#f3ead8",
        -5,
        -7,
        path("M-80 -500H40", "none", RED, 12),
        3,
    )
    a.obj(at(motorbike(a, "#b8262b") + crate + rider + helmet, 540, 560, 0, 0.92))


ARTICLES = (market, packing, photo, meeting, harvest, delivery)


def article(a):
    ARTICLES[a.n - 1](a)
    glow(a)


MOTIFS = {
    "article": (article, 6),
}
