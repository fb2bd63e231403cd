"""Motor repair and village internet."""

import math

from .core import CREAM, GOLD, RED, TEAL, at, dark, ell, g, light, path, poly, rrect, smooth, text
from .surfaces import flat, floor_shadow, glow, table

# ---- motor repair -------------------------------------------------------


def wrench(a, L=330, c="#a9b0b5"):
    d = f"M{-L / 2 + 40:.0f} -17H{L / 2 - 46:.0f}V17H{-L / 2 + 40:.0f}Z"
    jaw = smooth(
        [
            (-L / 2 + 56, -20),
            (-L / 2 + 20, -56),
            (-L / 2 - 26, -48),
            (-L / 2 + 6, -20),
            (-L / 2 + 6, 20),
            (-L / 2 - 26, 48),
            (-L / 2 + 20, 56),
            (-L / 2 + 56, 20),
        ]
    )
    return (
        a.form(d, c, -3, -4, path(f"M{-L / 2 + 60:.0f} -2H{L / 2 - 60:.0f}", "none", dark(c, 0.25), 9), 3)
        + a.form(jaw, c, -4, -6, k=3)
        + a.form(ell(L / 2 - 30, 0, 44), c, -4, -6, k=3)
        + path(
            poly(
                [
                    (L / 2 - 30 + 24 * math.cos(t), 24 * math.sin(t))
                    for t in [i * math.pi / 3 for i in range(6)]
                ]
            ),
            "#3a3f44",
        )
    )


def motorbike(a, c="#b8262b"):
    """An underbone 'bebek' seen from the side, wheels on y=0."""
    o = []
    for x in (-205, 205):
        o += [
            path(ell(x, -92, 92), "#24262a"),
            path(ell(x, -92, 70), "#d7d0c0"),
            path(ell(x, -92, 62), "#8f8f8c", op=0.5),
        ]
        o += [
            path(f"M{x} -92L{x + 66 * math.cos(t):.0f} {-92 + 66 * math.sin(t):.0f}", "none", "#6b6f72", 3)
            for t in [i * 0.42 for i in range(15)]
        ]
        o += [path(ell(x, -92, 20), "#55595c"), path(ell(x, -92, 81), "none", "#45484c", 4)]
    o += [
        path("M-205 -92L-40 -130", "none", "#4b4e52", 20),
        path("M205 -92L140 -310", "none", "#8f9498", 17),
        path("M196 -92L131 -310", "none", "#c9cdd0", 5),
        path("M-60 -92H70V-170H-70Z", "#6c7074", "#3a3d40", 5),
        path("M-50 -106h90M-54 -122h96M-56 -138h100M-58 -154h100", "none", "#3a3d40", 5),
        path("M10 -98Q-90 -62 -300 -74", "none", "#a9adb0", 24),
        path("M10 -98Q-90 -62 -300 -74", "none", "#d9dcdd", 7),
    ]
    o.append(
        a.form(
            smooth(
                [
                    (-300, -214),
                    (-200, -226),
                    (-60, -222),
                    (30, -170),
                    (110, -176),
                    (150, -300),
                    (172, -330),
                    (186, -300),
                    (150, -150),
                    (80, -110),
                    (-20, -112),
                    (-110, -150),
                    (-250, -176),
                ]
            ),
            c,
            -6,
            -8,
            path("M-260 -200Q-60 -196 20 -146T130 -180", "none", "#f6e9cf", 9),
        )
    )
    o.append(
        a.form(
            smooth([(-310, -226), (-230, -262), (-110, -250), (-36, -224), (-110, -212), (-260, -212)]),
            "#26221f",
            -4,
            -6,
            path("M-290 -236Q-180 -262 -60 -230", "none", "#6a605a", 5),
            3,
        )
    )
    o.append(
        path("M136 -180Q206 -236 296 -120Q230 -196 150 -150Z", c)
        + path("M-290 -180Q-330 -130 -312 -80Q-296 -140 -250 -170Z", c)
    )
    o += [
        path("M150 -316L112 -372", "none", "#3a3d40", 13),
        path("M112 -372L62 -366", "none", "#1e1f21", 18),
        path(ell(182, -318, 34, 30), a.ball("#f4ecd0", 0.4, 0.2), "#8f9498", 7),
        path("M-316 -218l-18 -4v26l20 2z", "#d9412a"),
        path("M118 -376L136 -424", "none", "#55595c", 6),
        path(ell(140, -440, 24, 16), "#8fa8ad", "#3a3d40", 5),
        path("M-20 -92L-46 0H-66", "none", "#3a3d40", 9),
    ]
    return g(o)


def servis(a):
    if a.n == 2:
        flat(a, "", "stone")
        a.obj(at(wrench(a, 430), 260, 330, -50))
        a.obj(at(wrench(a, 340, "#c2b9a5"), 420, 300, -62))
        sd = (
            path(rrect(-30, 0, 60, 190, 20), "#d6a040")
            + "".join(path(f"M{k * 16} 10v170", "none", "#a8741c", 5) for k in (-1, 0, 1))
            + path("M0 0V-190", "none", "#b9bfc4", 17)
            + path("M-10 -190h20l-3 -26h-14z", "#8f9498")
        )
        a.obj(at(sd, 600, 300, 18))
        gear = "".join(at(path(rrect(-13, -118, 26, 30, 4), "#7d8286"), 0, 0, k * 20) for k in range(18))
        a.obj(
            at(
                gear
                + a.form(ell(0, 0, 96), "#8f9498", -6, -8)
                + path(ell(0, 0, 40), "#3a3f44")
                + "".join(
                    path(ell(66 * math.cos(t), 66 * math.sin(t), 12), "#3a3f44")
                    for t in [i * 1.257 for i in range(5)]
                ),
                300,
                600,
                8,
            )
        )
        ch = "".join(
            at(
                path(rrect(-20, -11, 40, 22, 10), "#a9adb0" if k % 2 else "#6c7074")
                + path(ell(-9, 0, 4), "#2b2d30"),
                440 + 26 * k,
                690 - 90 * math.sin(k * 0.36),
                -30 * math.cos(k * 0.36),
            )
            for k in range(12)
        )
        a.obj(ch, "shs")
        sp = (
            path(rrect(-20, -90, 40, 80, 10), "#f6f3ea")
            + path("M-20 -70h40M-20 -54h40M-20 -38h40", "none", "#b9b4a5", 4)
            + path("M-34 -10h68l-6 34h-56z", "#8f9498")
            + path("M-18 24h36v54h-36z", "#b9bfc4")
            + "".join(path(f"M-18 {32 + k * 10}h36", "none", "#6c7074", 3) for k in range(5))
            + path("M0 78v12h20", "none", "#6c7074", 6)
            + path("M-6 -90v-22h12v22z", "#b9bfc4")
        )
        a.obj(at(sp, 660, 570, -24, 1.2), "shs")
        a.obj(
            [
                at(
                    path(
                        poly(
                            [
                                (26 * math.cos(t), 26 * math.sin(t))
                                for t in [i * math.pi / 3 for i in range(6)]
                            ]
                        ),
                        "#b9bfc4",
                    )
                    + path(ell(0, 0, 12), "#3a3f44"),
                    x,
                    y,
                    r,
                )
                for x, y, r in ((120, 120, 10), (180, 90, 30), (480, 130, 0), (520, 480, 14))
            ],
            "shs",
        )
    else:
        table(a, "#d9c7a8", "", "#c3d6d4", top="#8b8378" if a.n == 1 else "#7b6a58", y=600)
        for k in range(5 if a.n == 1 else 3):
            a.obj(at(wrench(a, 300 + 40 * k, "#8f9498"), 150 + 76 * k, 232 + 9 * k, 90, 0.5), "shs")
        a.obj(path("M100 140H540" if a.n == 1 else "M100 140H390", "none", "#6d4a35", 16), "shs")
        floor_shadow(a, 390, 712, 320, 26)
        a.obj(at(motorbike(a, {1: "#b8262b", 3: "#1f5f7a"}[a.n]), 396, 710, 0, 0.97))
        if a.n == 3:
            a.obj(
                at(
                    path(rrect(-62, -130, 124, 130, 10), "#c9402f")
                    + path("M-30 -130v-26h60v26", "none", "#7d2018", 12)
                    + path("M-62 -84h124", "none", "#7d2018", 5)
                    + path(rrect(-16, -96, 32, 24, 4), "#d9dcdd"),
                    690,
                    762,
                )
            )
        else:
            a.obj(
                at(
                    path(rrect(-44, -120, 88, 120, 12), "#2f6d4f")
                    + path("M-14 -120v-30h28v30z", GOLD)
                    + path(rrect(-34, -92, 68, 56, 4), CREAM)
                    + text(0, -56, "OLI", 30, "#2f6d4f"),
                    700,
                    756,
                )
            )
    glow(a)


# ---- internet -----------------------------------------------------------


def waves(x, y, c, s=1.0):
    return at(
        "".join(
            path(
                f"M{-q * 0.75:.0f} {-q * 0.75:.0f}A{q * 1.06:.0f} {q * 1.06:.0f} 0 0 1 {q * 0.75:.0f} {-q * 0.75:.0f}",
                "none",
                c,
                19,
            )
            for q in (52, 96, 140)
        )
        + path(ell(0, -8, 18), c),
        x,
        y,
        0,
        s,
    )


def router(a, c="#f4f1e6"):
    ant = "".join(
        path(f"M{x} -40L{x + dx} -240", "none", "#3f4549", 19)
        + path(f"M{x - 4} -40L{x + dx - 4} -240", "none", "#6c7277", 6)
        for x, dx in ((-170, -34), (170, 34), (-58, -8), (58, 8))
    )
    body = smooth(
        [
            (-226, -54),
            (-180, -66),
            (0, -70),
            (180, -66),
            (226, -54),
            (240, 16),
            (214, 36),
            (0, 40),
            (-214, 36),
            (-240, 16),
        ]
    )
    return ant + a.form(
        body,
        c,
        -9,
        -9,
        "".join(
            path(ell(-150 + k * 44, 6, 7), k2)
            for k, k2 in enumerate(("#4fae5a", "#4fae5a", "#e0a22f", "#4fae5a", "#3b8fc0"))
        )
        + path("M-200 -30H200", "none", dark(c, 0.12), 4),
    )


def voucher(a, c, big, sub, s=1.0, code=True):
    w, h = 300, 176
    d = rrect(-w / 2, -h / 2, w, h, 16)
    k = (
        path(f"M{-w / 2} {h / 2 - 44}h{w}v44h{-w}z", dark(c, 0.25))
        + waves(104, -18, light(c, 0.55), 0.36)
        + text(-40, -6, big, 52, "#fff8e6")
        + text(-40, 30, sub, 22, "#fff8e6", "Liberation Sans Narrow")
        + (text(0, h / 2 - 13, "•••• •••• ••••", 26, "#fff8e6", "Liberation Sans") if code else "")
        + path(f"M{w * 0.27:.0f} {-h / 2}v{h}", "none", "#fff", 2.5, 0.5, 'stroke-dasharray="7 8"')
    )
    return g(a.form(d, c, -4, -5, k, 3), f"scale({s})")


def phone(a, s=1.0):
    scr = rrect(-92, -176, 184, 340, 10)
    return g(
        a.form(rrect(-108, -204, 216, 400, 30), "#26292d", -4, -5, k=3)
        + a.clip(
            scr,
            path(scr, "#dcebe5")
            + waves(0, -20, TEAL, 0.62)
            + path(rrect(-66, 44, 132, 40, 18), GOLD)
            + path("M-60 112h120M-60 136h80", "none", "#8fa8a5", 11),
        )
        + path(ell(0, -190, 4), "#6c7277"),
        f"scale({s})",
    )


def internet(a):
    if a.n == 2:
        flat(a, "", "mat")
        a.obj(at(phone(a, 1.28), 270, 400, -10))
        for x, y, r, c, b, s_ in (
            (570, 220, 10, TEAL, "1 HARI", "PAKET DESA"),
            (560, 420, -6, RED, "7 HARI", "PAKET DESA"),
            (580, 620, 5, "#b9791c", "30 HARI", "PAKET DESA"),
        ):
            a.obj(at(voucher(a, c, b, s_, 1.08), x, y, r))
    else:
        table(a, "#cfe0dc", "", "#ecd8b7", top="#8a5a3a" if a.n == 1 else TEAL, y=590)
        a.obj(waves(380, 372, TEAL if a.n == 1 else "#b9432f", 1.25), "shs")
        floor_shadow(a, 380, 690, 240)
        a.obj(at(router(a, "#f4f1e6" if a.n == 1 else "#2f3438"), 380, 650, 0, 1.1))
        for x, r, c, b in (
            ((180, -12, RED, "3 HARI"), (570, 8, GOLD, "30 HARI"))
            if a.n == 1
            else ((600, 10, "#1f5f7a", "7 HARI"),)
        ):
            a.obj(at(voucher(a, dark(c, 0.12), b, "PAKET DESA", 0.66, False), x, 738, r), "shs")
    glow(a)


MOTIFS = {
    "jasa-servis": (servis, 3),
    "paket-internet": (internet, 3),
}
