"""The land itself: river, boats, palms, stilt houses, fields and the people in them, faces turned away."""

import math

from .core import at, blob, dark, ell, g, jit, light, path, poly, rrect, smooth


def sky(a, top, low, horizon, sun=None):
    fill = a.lin([(0, top), (0.65, low), (1, light(low, 0.5))])
    o = [f'<rect x="-60" y="-60" width="{a.w + 120}" height="{horizon + 70}" fill="{fill}"/>']
    if sun:
        x, y, q, c = sun
        o += [a.blur(path(ell(x, y, q * 1.7), c), 30, 0.55), path(ell(x, y, q), light(c, 0.55))]
    for _ in range(5):
        x, y = a.u(0, a.w), a.u(20, horizon * 0.6)
        o.append(
            a.blur(
                "".join(
                    path(ell(x + k * 46, y + a.u(-7, 7), a.u(50, 90), a.u(9, 17)), "#fffaf0")
                    for k in range(3)
                ),
                7,
                0.5,
            )
        )
    a.add(g(o, extra=a.f("wall")))


def treeline(a, y, c, h=34, step=26):
    """The flat green edge of the delta: nipah, mangrove, rubber."""
    for k in (0, 1):
        cc = light(c, 0.25) if k == 0 else c
        o = [
            path(
                blob(a.r, x, y - a.u(0, h) * (1.2 - k * 0.5), a.u(24, 48), a.u(18, 40), 9, 0.12),
                jit(a.r, cc, 0.012, 0.05, 0.05),
            )
            for x in range(-40, a.w + 60, step)
        ]
        o.append(
            f'<rect x="-60" y="{y - h * 0.4:.0f}" width="{a.w + 120}" height="{h * 0.6:.0f}" fill="{cc}"/>'
        )
        a.add(g(o, extra=a.f("paint"), op=0.8 + 0.2 * k))


def water(a, y, c, y1=None):
    y1 = y1 or a.h + 60
    fill = a.lin([(0, light(c, 0.45)), (0.4, c), (1, dark(c, 0.3))])
    a.add(
        g(
            f'<rect x="-60" y="{y}" width="{a.w + 120}" height="{y1 - y}" fill="{fill}"/>'
            + ripples(a, -40, a.w, y + 10, y1, c, 110),
            extra=a.f("wall"),
        )
    )


def float_boat(a, x, y, L, c, roof="#c9a05c", load=""):
    a.add(a.blur(path(ell(x, y + L * 0.05, L * 0.46, L * 0.04), "#0c2a2c"), 7, 0.5))
    a.obj(at(load + boat(a, L, c, roof), x, y), "shs")


def person(a, x, y, s=1.0, shirt="#b23b46", hat=True, arms="down", scarf=None, skirt="#3d4a63"):
    """Seen from behind or from afar: hat or scarf, shoulders, work clothes."""
    skin = "#9a6243"
    o = [a.form(smooth([(-46, 0), (-40, 150), (40, 150), (46, 0)]), skirt, -5, -5, k=3)]
    hands = {
        "down": [(-64, 20), (64, 20)],
        "fwd": [(-30, -34), (86, -40)],
        "up": [(-70, -150), (80, -160)],
        "reach": [(84, -6), (96, 14)],
    }[arms]
    for sx, (hx, hy) in zip((-1, 1), hands):
        o.append(
            path(
                f"M{sx * 40} -84Q{(sx * 62 + hx) / 2:.0f} {(-50 + hy) / 2 - 10:.0f} {hx} {hy}",
                "none",
                dark(shirt, 0.12),
                30,
            )
            + path(ell(hx, hy, 14), skin)
        )
    o.append(
        a.form(
            smooth([(-56, -90), (-24, -112), (24, -112), (56, -90), (54, 0), (46, 24), (-46, 24), (-54, 0)]),
            shirt,
            -6,
            -6,
            path("M-20 -90q10 60 -4 110M24 -80q-6 50 4 100", "none", dark(shirt, 0.25), 5, 0.5),
            3,
        )
    )
    if scarf:
        o.append(
            a.form(
                smooth(
                    [
                        (0, -186),
                        (34, -170),
                        (44, -130),
                        (56, -84),
                        (0, -66),
                        (-56, -84),
                        (-44, -130),
                        (-34, -170),
                    ]
                ),
                scarf,
                -6,
                -7,
                path("M-20 -150q20 40 10 78", "none", dark(scarf, 0.25), 5, 0.5),
                3,
            )
        )
    else:
        o.append(path(rrect(-13, -130, 26, 30, 8), skin) + path(ell(0, -148, 32, 36), "#2a1c18"))
    if hat:
        c = "#dcbd7d"
        o.append(
            a.form(
                smooth([(-92, -150), (-40, -176), (0, -206), (40, -176), (92, -150), (0, -134)]),
                c,
                -5,
                -6,
                "".join(path(f"M0 -206L{k * 24} -138", "none", dark(c, 0.22), 3, 0.6) for k in range(-4, 5)),
                3,
            )
        )
    return at(g(o), x, y, 0, s)


def boat(a, L=560, c="#3b7f7d", roof="#c9a05c", motor=True):
    """A ketek: slim hull with raised bow, low roof on posts, engine at the stern. Waterline at y=0."""
    H = L * 0.12
    hull = f"M{-L * 0.54:.0f} {-H * 1.25:.0f}Q{-L * 0.36:.0f} {-H * 0.62:.0f} {-L * 0.1:.0f} {-H * 0.6:.0f}H{L * 0.28:.0f}Q{L * 0.42:.0f} {-H * 0.62:.0f} {L * 0.5:.0f} {-H * 0.98:.0f}Q{L * 0.48:.0f} {H * 0.1:.0f} {L * 0.38:.0f} {H * 0.24:.0f}H{-L * 0.3:.0f}Q{-L * 0.44:.0f} {H * 0.1:.0f} {-L * 0.54:.0f} {-H * 1.25:.0f}Z"
    o = []
    x0, x1, top = -L * 0.16, L * 0.26, -H * 2.2
    for k in range(5):
        x = x0 + (x1 - x0) * k / 4
        o.append(path(f"M{x:.0f} {-H * 0.5:.0f}V{top:.0f}", "none", "#5f3f26", L * 0.012))
    o.append(
        f'<rect x="{x0:.0f}" y="{-H * 1.05:.0f}" width="{x1 - x0:.0f}" height="{H * 0.5:.0f}" fill="#2b1c16" opacity=".55"/>'
    )
    rf = smooth(
        [
            (x0 - L * 0.05, top + H * 0.12),
            (x0, top - H * 0.26),
            ((x0 + x1) / 2, top - H * 0.42),
            (x1, top - H * 0.26),
            (x1 + L * 0.05, top + H * 0.12),
            ((x0 + x1) / 2, top),
        ]
    )
    o.append(
        a.form(
            rf,
            roof,
            -3,
            -5,
            "".join(
                path(
                    f"M{x0 - L * 0.06 + k * L * 0.022:.0f} {top - H * 0.5:.0f}v{H:.0f}",
                    "none",
                    dark(roof, 0.25),
                    3,
                    0.6,
                )
                for k in range(26)
            ),
            3,
        )
    )
    o.append(
        a.form(
            hull,
            c,
            -5,
            -7,
            path(
                f"M{-L * 0.52:.0f} {-H * 1.08:.0f}Q{-L * 0.36:.0f} {-H * 0.42:.0f} {-L * 0.1:.0f} {-H * 0.4:.0f}H{L * 0.28:.0f}Q{L * 0.42:.0f} {-H * 0.44:.0f} {L * 0.5:.0f} {-H * 0.8:.0f}",
                "none",
                "#f3e3bb",
                L * 0.016,
            )
            + path(f"M{-L * 0.5:.0f} {-H * 0.06:.0f}H{L * 0.5:.0f}", "none", dark(c, 0.3), 4, 0.6)
            + path(f"M{-L} {H * 0.04:.0f}H{L}V{H}H{-L}Z", "#8b2c2a", op=0.9),
        )
    )
    if motor:
        o.append(
            path(f"M{L * 0.4:.0f} {-H * 0.95:.0f}h{L * 0.07:.0f}v{-H * 0.5:.0f}h{-L * 0.06:.0f}z", "#34383c")
            + path(
                f"M{L * 0.46:.0f} {-H * 1.1:.0f}L{L * 0.6:.0f} {H * 0.3:.0f}", "none", "#4b4f52", L * 0.012
            )
        )
    return g(o)


def palm(a, x, y, h, lean=20, c="#3f6f42"):
    o = [path(f"M0 0Q{lean * 0.2:.0f} {-h * 0.5:.0f} {lean} {-h}", "none", "#6d5136", max(5, h * 0.05))]
    for t in (-170, -140, -100, -70, -35, -8, 14, 196):
        L = h * a.u(0.36, 0.46)
        ex, ey = lean + L * math.cos(math.radians(t)), -h + L * 0.75 * math.sin(math.radians(t)) + L * 0.25
        d = smooth(
            [
                (lean, -h),
                ((lean + ex) / 2, (-h + ey) / 2 - L * 0.26),
                (ex, ey),
                ((lean + ex) / 2, (-h + ey) / 2 - L * 0.06),
            ]
        )
        o.append(path(d, jit(a.r, c, 0.015, 0.06, 0.07)))
    return at(g(o), x, y)


def stilt_house(a, x, y, s=1.0, c="#b5703f", roof="#7a3a2e"):
    o = []
    for k in range(5):
        o.append(path(f"M{-96 + k * 48} 0V84", "none", "#4b3223", 10))
    o.append(
        path("M-120 0H128", "none", "#5f3f2a", 12)
        + path("M110 6L164 88M128 6L182 88", "none", "#5f3f2a", 5)
        + "".join(path(f"M{118 + k * 9} {20 + k * 15}h18", "none", "#5f3f2a", 4) for k in range(4))
    )
    wall = rrect(-104, -104, 208, 104, 3)
    o.append(
        a.form(
            wall,
            c,
            -3,
            -4,
            "".join(path(f"M{-104 + k * 14} -104v104", "none", dark(c, 0.25), 2, 0.6) for k in range(16)),
            3,
        )
        + path("M-70 -74h42v46h-42zM30 -80h44v80h-44z", "#3a2620")
        + path("M-70 -74h21v46h-21z", light(c, 0.35))
    )
    o.append(
        a.form(
            poly([(-138, -98), (-74, -176), (74, -176), (138, -98)]),
            roof,
            -3,
            -5,
            "".join(
                path(f"M{-140 + k * 16} -98L{-70 + k * 8.6:.0f} -178", "none", dark(roof, 0.25), 3, 0.6)
                for k in range(18)
            ),
            3,
        )
    )
    return at(g(o), x, y, 0, s)


def ripples(a, x0, x1, y0, y1, c, n=60):
    o = []
    for _ in range(n):
        y = a.u(y0, y1)
        t = (y - y0) / max(1, y1 - y0)
        w = a.u(20, 70) * (0.4 + t)
        x = a.u(x0, x1)
        o.append(
            path(
                f"M{x:.0f} {y:.0f}q{w / 2:.0f} {-3 - 4 * t:.0f} {w:.0f} 0",
                "none",
                a.pick(light(c, 0.35), dark(c, 0.2), light(c, 0.6)),
                2 + 4 * t,
                0.55,
            )
        )
    return "".join(o)
