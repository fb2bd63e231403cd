"""Sweet things that keep: jam, dodol, coconut oil, palm sugar, honey."""

from .containers import bottle, jar, label
from .core import CREAM, GOLD, LEAF, TEAL, at, blob, dark, ell, g, jit, light, path, poly, ring, rrect, smooth
from .fruit import coco, pine_slice, pineapple
from .props import MARKS, leaf, twine
from .surfaces import flat, floor_shadow, glow, table
from .vessels import leaf_sheet, plate, tampah


def nanas_olahan(a):
    if a.n in (2, 4):  # dodol: wrapped and bare
        flat(a, "", "leaf", "", "teal")
        a.obj(plate(a, 400, 410, 350, "green") if a.n == 2 else tampah(a, 400, 410, 365))
        for i, (x, y) in enumerate(a.scatter(13, 400, 410, 225, 225, 112, 300)):
            c = jit(a.r, "#b5661f", 0.01, 0.05, 0.05)
            d = rrect(-62, -34, 124, 68, 14)
            if i % 3 == 2:
                w = a.pick("#f3d35a", "#e07b52", "#7fb089")
                b = "".join(
                    path(
                        poly([(s * 56, -10), (s * 98, -30), (s * 92, 0), (s * 100, 30), (s * 56, 12)]),
                        light(w, 0.2),
                        dark(w, 0.2),
                        2,
                    )
                    for s in (-1, 1)
                ) + a.form(
                    d,
                    w,
                    -4,
                    -6,
                    "".join(path(f"M{k * 20} -34v70", "none", light(w, 0.5), 5, 0.5) for k in range(-3, 4)),
                    3,
                )
            else:
                b = a.form(rrect(-62, -28, 124, 76, 14), dark(c, 0.3), -2, -3, k=3) + a.form(
                    d,
                    c,
                    -4,
                    -6,
                    g(path("M-46 -20H30", "none", "#ffdf9a", 9), extra=a.f("b3"), op=0.7)
                    + a.speck(14, 0, 0, 55, 28, ["#e0a04a", "#7c4212"], 2, 4),
                    3,
                )
            a.obj(at(b, x, y, a.u(-40, 40)), "shs")
        return glow(a)
    table(a, "#d7e2c6", "", "#f0d9ab", top="#8a5a3a")
    floor_shadow(a, 420, 690, 130)
    if a.n == 1:
        a.obj(at(pineapple(a, 0.92), 180, 520, -5))
    tex = a.speck(160, 450, 560, 170, 170, ["#f7cf55", "#c97f16", "#ffe48f"], 4, 12, 0.6)
    for x, w, h in [(470, 270, 330)] if a.n == 1 else [(240, 260, 330), (550, 260, 330)]:
        floor_shadow(a, x, 690, w * 0.5)
        a.obj(
            jar(
                a,
                x,
                694,
                w,
                h,
                "#e2a32a",
                GOLD,
                0.1,
                g(tex, f"translate({x - 450} 0)"),
                cover=None if a.n == 1 else (TEAL if x < 400 else "#c9472f"),
            )
            + label(
                a,
                x,
                694 - h * 0.42,
                w * 0.72,
                h * 0.46,
                "Selai|Nanas",
                "200 G",
                CREAM,
                "#7a3f12",
                MARKS["pine"],
            )
        )
    if a.n == 1:
        a.obj([at(pine_slice(a, 66), 660, 690, 0, 1, 0.8)])
    else:
        a.obj([at(pine_slice(a, 60), 400, 735, 0, 1, 0.6)])
    glow(a)


def minyak(a):
    table(a, "#d5e3d8", "#ecd8b7", "#c2d9da", top={1: "#b58a5c", 2: "#7b5138", 3: "#8a5a3a"}[a.n])
    lay = {1: [(330, 190, 480)], 2: [(230, 160, 420), (430, 190, 500)], 3: [(300, 230, 430)]}[a.n]
    for x, w, h in lay:
        floor_shadow(a, x, 694, w * 0.5)
        a.obj(
            bottle(
                a,
                x,
                698,
                w,
                h,
                {1: "#f2dc8e", 2: "#ead07a", 3: "#f5e6b0"}[a.n],
                {1: LEAF, 2: "#b58a52", 3: TEAL}[a.n],
                0.2,
            )
            + label(
                a,
                x,
                698 - h * 0.3,
                w * 0.86,
                h * 0.3,
                "Minyak|Kelapa",
                {1: "VCO · 500 ML", 2: "GORENG", 3: "VCO"}[a.n],
                CREAM,
                "#3c5a2c",
            )
        )
    for x, y, q in {1: [(590, 600, 120)], 2: [(640, 630, 100)], 3: [(580, 580, 130)]}[a.n]:
        floor_shadow(a, x, y + q * 0.92, q)
        a.obj(at(coco(a, "half", q), x, y, 8))
    a.obj(
        [
            at(
                path(smooth([(-50, 0), (-10, -26), (50, -14), (36, 16), (-20, 22)]), "#fdfaf0", "#8a5a34", 6),
                480,
                742,
                10,
            )
        ]
        + [leaf(a, 690, 745, 110, -160, LEAF, 0.2)],
        "shs",
    )
    glow(a)


def gula(a):
    flat(a, "leaf", "mat", "indigo")
    c = "#8f5424"

    def puck(q):
        k = jit(a.r, c, 0.01, 0.05, 0.05)
        return path(blob(a.r, 8, 16, q, q * 0.96, 14, 0.015), dark(k, 0.45)) + a.form(
            blob(a.r, 0, 0, q, q * 0.94, 14, 0.015),
            light(k, 0.06),
            -8,
            -9,
            path(ell(0, 0, q * 0.8, q * 0.74), "none", dark(k, 0.25), 6, 0.5)
            + a.speck(60, 0, 0, q * 0.9, q * 0.85, ["#c98a45", "#6b3a18", "#e0ae68"], 2, 7, 0.55),
            7,
        )

    if a.n == 1:
        a.obj(tampah(a, 400, 405, 372))
        for x, y in a.scatter(9, 400, 405, 235, 235, 150, 400):
            a.obj(at(puck(92), x, y, a.u(0, 90)), "shs")
    elif a.n == 2:
        a.obj(leaf_sheet(a, 400, 410, 740, 590, -8))
        for x, y, q in ((280, 290, 130), (530, 310, 125), (330, 530, 128)):
            a.obj(at(puck(q), x, y))
        a.obj(
            [
                at(
                    path(
                        poly([(-40, -20), (20, -40), (46, 6), (4, 36), (-44, 20)]),
                        jit(a.r, c),
                        dark(c, 0.35),
                        3,
                    ),
                    x,
                    y,
                    r,
                    s,
                )
                for x, y, r, s in (
                    (560, 560, 0, 1.5),
                    (650, 500, 60, 1),
                    (640, 630, 110, 0.9),
                    (500, 650, 30, 0.8),
                )
            ]
        )
    else:  # stacks wrapped in dry leaf, tied
        a.obj(leaf_sheet(a, 400, 410, 740, 590, 8))
        for x, y, rot in ((250, 300, -8), (430, 320, 4), (600, 310, 12)):
            w = jit(a.r, "#cdae6a", 0.01)
            a.obj(
                at(
                    a.form(
                        rrect(-76, -190, 152, 400, 40),
                        w,
                        -8,
                        -8,
                        "".join(
                            path(f"M{-70 + i * 20 + a.u(-3, 3):.0f} -200V220", "none", dark(w, 0.22), 3, 0.6)
                            for i in range(8)
                        ),
                        7,
                    )
                    + "".join(twine(a, -78, yy, 78, yy, "#7a5a34") for yy in (-110, 0, 110))
                    + path(ell(0, -186, 66, 18), c),
                    x,
                    y,
                    rot,
                )
            )
        for x, y in ((260, 630), (430, 640), (600, 620)):
            a.obj(at(puck(70), x, y), "shs")
    if a.n != 3:
        a.obj(at(coco(a, "half", 90), 690, 690 if a.n == 1 else 130))
    glow(a)


def dipper(a, L=330):
    o = path(f"M0 0V{-L}", "none", "#8a5a34", 17) + path(f"M-3 0V{-L}", "none", "#c08a54", 8)
    for i in range(6):
        w = (30, 42, 48, 48, 42, 30)[i]
        o += path(rrect(-w, 8 + i * 17, 2 * w, 13, 6), a.ball("#b57a3e"))
    return g(o)


def comb(a, nx, ny, q=34):
    o = []
    for j in range(ny):
        for i in range(nx):
            x, y = i * q * 1.74 + (q * 0.87 if j % 2 else 0), j * q * 1.5
            h = ring(x, y, q, n=6, rot=30)
            o.append(
                path(poly(h), jit(a.r, a.pick("#e5a52a", "#d9901c", "#f0bb45"), 0.01), "#b8741a", 6)
                + path(
                    f"M{x - q * 0.4:.0f} {y - q * 0.4:.0f}q{q * 0.3:.0f} {-q * 0.2:.0f} {q * 0.6:.0f} 0",
                    "none",
                    "#ffe9a8",
                    4,
                    0.8,
                )
            )
    return g(o)


def madu(a):
    if a.n == 3:
        flat(a, "", "", "leaf")
        a.obj(plate(a, 400, 410, 350, "clay"))
        a.obj(a.clip(blob(a.r, 400, 410, 215, 190, 9, 0.1), at(comb(a, 9, 10), 170, 200)))
        a.obj(at(dipper(a, 300), 540, 470, 62))
        a.obj(
            path(
                smooth([(250, 560), (330, 590), (420, 600), (520, 570), (470, 630), (350, 640)]),
                "#e8a21f",
                op=0.9,
            ),
            "shs",
        )
        return glow(a)
    table(a, "#f0dcae", "#cfe0d0", top="#8a5a3a")
    if a.n == 1:
        floor_shadow(a, 350, 690, 150)
        a.obj(
            jar(a, 350, 694, 290, 340, "#dd8f16", "#b58a52", 0.08, cover="#e2c15a")
            + label(a, 350, 555, 210, 160, "Madu|Hutan", "GELAM", CREAM, "#7a3f0c")
        )
        a.obj(at(dipper(a, 300), 600, 640, 28))
        a.obj(path(smooth([(520, 740), (580, 715), (680, 722), (720, 745), (640, 762)]), "#e8a21f"), "shs")
    else:
        for x, w, h in ((250, 150, 400), (430, 170, 460)):
            floor_shadow(a, x, 694, w * 0.5)
            a.obj(
                bottle(a, x, 698, w, h, "#c97512" if x < 300 else "#e29a1e", "#4a2f1e", 0.14)
                + label(a, x, 698 - h * 0.29, w * 0.86, h * 0.3, "Madu|Gelam", "500 ML", CREAM, "#7a3f0c")
            )
        floor_shadow(a, 640, 716, 90)
        a.obj(a.clip(poly([(550, 590), (720, 560), (750, 720), (570, 735)]), at(comb(a, 7, 8, 28), 545, 550)))
    for x, y, r in ((620, 300, 20), (700, 400, -30)):
        b = (
            path(ell(6, -16, 20, 10), "#eef3ee", op=0.8)
            + path(ell(-10, -16, 16, 9), "#eef3ee", op=0.7)
            + a.clip(
                ell(0, 0, 24, 15),
                path(ell(0, 0, 24, 15), "#eeb52a")
                + "".join(path(f"M{k} -20v40", "none", "#2b1c10", 7) for k in (-10, 4, 17)),
            )
        )
        a.obj(at(b, x, y, r, 1.2), "shs")
    glow(a)


MOTIFS = {
    "nanas-olahan": (nanas_olahan, 4),
    "minyak-kelapa": (minyak, 3),
    "gula-kelapa": (gula, 3),
    "madu": (madu, 3),
}
