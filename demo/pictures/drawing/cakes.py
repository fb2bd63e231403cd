"""Wet cakes and the thousand-layer cakes of Palembang."""

from .core import at, blob, dark, ell, g, jit, light, path, poly, rrect, smooth
from .props import sprig
from .surfaces import flat, floor_shadow, glow, table
from .vessels import leaf_sheet, plate, tampah


def klepon(a, q=44):
    c = jit(a.r, "#6f9f3a", 0.01, 0.05, 0.05)
    co = "".join(
        at(path("M-9 0q9 -5 18 0", "none", "#fffdf4", 4), a.u(-q, q) * 0.8, a.u(-q, q) * 0.8, a.u(0, 180))
        for _ in range(26)
    )
    return a.form(blob(a.r, 0, 0, q, q * 0.94, 10, 0.03), c, -5, -6, co, 3)


def slab(a, w, h, bands, t=40):
    """A cut block: top face and a front face of coloured bands."""
    top = poly([(-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2)])
    o = a.form(
        top,
        bands[0],
        -4,
        -5,
        g(path(f"M{-w * 0.4:.0f} {-h * 0.36:.0f}H{w * 0.2:.0f}", "none", "#fff", 7), op=0.5, extra=a.f("b3")),
        3,
        0.15,
    )
    s = t / len(bands)
    for i, c in enumerate(bands):
        o += f'<rect x="{-w / 2:.0f}" y="{h / 2 + i * s:.1f}" width="{w:.0f}" height="{s + 0.6:.1f}" fill="{dark(c, 0.14)}"/>'
    return g(o)


def kue_basah(a):
    flat(a, "teal", "mat", "rose", "wood")
    pink = ["#e27a92", "#f7ece4", "#7fae62", "#f7ece4", "#e27a92", "#f7ece4"]
    talam = ["#fbf6ea", "#fbf6ea", "#7fae4c", "#6f9f3c"]
    srikaya = ["#86b04e", "#7ba544", "#f3ead2", "#efe2c0"]
    if a.n == 1:
        a.obj(tampah(a, 400, 405, 375))
        a.obj(leaf_sheet(a, 400, 405, 520, 500, 14), "shs")
    elif a.n == 2:
        a.obj(leaf_sheet(a, 400, 410, 740, 600, -8))
    else:
        a.obj(plate(a, 400, 410, 355, "flower" if a.n == 3 else "enamel"))
    if a.n in (1, 3):
        for x, y in a.scatter(8, 255, 405, 130, 210, 98, 400):
            a.obj(at(klepon(a, 52), x, y, a.u(0, 90)), "shs")
        for i, (x, y) in enumerate(((460, 220), (600, 300), (455, 370), (600, 460), (470, 530))):
            a.obj(at(slab(a, 124, 70, pink if i % 2 == 0 else talam, 72), x, y, a.u(-6, 6)), "shs")
    elif a.n == 2:
        for j, (bands, y) in enumerate(((pink, 230), (srikaya, 390), (talam, 550))):
            for i in range(4):
                a.obj(
                    at(slab(a, 124, 72, bands, 74), 200 + i * 136 + j * 8, y - i * 6 + 0, -3 + a.u(-3, 3)),
                    "shs",
                )
    else:
        for x, y in a.scatter(16, 400, 410, 240, 240, 106, 400):
            a.obj(at(klepon(a, 60), x, y, a.u(0, 90)), "shs")
    a.obj(sprig(a, 50, 720, -18, "#4f8f3c", 5, 55), "shs")
    glow(a)


def layers(a, kind):
    n = {"maksuba": 17, "lapis": 22, "legit": 15}[kind]
    for i in range(n):
        yield {
            "maksuba": ("#c98a2c" if i % 2 else "#7a4416"),
            "lapis": ("#f2d27a" if i % 2 else "#b8742a"),
            "legit": ("#e6bd64" if i % 2 else "#8a4f20"),
        }[kind]


def slice_(a, w, h, kind, depth=46):
    """A slice standing up: the striped face is what people look for."""
    cs = list(layers(a, kind))
    s = h / len(cs)
    k = []
    for i, c in enumerate(cs):
        y = i * s
        pts = [(x, y + a.u(-1.2, 1.2)) for x in range(-10, int(w) + 31, 30)]
        k.append(
            path(
                smooth(pts, False) + f"L{w + 20:.0f} {h + 10:.0f}L-10 {h + 10:.0f}Z",
                jit(a.r, c, 0.005, 0.04, 0.03),
            )
        )
    face = a.clip(
        rrect(0, 0, w, h, 6),
        g(k)
        + a.speck(30, w / 2, h / 2, w / 2, h / 2, ["#fff0c0", "#6b3a12"], 1.5, 3, 0.35)
        + g(path(f"M{w} 0V{h}H0", "none", "#4a240c", 26), op=0.4, extra=a.f("b14")),
    )
    top = cs[0]
    return (
        a.form(
            poly([(0, 1), (depth, -depth * 0.6), (w + depth, -depth * 0.6), (w, 1)]),
            dark(top, 0.02),
            -4,
            -4,
            path(
                f"M{depth * 0.8:.0f} {-depth * 0.36:.0f}H{w + depth * 0.6:.0f}",
                "none",
                light(top, 0.4),
                6,
                0.5,
            ),
            3,
        )
        + path(
            poly([(w, 0), (w + depth, -depth * 0.6), (w + depth, h - depth * 0.6), (w, h)]),
            dark("#a8692a", 0.25),
        )
        + "".join(
            path(f"M{w} {i * s:.1f}l{depth} {-depth * 0.6:.1f}", "none", dark(c, 0.32), s * 0.9)
            for i, c in enumerate(cs)
            if i
        )
        + face
    )


def maksuba(a):
    kind = ("maksuba", "lapis", "legit", "maksuba")[a.n - 1]
    table(
        a,
        "#cfdfd9",
        "#ecd3bb",
        "#d6dfbf",
        "#e6d0b0",
        top={1: "#8a2b35", 2: "#8a5a3a", 3: "#1f6f73", 4: "#6d4a35"}[a.n],
        y=520,
    )
    floor_shadow(a, 400, 690, 290, 40)
    a.obj(
        path(ell(400, 690, 330, 62), "#d8cdb4")
        + path(ell(400, 682, 330, 62), a.ball("#f6efdf", 0.4, 0.12))
        + path(
            ell(400, 680, 290, 50),
            "none",
            {1: "#2f6d7c", 2: "#b23b3b", 3: "#b08a3c", 4: "#4c7c45"}[a.n],
            6,
            0.8,
        ),
        "shs",
    )
    if a.n in (1, 3):
        a.obj(at(slice_(a, 300, 270, kind, 90), 150, 410))
        a.obj(at(slice_(a, 96, 262, kind, 60), 505, 440), "shs")
    elif a.n == 2:
        for i in range(4):
            a.obj(
                at(slice_(a, 88, 270 - i * 2, kind, 58), 150 + i * 128, 400 + (i % 2) * 18, a.u(-2, 2)), "shs"
            )
    else:
        for i in range(3):
            a.obj(at(slice_(a, 270 - i * 24, 118, kind, 90), 170 + i * 34, 580 - i * 112), "shs")
        a.obj(at(slice_(a, 110, 118, kind, 60), 530, 600), "shs")
    a.obj(sprig(a, 20, 770, -8, "#4f8f3c", 5, 50), "shs")
    glow(a)


MOTIFS = {"kue-basah": (kue_basah, 4), "maksuba-lapis": (maksuba, 4)}
