"""From river and coast: fresh, smoked and salted fish, prawns, terasi, abon."""

from .core import at, blob, dark, ell, g, jit, light, path, smooth
from .props import chilli, lime, sprig
from .surfaces import flat, glow
from .vessels import leaf_sheet, tampah


def fish(a, kind="nila", L=520, c=None, dead=False):
    """Head to the left, centred; nila (deep), patin (smooth, barbels), gabus (long, mottled)."""
    c = c or {"nila": "#8fa3a0", "patin": "#8898a8", "gabus": "#6f6a4c"}[kind]
    H = L * {"nila": 0.4, "patin": 0.25, "gabus": 0.19}[kind]
    belly = {"nila": "#e9dfc8", "patin": "#eef0ec", "gabus": "#e2d3a5"}[kind] if not dead else light(c, 0.3)
    x0, fin = -L / 2, dark(c, 0.22)
    d = smooth(
        [
            (x0, H * 0.04),
            (x0 + L * 0.1, -H * 0.3),
            (x0 + L * 0.26, -H * 0.5),
            (x0 + L * 0.45, -H * 0.52),
            (x0 + L * 0.66, -H * 0.32),
            (x0 + L * 0.82, -H * 0.13),
            (x0 + L * 0.86, 0),
            (x0 + L * 0.82, H * 0.13),
            (x0 + L * 0.62, H * 0.33),
            (x0 + L * 0.42, H * 0.5),
            (x0 + L * 0.22, H * 0.46),
            (x0 + L * 0.07, H * 0.26),
        ]
    )
    o = []
    # tail and fins
    fork = 0.1 if kind != "gabus" else -0.04
    tail = smooth(
        [
            (x0 + L * 0.82, -H * 0.1),
            (x0 + L * 0.93, -H * 0.42),
            (x0 + L, -H * 0.5),
            (x0 + L * (0.99 - fork), 0),
            (x0 + L, H * 0.5),
            (x0 + L * 0.92, H * 0.4),
            (x0 + L * 0.82, H * 0.1),
        ]
    )
    rays = "".join(
        path(
            f"M{x0 + L * 0.84:.0f} {k * H * 0.02:.0f}L{x0 + L:.0f} {k * H * 0.13:.0f}",
            "none",
            dark(fin, 0.3),
            2.5,
            0.6,
        )
        for k in range(-4, 5)
    )
    o.append(a.form(tail, fin, -4, -5, rays, 3))
    span = {"nila": (0.26, 0.74, 0.7), "patin": (0.32, 0.44, 0.95), "gabus": (0.3, 0.8, 0.8)}[kind]
    dorsal = smooth(
        [
            (x0 + L * span[0], -H * 0.42),
            (x0 + L * (span[0] + 0.06), -H * span[2]),
            (x0 + L * (span[1] - 0.1), -H * (span[2] - 0.12)),
            (x0 + L * span[1], -H * 0.42 if kind == "nila" else -H * 0.4),
            (x0 + L * span[1], -H * 0.18),
        ]
    )
    o.append(
        a.form(
            dorsal,
            fin,
            -3,
            -5,
            "".join(
                path(
                    f"M{x0 + L * (span[0] + 0.03 * k):.0f} {-H * 0.3:.0f}l{L * 0.02:.0f} {-H * 0.6:.0f}",
                    "none",
                    dark(fin, 0.35),
                    3,
                    0.6,
                )
                for k in range(18)
            ),
            3,
        )
    )
    for k, w in ((0.42, 0.11), (0.66, 0.1)):
        o.append(
            a.form(
                smooth([(x0 + L * k, H * 0.36), (x0 + L * (k + w), H * 0.4), (x0 + L * (k + w), H * 0.72)]),
                fin,
                -3,
                -4,
                k=3,
            )
        )
    # body
    k = [
        g(
            path(
                smooth(
                    [
                        (x0, H * 0.2),
                        (x0 + L * 0.3, H * 0.22),
                        (x0 + L * 0.6, H * 0.16),
                        (x0 + L * 0.86, H * 0.02),
                        (x0 + L * 0.86, H),
                        (x0, H),
                    ]
                ),
                belly,
            ),
            extra=a.f("b14"),
            op=0.95,
        ),
        g(
            path(
                f"M{x0} {-H * 0.5:.0f}Q0 {-H * 0.75:.0f} {x0 + L * 0.86:.0f} {-H * 0.15:.0f}",
                "none",
                dark(c, 0.45),
                H * 0.26,
            ),
            extra=a.f("b14"),
            op=0.75,
        ),
    ]
    if kind == "nila":
        s = L * 0.036
        for j in range(-7, 8):
            for i in range(20):
                x, y = x0 + L * 0.27 + i * s, j * s * 0.95 + (s * 0.48 if i % 2 else 0)
                k.append(
                    path(
                        f"M{x:.1f} {y - s * 0.5:.1f}q{s * 0.75:.1f} {s * 0.5:.1f} 0 {s:.1f}",
                        "none",
                        a.pick(dark(c, 0.35), dark(c, 0.2)),
                        2.2,
                        0.5,
                    )
                )
    if kind == "gabus":
        for i in range(12):
            x = x0 + L * 0.2 + i * L * 0.055
            k.append(
                path(
                    f"M{x:.0f} {-H * 0.5:.0f}l{L * 0.025:.0f} {H * 0.45:.0f}l{-L * 0.02:.0f} {H * 0.36:.0f}",
                    "none",
                    dark(c, 0.4),
                    L * 0.017,
                    0.6,
                )
            )
    k.append(
        path(
            f"M{x0 + L * 0.25:.0f} {-H * 0.08:.0f}Q{x0 + L * 0.5:.0f} {-H * 0.14:.0f} {x0 + L * 0.85:.0f} 0",
            "none",
            dark(c, 0.4),
            3,
            0.6,
        )
    )
    k.append(
        g(
            path(
                f"M{x0 + L * 0.12:.0f} {-H * 0.2:.0f}Q{x0 + L * 0.35:.0f} {-H * 0.42:.0f} {x0 + L * 0.6:.0f} {-H * 0.22:.0f}",
                "none",
                "#fff",
                H * 0.06,
            ),
            op=0.55,
            extra=a.f("b3"),
        )
    )
    o.append(a.form(d, c, -6, -9, "".join(k)))
    # head
    o.append(
        path(
            f"M{x0 + L * 0.21:.0f} {-H * 0.38:.0f}Q{x0 + L * 0.285:.0f} 0 {x0 + L * 0.2:.0f} {H * 0.36:.0f}",
            "none",
            dark(c, 0.45),
            5,
            0.8,
        )
    )
    o.append(
        path(
            f"M{x0 + 2:.0f} {H * 0.07:.0f}q{L * 0.04:.0f} {H * 0.04:.0f} {L * 0.06:.0f} {H * 0.1:.0f}",
            "none",
            dark(c, 0.6),
            4,
        )
    )
    ex, ey, q = x0 + L * 0.105, -H * 0.1, L * 0.022
    o.append(
        path(ell(ex, ey, q * 1.35), "#f1e3b0")
        + path(ell(ex, ey, q), "#151515")
        + path(ell(ex - q * 0.3, ey - q * 0.35, q * 0.32), "#fff")
    )
    o.append(
        a.form(
            smooth(
                [
                    (x0 + L * 0.26, H * 0.08),
                    (x0 + L * 0.4, H * 0.02),
                    (x0 + L * 0.4, H * 0.26),
                    (x0 + L * 0.3, H * 0.24),
                ]
            ),
            fin,
            -3,
            -4,
            path(
                f"M{x0 + L * 0.26:.0f} {H * 0.1:.0f}l{L * 0.15:.0f} {H * 0.02:.0f}m{-L * 0.15:.0f} 0l{L * 0.13:.0f} {H * 0.12:.0f}",
                "none",
                dark(fin, 0.3),
                2.5,
                0.6,
            ),
            3,
        )
    )
    if kind == "patin":
        o.append(
            path(
                f"M{x0 + 8:.0f} {H * 0.02:.0f}q-30 10 -34 {H * 0.4:.0f}M{x0 + 18:.0f} {H * 0.14:.0f}q-14 20 -8 {H * 0.34:.0f}",
                "none",
                dark(c, 0.4),
                4,
            )
        )
    return g(o)


def segar(a):
    flat(a, "leaf", "stone", "wood", "sky")
    kind = ("nila", "patin", "gabus", "nila")[a.n - 1]
    if a.n in (1, 3):
        a.obj(tampah(a, 400, 400, 375))
        a.obj(leaf_sheet(a, 400, 410, 560, 440, -14))
    elif a.n == 2:
        ice = "".join(
            path(
                blob(a.r, 0, 0, a.u(34, 56), a.u(28, 44), 5, 0.2),
                a.pick("#d9ecef", "#eef7f6", "#bcd9df"),
                "#fff",
                3,
                0.8,
                f'transform="translate({x:.0f} {y:.0f})"',
            )
            for x, y in a.scatter(70, 400, 400, 380, 380, 60)
        )
        a.obj(ice)
    else:
        a.obj(leaf_sheet(a, 400, 420, 730, 560, 8))
    lay = {
        1: [(400, 310, -16), (410, 510, -12)],
        2: [(390, 250, -6), (420, 420, 4), (380, 590, -4)],
        3: [(390, 270, 14), (400, 400, 8), (410, 530, 12)],
        4: [(400, 280, 10), (390, 500, 6)],
    }[a.n]
    for x, y, rot in lay:
        c = "#c98a74" if a.n == 4 else None
        a.obj(
            at(
                fish(a, kind, {"nila": 540, "patin": 640, "gabus": 620}[kind], jit(a.r, c) if c else None),
                x,
                y,
                rot,
            )
        )
    a.obj([lime(a, 660, 660, 54), lime(a, 740, 610, 44, False)], "shs")
    if a.n != 2:
        a.obj([chilli(a, 80, 690, 110, -15), sprig(a, 100, 120, -20, n=4, L=45)], "shs")
    glow(a)


MOTIFS = {
    "ikan-segar": (segar, 4),
}
