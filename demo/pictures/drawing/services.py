"""Village services: sewing, boat hire, motor repair, internet vouchers."""

from .core import CREAM, GOLD, RED, TEAL, at, blob, dark, ell, g, light, path, poly, rrect, smooth
from .landscape import boat, palm, ripples, stilt_house, treeline
from .surfaces import flat, floor_shadow, glow, table

# ---- sewing -------------------------------------------------------------


def spool(a, c, s=1.0):
    w = "#c9985c"
    return g(
        path(rrect(-34, -62, 68, 18, 6), w)
        + path(rrect(-34, 44, 68, 18, 6), dark(w, 0.15))
        + a.form(
            rrect(-28, -46, 56, 92, 8),
            c,
            -8,
            -4,
            "".join(path(f"M-30 {-44 + k * 7}l60 4", "none", dark(c, 0.25), 2.5, 0.6) for k in range(14)),
            7,
        ),
        f"scale({s})",
    )


def machine(a, c="#22262b"):
    """The black hand-crank machine found in every village."""
    gold = "#dcae4a"
    base = rrect(-300, 150, 620, 66, 14)
    body = "M-262 -150Q-262 -182 -226 -184L160 -196Q256 -194 264 -100L276 152H100L118 10Q120 -66 60 -70L-150 -74L-158 -20H-232L-240 -84Q-262 -90 -262 -120Z"
    flor = (
        "".join(
            path(f"M{x} -126q22 -34 44 0t44 0", "none", gold, 5) + path(ell(x + 22, -128, 6), gold)
            for x in (-120, -20, 70)
        )
        + path("M190 -40q-30 50 0 90q30 -40 0 -90", "none", gold, 5)
        + path("M-240 -112H236", "none", gold, 2, 0.6)
    )
    o = [
        path(ell(306, -60, 34, 92), dark(c, 0.2)),
        path(ell(318, -60, 30, 90), a.ball("#3a3f45", 0.3, 0.4)),
        path(ell(318, -60, 14, 44), "none", "#a9adb0", 7),
        path("M318 -60L372 -96", "none", "#9a9da0", 14),
        path(rrect(354, -140, 34, 62, 12), "#a9713f"),
        a.form(
            base,
            "#8a5a34",
            -4,
            -6,
            "".join(path(f"M-300 {160 + k * 12}H330", "none", "#5f3a1e", 3, 0.5) for k in range(5)),
            3,
        ),
        path(rrect(-286, 128, 590, 32, 8), dark(c, 0.1)),
        path(rrect(-250, 130, 150, 10, 3), "#c9ccd0"),
        a.form(
            body,
            c,
            -8,
            -9,
            flor + g(path("M-230 -160Q0 -180 190 -172", "none", "#fff", 12), op=0.4, extra=a.f("b7")),
        ),
        path("M-196 -20V96", "none", "#b9bdc0", 11),
        path("M-196 90V134", "none", "#d9dde0", 5),
        path("M-214 104h36l8 22h-52z", "#a9adb0"),
        path("M-196 -186V-226", "none", "#b9bdc0", 8),
        path("M80 -190V-262", "none", "#b9bdc0", 8),
    ]
    return (
        g(o)
        + at(spool(a, RED, 0.62), 80, -226)
        + path("M70 -250Q-80 -270 -190 -196L-214 -60Q-206 20 -196 100", "none", RED, 3)
    )


def scissors(a, s=1.0, c="#b9bfc4"):
    blades = "".join(
        at(path(poly([(-6, 10), (-16, -190), (2, -210), (10, 10)]), c, dark(c, 0.4), 3), 0, 0, r)
        for r in (13, -13)
    )
    loops = "".join(
        path(ell(x, 92, 38, 56), "none", k, 20) + path(f"M{x * 0.8:.0f} 40L{-x * 0.12:.0f} -4", "none", k, 18)
        for x, k in ((-52, "#3a3d42"), (52, "#2d3034"))
    )
    return g(blades + loops + path(ell(0, 0, 8), "#6c7277"), f"scale({s})")


def jahit(a):
    if a.n in (2, 4):
        flat(a, "", "rose", "", "indigo")
        turned = a.n == 4

        def put(body, x, y, rot=0, s=1):
            return at(body, 800 - x if turned else x, y, -rot if turned else rot, s)

        c = "#2d6b6e" if a.n == 2 else "#c9563f"
        a.obj(
            put(
                a.form(
                    rrect(-250, -190, 500, 380, 12),
                    c,
                    -4,
                    -5,
                    "".join(
                        path(f"M-260 {y}H260", "none", light(c, 0.25), 2, 0.4) for y in range(-190, 190, 9)
                    )
                    + "".join(
                        path(ell(x, y, 8), light(c, 0.6))
                        for x in range(-230, 250, 46)
                        for y in range(-170, 190, 46)
                    )
                    + path("M-250 160H250M-220 -190V190", "none", CREAM, 4, 1, 'stroke-dasharray="14 10"'),
                    3,
                ),
                370,
                330 if not turned else 410,
                -8,
            )
        )
        a.obj(put(scissors(a, 1.15), 560, 470 if not turned else 560, 38))
        tape = (
            "M60 150C180 90 280 190 420 120S640 60 760 130"
            if turned
            else "M60 690C220 560 330 760 480 660S700 720 770 620"
        )
        a.obj(
            path(tape, "none", "#c9962c", 42)
            + path(tape, "none", "#f2cf5a", 36)
            + path(
                tape, "none", "#5a3a1c", 36, 0.8, 'stroke-dasharray="2.5 15" style="stroke-linecap:butt"'
            ).replace('stroke-linecap="round"', 'stroke-linecap="butt"'),
            "shs",
        )
        for x, y, k, r in (
            (150, 610, RED, 20),
            (250, 690 if turned else 650, GOLD, -14),
            (640, 160 if not turned else 250, "#5f8a4a", 40),
            (700, 250 if not turned else 340, "#7a3a6c", -10),
        ):
            a.obj(put(spool(a, k, 0.82), x, y, r), "shs")
        a.obj(
            [
                path(ell(x, y, 19), k)
                + "".join(path(ell(x + dx, y + dy, 3), "#2a1a14") for dx in (-5, 5) for dy in (-5, 5))
                for x, y, k in (
                    ((110, 740, "#f3ead8"), (160, 710, "#d9a441"), (690, 740, "#7fb089"))
                    if turned
                    else ((110, 140, "#f3ead8"), (160, 180, "#d9a441"), (100, 210, "#c9563f"))
                )
            ],
            "shs",
        )
    else:
        table(a, "#e3cfae", "", "#c9dcd6", top="#8a5a3a" if a.n == 1 else "#6d4a35", y=560)
        floor_shadow(a, 390, 690, 320)
        cl = "#b23b46" if a.n == 1 else "#2d6b6e"
        a.obj(at(machine(a, "#22262b" if a.n == 1 else "#2c4a44"), 366, 494, 0, 0.9))
        cloth = smooth(
            [(30, 600), (180, 586), (330, 604), (380, 640), (330, 720), (210, 770), (60, 760), (10, 690)]
        )
        a.obj(
            a.form(
                cloth,
                cl,
                -6,
                -9,
                "".join(
                    path(ell(x, y, 8), light(cl, 0.6))
                    for x in range(10, 400, 40)
                    for y in range(590 + (x // 40 % 2) * 20, 780, 40)
                )
                + g(
                    path("M120 600Q160 690 90 770M260 600Q290 680 240 760", "none", "#14050a", 18),
                    op=0.45,
                    extra=a.f("b7"),
                ),
                7,
            ),
            "shs",
        )
        for x, k in ((560, GOLD), (640, TEAL), (720, RED)):
            a.obj(at(spool(a, k, 0.8), x, 706), "shs")
    glow(a)


# ---- boats --------------------------------------------------------------


def perahu(a):
    sky, water = {
        1: ("#f2d9b0", "#3f8a86"),
        2: ("#cfe3dd", "#2f7a78"),
        3: ("#f0c39a", "#4f7f86"),
        4: ("#d5e6e0", "#7a8f5c"),
    }[a.n]
    a.view = (20, 60, 740, 740)
    s = a.lin([(0, light(sky, 0.3)), (0.6, sky), (1, light(sky, 0.5))])
    a.add(
        g(
            f'<rect x="-60" y="-60" width="920" height="520" fill="{s}"/>'
            + path(ell(600 if a.n != 3 else 220, 250, 62), "#fff3cf" if a.n != 3 else "#f7a85a", op=0.95),
            extra=a.f("wall"),
        )
    )
    treeline(a, 436, "#7fa08a")
    a.add(
        g(
            "".join(palm(a, x, 424, a.u(90, 170), a.u(-24, 24), "#4b7a4f") for x in (60, 110, 300, 620, 730)),
            extra=a.f("paint"),
        )
    )
    if a.n in (1, 4):
        a.add(
            g(
                stilt_house(a, 560, 408, 0.74) + (stilt_house(a, 250, 412, 0.56, "#8a9a6a", "#4f5f5a")),
                extra=a.f("paint"),
            )
        )
    wg = a.lin([(0, light(water, 0.4)), (0.4, water), (1, dark(water, 0.3))])
    a.add(
        g(
            f'<rect x="-60" y="428" width="920" height="500" fill="{wg}"/>'
            + ripples(a, -40, 800, 440, 800, water, 90),
            extra=a.f("wall"),
        )
    )
    lay = {
        1: [(390, 600, 610, "#3b7f7d")],
        2: [(400, 620, 640, "#b23b3b")],
        3: [(470, 520, 360, "#8a5a34"), (350, 660, 600, "#d6a040")],
        4: [(400, 620, 620, "#e7dcc0")],
    }[a.n]
    for x, y, L, c in lay:
        a.add(a.blur(path(ell(x, y + 34, L * 0.46, 26), "#0c2a2c"), 7, 0.5))
        b = boat(a, L, c, {1: "#c9a05c", 2: "#d9c08c", 3: "#7f9a6a", 4: "#8b5a3a"}[a.n])
        if a.n == 4:
            b = (
                "".join(
                    at(path(blob(a.r, 0, 0, 40, 34), a.ball(k)), xx, -58)
                    for xx, k in ((-190, "#dda53a"), (-140, "#cfae72"), (-165, "#7fa03c"))
                )
                + b
            )
        a.obj(at(b, x, y), "shs")
        a.add(
            g(
                ripples(a, x - L * 0.55, x + L * 0.5, y + 22, y + 60, light(water, 0.2), 18),
                extra=a.f("paint"),
            )
        )
    glow(a)


MOTIFS = {
    "jasa-jahit": (jahit, 4),
    "jasa-perahu": (perahu, 4),
}
