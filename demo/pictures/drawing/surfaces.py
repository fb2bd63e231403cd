"""What things lie on: wood, banana leaf, purun mat, paper, river-teal cloth, kitchen wall and table."""

import math

from .core import (
    CREAM,
    GOLD,
    LEAF,
    STRAW,
    TEAL,
    WOOD,
    blob,
    dark,
    ell,
    g,
    jit,
    light,
    mix,
    path,
    poly,
    smooth,
)


def wood(a, c=WOOD, rot=None):
    r, o = a.r, []
    rot = a.pick(-4, 0, 3, 90, 86, 12) if rot is None else rot
    y, size = -300, 1500
    while y < 1200:
        h = a.u(120, 190)
        k = jit(r, c, 0.008, 0.05, 0.06)
        o.append(path(poly([(-400, y), (size, y), (size, y + h), (-400, y + h)]), k))
        for _ in range(9):
            yy, amp = y + a.u(4, h - 4), a.u(2, 9)
            pts = [(x, yy + amp * math.sin(x / a.u(90, 200)) + a.u(-2, 2)) for x in range(-400, size, 130)]
            o.append(
                path(
                    smooth(pts, False),
                    "none",
                    a.pick(dark(k, 0.28), light(k, 0.18), dark(k, 0.16)),
                    a.u(1, 5),
                    0.55,
                )
            )
        if r.random() < 0.5:
            x = a.u(0, 800)
            for q in (26, 17, 8):
                o.append(
                    path(blob(r, x, y + h / 2, q * 1.9, q, 9, 0.08), dark(k, 0.12 + (26 - q) / 70), op=0.6)
                )
        o.append(path(f"M-400 {y + h}H{size}", "none", dark(c, 0.62), 5, 0.75))
        o.append(path(f"M-400 {y + h + 4}H{size}", "none", light(c, 0.3), 2, 0.5))
        y += h
    a.add(g(g(o, f"rotate({rot} 400 400)"), extra=a.f("wash")))


def leaf_bg(a, c=LEAF):
    r, o = a.r, [path("M-700 -700H1500V1500H-700Z", c)]
    rot = a.u(-35, 35)
    for i in range(-30, 60):
        y = i * 26 + a.u(-5, 5)
        k = a.pick(dark(c, 0.12), light(c, 0.12), dark(c, 0.2), jit(r, c))
        for sx in (-1, 1):
            o.append(
                path(
                    smooth([(400, y), (400 + sx * 260, y - 90), (400 + sx * 760, y - 190)], False),
                    "none",
                    k,
                    a.u(2, 15),
                    0.5,
                )
            )
    o += [
        path("M392 -300L408 -300L411 1300L389 1300Z", light(c, 0.45)),
        path("M405 -300V1300", "none", dark(c, 0.3), 4, 0.5),
    ]
    a.add(g(g(o, f"rotate({rot:.0f} 400 400) translate({a.u(-140, 140):.0f} 0)"), extra=a.f("wash")))


def weave(a, x0, y0, x1, y1, c=STRAW, cell=26, accent=None, every=7, twill=True):
    """Purun plait: over two, under one, with dyed strands now and then."""
    r, o = a.r, [f'<rect x="{x0}" y="{y0}" width="{x1 - x0}" height="{y1 - y0}" fill="{dark(c, 0.45)}"/>']
    nx, ny = int((x1 - x0) / cell) + 1, int((y1 - y0) / cell) + 1
    for j in range(ny):
        for i in range(nx):
            over = ((i + j) % 4 < 2) if twill else ((i + j) % 2 == 0)
            lane = j if over else i
            k = jit(r, c, 0.01, 0.05, 0.05)
            if accent and lane % every == every // 2:
                k = jit(r, accent, 0.01, 0.05, 0.05)
            if not over:
                k = dark(k, 0.13)
            x, y = x0 + i * cell, y0 + j * cell
            m = cell * 0.06
            w, h = (cell + 1, cell - 2 * m) if over else (cell - 2 * m, cell + 1)
            o.append(
                f'<rect x="{x + (cell - w) / 2:.1f}" y="{y + (cell - h) / 2:.1f}" width="{w:.1f}" height="{h:.1f}" rx="3" fill="{k}"/>'
            )
    return "".join(o)


def mat(a, accent=None, c=STRAW, cell=30, rot=None):
    rot, m = a.pick(45, 40, 8, -6) if rot is None else rot, 0.78 * a.w
    a.add(
        g(
            g(
                weave(a, a.w / 2 - m, a.h / 2 - m, a.w / 2 + m, a.h / 2 + m, jit(a.r, c), cell, accent),
                f"rotate({rot} {a.w / 2:.0f} {a.h / 2:.0f})",
            ),
            extra=a.f("wash"),
        )
    )


def paper(a, c=CREAM):
    o = [path("M-700 -700H1500V1500H-700Z", c)]
    for _ in range(9):
        o.append(
            path(
                blob(a.r, a.u(0, 800), a.u(0, 800), a.u(120, 300), a.u(100, 240), 9, 0.2),
                a.pick(light(c, 0.4), dark(c, 0.05), mix(c, GOLD, 0.1)),
                op=0.5,
            )
        )
    for _ in range(70):
        x, y = a.u(0, 800), a.u(0, 800)
        o.append(
            path(
                f"M{x:.0f} {y:.0f}q{a.u(-20, 20):.0f} {a.u(-20, 20):.0f} {a.u(-40, 40):.0f} {a.u(-30, 30):.0f}",
                "none",
                a.pick(dark(c, 0.2), light(c, 0.7)),
                1.5,
                0.35,
            )
        )
    a.add(g(o, extra=a.f("wash")))


def cloth(a, c=TEAL, stripe=None):
    r, o = a.r, [path("M-700 -700H1500V1500H-700Z", c)]
    rot, st = a.u(-30, 30), stripe or a.pick(light(c, 0.55), GOLD, None, None)
    if st:
        for k in (-3, 3) if r.random() < 0.5 else (3,):
            for dy, w in ((0, 16), (26, 5), (42, 5)):
                o.append(path(f"M-400 {400 + k * 100 + dy * (1 if k > 0 else -1)}H1300", "none", st, w, 0.6))
    for i in range(-500, 1300, 9):
        o.append(path(f"M-600 {i}H1400", "none", light(c, 0.3), 1.2, 0.16))
    body = [g(o, f"rotate({rot:.0f} 400 400)")]
    for _ in range(5):
        x, y = a.u(-50, 850), a.u(-50, 850)
        q = a.u(-40, 40)
        d = smooth(
            [(x - 420, y - 120 + q), (x - 130, y + 20), (x + 120, y - 30), (x + 420, y + 90 - q)], False
        )
        body.append(g(path(d, "none", dark(c, 0.45), 34), op=0.42, extra=a.f("b14")))
        body.append(g(path(d, "none", light(c, 0.35), 20), "translate(-14 -24)", 0.4, a.f("b14")))
    a.add(g(body, extra=a.f("wash")))


def stone(a, c="#5b6467"):
    o = [
        path("M-700 -700H1500V1500H-700Z", c),
        a.speck(230, 400, 400, 600, 600, [light(c, 0.3), dark(c, 0.3), light(c, 0.15)], 1, 5, 0.5),
    ]
    a.add(g(o, extra=a.f("wash")))


def shade_leaves(a, op=0.16):
    """The shadow of a palm or banana leaf falling in from a corner."""
    o, sx = [], a.pick(-1, 1)
    for i in range(9):
        t = i / 8
        x, y = 40 + 380 * t, 20 + 120 * t
        for s in (-1, 1):
            L = 230 - 110 * t
            o.append(
                path(
                    smooth(
                        [
                            (x, y),
                            (x + L * 0.5 + 20, y + s * L * 0.34),
                            (x + L, y + s * L * 0.8),
                            (x + L * 0.4, y + s * L * 0.5),
                        ]
                    ),
                    "#1c1020",
                )
            )
    a.add(
        g(
            g(o, f"translate({0 if sx > 0 else 800} {a.u(-60, 40):.0f}) scale({sx} 1)"),
            op=op,
            extra=a.f("b14"),
        )
    )


def glow(a):
    i = a.uid()
    a.defs.append(
        f'<radialGradient id="{i}" cx=".38" cy=".32" r=".85"><stop offset="0" stop-color="#fff4d6" stop-opacity=".22"/>'
        f'<stop offset=".55" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#2a1014" stop-opacity=".34"/></radialGradient>'
    )
    a.add(f'<rect width="{a.w}" height="{a.h}" fill="url(#{i})"/>')


FLAT = {
    "wood": lambda a: wood(a, a.pick(WOOD, "#8a5a3a", "#b58a5c", "#6f4a35")),
    "palewood": lambda a: wood(a, "#cfae82"),
    "darkwood": lambda a: wood(a, "#5d3d2e"),
    "leaf": leaf_bg,
    "mat": lambda a: mat(a, a.pick(RED_, TEAL, None, None)),
    "paper": paper,
    "rose": lambda a: paper(a, "#eccdb8"),
    "sage": lambda a: paper(a, "#c9d3b4"),
    "sky": lambda a: paper(a, "#c3dad9"),
    "teal": cloth,
    "red": lambda a: cloth(a, "#8b2a34", GOLD),
    "mustard": lambda a: cloth(a, "#d6a040"),
    "indigo": lambda a: cloth(a, "#2d4663"),
    "stone": stone,
}


RED_ = "#a33b33"


def flat(a, *names):
    """The n-th variant takes the n-th surface; then the window light."""
    FLAT[names[(a.n - 1) % len(names)]](a)


def table(a, *walls, top=None, y=560):
    """Eye-level scene: a washed wall, a table edge, light from the left."""
    c = walls[(a.n - 1) % len(walls)]
    a.view = (30, 64, 736, 736)
    o = [path("M-700 -700H1500V1500H-700Z", c)]
    for _ in range(8):
        o.append(
            path(
                blob(a.r, a.u(0, 800), a.u(0, y), a.u(120, 280), a.u(80, 180), 9, 0.2),
                a.pick(light(c, 0.25), dark(c, 0.06), light(c, 0.12)),
                op=0.5,
            )
        )
    a.add(g(o, extra=a.f("wall")))
    # a slanted window light
    x = a.u(60, 320)
    win = "".join(
        path(
            poly(
                [
                    (x + k * 150, 40 + q * 150),
                    (x + 125 + k * 150, 70 + q * 150),
                    (x + 125 + k * 150 + 20, 190 + q * 150),
                    (x + 20 + k * 150, 160 + q * 150),
                ]
            ),
            "#fff6da",
        )
        for k in (0, 1)
        for q in (0, 1)
    )
    a.add(a.blur(win, 7, 0.34))
    if a.r.random() < 0.6:
        shade_leaves(a, 0.13)
    t = top or a.pick("#9a6a42", "#b58a5c", "#7b5138", TEAL)
    b = [path(f"M-80 {y}H1300V1300H-80Z", t)]
    for i in range(26):
        yy = y + 6 + (i / 26) ** 1.4 * (800 - y)
        b.append(
            path(
                smooth([(xx, yy + a.u(-3, 3)) for xx in range(-60, 900, 160)], False),
                "none",
                a.pick(dark(t, 0.2), light(t, 0.15)),
                a.u(1, 5),
                0.5,
            )
        )
    b.append(path(f"M-80 {y + 2}H1300", "none", light(t, 0.4), 5, 0.7))
    a.add(g(b, extra=a.f("wash")))


def floor_shadow(a, cx, y, rx, ry=None, op=0.42):
    ry = ry or rx * 0.16
    a.add(a.blur(path(ell(cx + rx * 0.22, y, rx * 1.1, ry), "#1d0f0a"), 14, op))
