"""From village kitchens: jars, bottles, palm sugar, chips and wet cakes."""

from .containers import bottle, jar, label, pouch
from .core import CREAM, GOLD, RED, TEAL, at, blob, dark, ell, jit, light, path, rrect, smooth
from .props import MARKS, chilli, garlic, shallot
from .surfaces import flat, floor_shadow, glow, table
from .vessels import bowl, plate, tampah


def chips(a, cx, cy, q, n, kind, s):
    for lvl in (1, 0.68, 0.36):
        for x, y in a.scatter(int(n * lvl), cx, cy, q * lvl, q * lvl, s * 0.86, 100):
            if kind == "pisang":
                c = jit(a.r, "#e8b83a", 0.012, 0.07, 0.05)
                d = blob(a.r, 0, 0, s * 1.25, s * 0.68, 11, 0.04)
                b = a.form(
                    d,
                    c,
                    -4,
                    -5,
                    path(ell(0, 0, s * 0.95, s * 0.42), light(c, 0.3), op=0.6)
                    + path(f"M{-s * 0.7:.0f} 0H{s * 0.7:.0f}", "none", dark(c, 0.3), 4, 0.7)
                    + "".join(path(ell(k * s * 0.22, (k % 2) * 6 - 3, 3), "#6b4416") for k in range(-3, 4))
                    + path(d, "none", "#a8701c", 6, 0.6),
                    3,
                )
            elif kind == "coklat":
                d = blob(a.r, 0, 0, s * 1.25, s * 0.68, 11, 0.04)
                b = a.form(
                    d,
                    jit(a.r, "#54301c"),
                    -4,
                    -5,
                    path(
                        f"M{-s * 0.7:.0f} {-s * 0.2:.0f}Q0 {-s * 0.5:.0f} {s * 0.6:.0f} {-s * 0.2:.0f}",
                        "none",
                        "#b98a62",
                        5,
                        0.7,
                    ),
                    3,
                )
            else:
                c = jit(a.r, "#f3e2b0" if kind == "putih" else "#d9642e", 0.01, 0.05, 0.04)
                d = blob(a.r, 0, 0, s, s * 0.92, 12, 0.06)
                b = a.form(
                    d,
                    c,
                    -4,
                    -5,
                    path(ell(0, 0, s * 0.72, s * 0.66), "none", light(c, 0.35), 4, 0.6)
                    + path(ell(0, 0, 5), dark(c, 0.2))
                    + path(d, "none", dark(c, 0.25), 5, 0.5)
                    + (
                        a.speck(16, 0, 0, s * 0.8, s * 0.8, ["#a81e14", "#7d120c", "#e89a3c"], 2, 5, 0.8)
                        if kind != "putih"
                        else a.speck(5, 0, 0, s * 0.8, s * 0.8, ["#c99a4a"], 2, 4)
                    ),
                    3,
                )
            a.obj(at(b, x, y, a.u(0, 360), 1, a.u(0.75, 1)), "shs")


def keripik_pisang(a):
    if a.n == 3:
        table(a, "", "", "#cfdfd9", top="#8a5a3a")
        floor_shadow(a, 320, 692, 170)
        win = path(rrect(195, 470, 250, 170, 24), "#fff3cf") + a.clip(
            rrect(195, 470, 250, 170, 24),
            "".join(
                at(
                    path(ell(0, 0, 46, 26), jit(a.r, "#e8b83a"), "#a8701c", 4)
                    + path("M-24 0h48", "none", "#8a5a1e", 4),
                    a.u(200, 440),
                    a.u(480, 636),
                    a.u(0, 180),
                )
                for _ in range(34)
            ),
        )
        a.obj(
            pouch(a, 320, 696, 330, 470, "#e6b23a", win)
            + label(a, 320, 375, 250, 150, "Keripik|Pisang", "KEPOK MANIS", CREAM, "#7a3f12")
        )
        chips(a, 620, 690, 110, 9, "pisang", 44)
        return glow(a)
    flat(a, "teal", "wood")
    a.obj(bowl(a, 400, 410, 335, "#a8701c", "#b9673f") if a.n == 1 else tampah(a, 400, 405, 372))
    chips(a, 400, 405, 225, 26, "pisang", 62)
    if a.n == 2:
        chips(a, 500, 490, 110, 8, "coklat", 60)
    glow(a)


def keripik_singkong(a):
    if a.n == 3:
        table(a, "", "", "#e9cdb0", top="#6d4a35")
        floor_shadow(a, 320, 692, 170)
        win = path(rrect(195, 470, 250, 170, 24), "#fff3cf") + a.clip(
            rrect(195, 470, 250, 170, 24),
            "".join(
                at(
                    path(ell(0, 0, 40, 36), jit(a.r, "#d9642e"), "#8e2415", 4)
                    + a.speck(8, 0, 0, 30, 26, ["#8e1a10"], 2, 5),
                    a.u(200, 440),
                    a.u(480, 636),
                )
                for _ in range(34)
            ),
        )
        a.obj(
            pouch(a, 320, 696, 330, 470, "#a82a22", win)
            + label(a, 320, 375, 250, 150, "Keripik|Singkong", "BALADO PEDAS", CREAM, "#7a1f12")
        )
        chips(a, 620, 690, 110, 9, "balado", 48)
        return glow(a)
    flat(a, "mat", "leaf")
    a.obj(plate(a, 400, 410, 350, "teal") if a.n == 1 else tampah(a, 400, 405, 372))
    chips(a, 400, 405, 225, 26, "putih" if a.n == 1 else "balado", 66)
    if a.n == 2:
        a.obj([chilli(a, 620, 720, 130, -25), chilli(a, 60, 700, 120, 15)], "shs")
    glow(a)


def mortar(a, cx, cy, q, fill="#b3261c"):
    c = "#5d5b58"
    return (
        path(ell(cx, cy, q), a.ball(c, 0.25, 0.4))
        + a.speck(120, cx, cy, q * 0.96, q * 0.96, ["#77756f", "#3e3c3a"], 2, 5, 0.6)
        + path(ell(cx + 3, cy + 4, q * 0.82), dark(c, 0.4))
        + a.form(
            blob(a.r, cx, cy, q * 0.74, q * 0.7, 14, 0.05),
            fill,
            -8,
            -9,
            a.speck(
                int(q * 1.1),
                cx,
                cy,
                q * 0.68,
                q * 0.64,
                ["#e6603b", "#f0c26a", "#7d120f", "#d9412a", "#f3d9a0"],
                3,
                9,
                0.8,
            )
            + a.speck(16, cx, cy, q * 0.5, q * 0.5, ["#ff9a6a"], 3, 7, 0.7),
            7,
        )
    )


def sambal(a):
    if a.n in (1, 3):
        flat(a, "leaf", "", "wood")
        a.obj(mortar(a, 390, 400, 300, "#b3261c" if a.n == 1 else "#c2501f"))
        pestle = smooth(
            [
                (-200, -20),
                (-60, -26),
                (90, -40),
                (150, -44),
                (176, 0),
                (150, 44),
                (90, 40),
                (-60, 26),
                (-200, 22),
            ]
        )
        a.obj(
            at(
                a.form(
                    pestle, "#6a6763", -6, -9, a.speck(60, 0, 0, 170, 36, ["#85827b", "#45433f"], 2, 5, 0.6)
                ),
                580,
                260,
                138,
            )
        )
        a.obj(
            [
                chilli(a, 60, 690, 170, -18),
                chilli(a, 90, 735, 150, 4, "#d9472a"),
                shallot(a, 660, 690, 42, 20),
                garlic(a, 720, 640, 40, -30),
            ],
            "shs",
        )
        return glow(a)
    table(a, "", "#d9e2c9", "", "#c9dcdb", top="#7b5138")
    a.view = (70, 150, 650, 650)
    lay = [(255, 250, 310), (535, 250, 310)] if a.n == 2 else [(380, 300, 340)]
    for i, (x, w, h) in enumerate(lay):
        floor_shadow(a, x, 692, w * 0.5)
        fill = "#a8231a" if i == 0 else "#8a3b1c"
        a.obj(
            jar(
                a,
                x,
                696,
                w,
                h,
                fill,
                "#e2b04a" if a.n == 4 else INK_,
                0.12,
                a.speck(
                    int(w * 0.7),
                    x,
                    696 - h * 0.4,
                    w * 0.5,
                    h * 0.5,
                    ["#e6603b", "#f0c26a", "#5f0d0a", "#d9412a"],
                    3,
                    9,
                    0.8,
                ),
            )
            + label(
                a,
                x,
                696 - h * 0.42,
                w * 0.74,
                h * 0.44,
                "Sambal|" + ("Terasi" if i == 0 else "Ebi"),
                "PEDAS",
                CREAM,
                "#7a1f12",
            )
        )
    a.obj([chilli(a, 620, 720, 150, -14), chilli(a, 60, 735, 130, 6)], "shs")
    glow(a)


INK_ = "#3a2a22"


def cuko_botol(a):
    table(a, "#ecd8b7", "#c9dcd2", "#e3c6ae", top={1: "#8a5a3a", 2: TEAL, 3: "#6d4a35"}[a.n])
    for i, (x, w, h) in enumerate(
        {
            1: [(330, 200, 520)],
            2: [(250, 165, 430), (450, 180, 490)],
            3: [(200, 150, 400), (380, 150, 400), (560, 150, 400)],
        }[a.n]
    ):
        floor_shadow(a, x, 694, w * 0.52)
        cap = (RED, GOLD, "#4c7c45")[i if a.n == 3 else 0]
        a.obj(
            bottle(a, x, 698, w, h, "#3a1a0c", cap, 0.18, "#cbd6cf")
            + label(
                a,
                x,
                698 - h * 0.3,
                w * 0.9,
                h * 0.32,
                "CUKO",
                "PEMPEK" if a.n != 3 else ("PEDAS", "SEDANG", "MANIS")[i],
                "#f6e2b0",
                "#7a1f12",
                MARKS["fish"] if a.n == 1 else None,
            )
        )
    if a.n != 3:
        x = 600 if a.n == 1 else 650
        floor_shadow(a, x, 706, 110)
        b = "M%d 630Q%d 704 %d 710H%dQ%d 704 %d 630Z" % (x - 120, x - 106, x - 44, x + 44, x + 106, x + 120)
        a.obj(
            path(ell(x, 630, 120, 30), "#f3ead8")
            + path(ell(x, 633, 106, 23), "#43200f")
            + a.speck(9, x, 634, 80, 14, ["#a9c86b", "#c8352b", "#e0a05a"], 4, 8, 0.95)
            + a.form(b, "#f3ead8", -8, -8, path(f"M{x - 118} 655Q{x} 680 {x + 118} 655", "none", TEAL, 8))
        )
    a.obj(
        [
            garlic(a, 90, 740, 40, -10),
            chilli(a, 600, 755, 130, -6),
            at(path(ell(0, 0, 40, 22), a.ball("#8f5424")), 500, 752),
        ],
        "shs",
    )
    glow(a)


MOTIFS = {
    "keripik-pisang": (keripik_pisang, 3),
    "keripik-singkong": (keripik_singkong, 3),
    "sambal": (sambal, 4),
    "cuko-botol": (cuko_botol, 3),
}
