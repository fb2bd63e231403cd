"""Seen from the front: labels, jars, bottles, sacks, pouches."""

import math

from .core import CREAM, INK, RED, STRAW, at, dark, ell, g, light, path, rrect, smooth, text
from .props import bow, twine

# ---- seen from the front ------------------------------------------------


def label(a, cx, cy, w, h, title, sub="", c=CREAM, ink=INK, mark=None):
    x, y = cx - w / 2, cy - h / 2
    o = [path(rrect(x, y, w, h, 10), c), path(rrect(x + 8, y + 8, w - 16, h - 16, 6), "none", ink, 2.5, 0.7)]
    lines = title.split("|")
    room = h * (0.9 - 0.17 * bool(sub) - 0.26 * bool(mark))
    size = min(room / (len(lines) + 0.35), h * 0.32, w * 1.45 / max(map(len, lines)))
    mid = cy + h * 0.13 * bool(mark) - h * 0.07 * bool(sub)
    for i, s in enumerate(lines):
        o.append(text(cx, mid + size * (i - (len(lines) - 1) / 2 + 0.34), s, size, ink))
    if sub:
        o.append(
            text(
                cx,
                y + h - h * 0.13,
                sub,
                min(h * 0.12, w * 1.35 / len(sub)),
                ink,
                "Liberation Sans Narrow",
                "normal",
                'letter-spacing="2"',
            )
        )
    if mark:
        o.append(at(mark, cx, y + h * 0.21, 0, min(1, h / 230)))
    return g(o)


def glass(a, d, fill, level, c="#d9e6df", tex=""):
    """A glass body with something in it up to `level` (y)."""
    return a.clip(
        d,
        [
            path(d, c, op=0.85),
            f'<rect x="-100" y="{level}" width="1200" height="1200" fill="{fill}"/>',
            g(
                f'<rect x="-100" y="{level}" width="1200" height="1200" fill="{light(fill, 0.3)}"/>',
                extra="",
                op=0,
            ),
            tex,
            path(f"M-100 {level}H1200", "none", light(fill, 0.35), 6, 0.8),
            g(path(d, "none", dark(fill, 0.6), 34), op=0.5, extra=a.f("b14")),
            path(d, "none", "#fff", 5, 0.4),
        ],
    )


def jar(a, cx, base, w, h, fill, lid=RED, level=0.1, tex="", cover=None):
    x, y = cx - w / 2, base - h
    d = smooth(
        [
            (x + w * 0.1, y),
            (x + w * 0.02, y + h * 0.14),
            (x, y + h * 0.3),
            (x, y + h * 0.7),
            (x + w * 0.03, base - 14),
            (x + w * 0.14, base),
            (cx, base + 3),
            (x + w * 0.86, base),
            (x + w * 0.97, base - 14),
            (x + w, y + h * 0.7),
            (x + w, y + h * 0.3),
            (x + w * 0.98, y + h * 0.14),
            (x + w * 0.9, y),
            (cx, y + 2),
        ]
    )
    o = [
        glass(a, d, fill, y + h * level, tex=tex),
        path(f"M{x + w * 0.08:.0f} {y + h * 0.22:.0f}V{base - h * 0.16:.0f}", "none", "#fff", w * 0.05, 0.5),
        path(f"M{x + w * 0.92:.0f} {y + h * 0.25:.0f}V{base - h * 0.2:.0f}", "none", "#fff", w * 0.02, 0.3),
    ]
    if cover:
        q = w * 0.62
        pts = [(cx - q * (1 + 0.05 * math.cos(i)), y + 30 + (12 if i % 2 else 0)) for i in range(1)]
        skirt = [(cx - q + 2 * q * i / 10, y + h * 0.1 + (16 if i % 2 else -2)) for i in range(11)]
        o.append(
            a.form(
                smooth(
                    [(cx - w * 0.4, y - h * 0.1), (cx, y - h * 0.13), (cx + w * 0.4, y - h * 0.1)]
                    + skirt[::-1]
                    + pts[:0]
                ),
                cover,
                -6,
                -8,
                "".join(
                    path(
                        ell(cx - q + 2 * q * a.r.random(), y - h * 0.1 + h * 0.2 * a.r.random(), 5),
                        light(cover, 0.6),
                        op=0.8,
                    )
                    for _ in range(26)
                ),
            )
        )
        o.append(twine(a, cx - w * 0.44, y + 4, cx + w * 0.44, y + 4) + bow(a, cx + w * 0.1, y + 6, w * 0.14))
    else:
        ld = rrect(cx - w * 0.45, y - h * 0.13, w * 0.9, h * 0.16, 10)
        o.append(
            a.form(
                ld,
                lid,
                -5,
                -4,
                "".join(
                    path(
                        f"M{cx - w * 0.45 + i * w * 0.05:.0f} {y - h * 0.1:.0f}v{h * 0.11:.0f}",
                        "none",
                        dark(lid, 0.2),
                        2,
                        0.5,
                    )
                    for i in range(19)
                ),
                3,
            )
        )
    return g(o)


def bottle(a, cx, base, w, h, fill, cap=RED, level=0.26, c="#d9e6df"):
    x, y, n = cx - w / 2, base - h, w * 0.19
    d = (
        f"M{cx - n} {y}L{cx - n} {y + h * 0.16:.0f}C{cx - n} {y + h * 0.27:.0f} {x} {y + h * 0.25:.0f} {x} {y + h * 0.4:.0f}L{x} {base - 16}Q{x} {base} {x + 16} {base}L{x + w - 16} {base}"
        f"Q{x + w} {base} {x + w} {base - 16}L{x + w} {y + h * 0.4:.0f}C{x + w} {y + h * 0.25:.0f} {cx + n} {y + h * 0.27:.0f} {cx + n} {y + h * 0.16:.0f}L{cx + n} {y}Z"
    )
    o = [
        glass(a, d, fill, y + h * level, c),
        path(f"M{x + w * 0.12:.0f} {y + h * 0.42:.0f}V{base - h * 0.08:.0f}", "none", "#fff", w * 0.07, 0.45),
        path(f"M{x + w * 0.88:.0f} {y + h * 0.45:.0f}V{base - h * 0.1:.0f}", "none", "#fff", w * 0.025, 0.3),
        a.form(rrect(cx - n * 1.25, y - h * 0.05, n * 2.5, h * 0.1, 8), cap, -3, -3, k=3),
    ]
    return g(o)


def sack(a, cx, base, w, h, c=STRAW, open_=False, fold=True):
    """A plump woven sack; open ones show a rolled mouth."""
    x, y = cx - w / 2, base - h
    d = smooth(
        [
            (x + w * 0.06, y + h * 0.03),
            (x + w * 0.02, y + h * 0.3),
            (x - w * 0.03, y + h * 0.7),
            (x + w * 0.05, base - 4),
            (cx, base + 6),
            (x + w * 0.95, base - 4),
            (x + w * 1.03, y + h * 0.7),
            (x + w * 0.98, y + h * 0.3),
            (x + w * 0.94, y + h * 0.03),
            (cx, y + h * 0.06),
        ]
    )
    tex = [
        path(
            f"M{x - 20 + i * 9:.0f} {y - 20}Q{x - 26 + i * 9.3:.0f} {base - h / 2:.0f} {x - 20 + i * 9:.0f} {base + 20}",
            "none",
            a.pick(dark(c, 0.12), light(c, 0.15)),
            2.5,
            0.5,
        )
        for i in range(int(w / 9) + 6)
    ]
    tex += [
        path(f"M{x - 30} {y + i * 10:.0f}H{x + w + 30}", "none", dark(c, 0.2), 1.5, 0.35)
        for i in range(int(h / 10) + 2)
    ]
    if fold:
        for k in (0.16, 0.84, 0.3):
            tex.append(
                g(
                    path(
                        f"M{x + w * k:.0f} {y + 10:.0f}q{(0.5 - k) * 60:.0f} {h * 0.12:.0f} {(0.5 - k) * 30:.0f} {h * 0.3:.0f}",
                        "none",
                        dark(c, 0.4),
                        12,
                    ),
                    op=0.5,
                    extra=a.f("b7"),
                )
            )
    return a.form(d, c, -22, -14, "".join(tex), 14, 0.42)


def pouch(a, cx, base, w, h, c="#6b4630", window=None):
    x, y = cx - w / 2, base - h
    d = smooth(
        [
            (x + 4, y),
            (x, y + h * 0.2),
            (x + 6, y + h * 0.6),
            (x - 4, base - 10),
            (x + 20, base),
            (cx, base + 5),
            (x + w - 20, base),
            (x + w + 4, base - 10),
            (x + w - 6, y + h * 0.6),
            (x + w, y + h * 0.2),
            (x + w - 4, y),
            (cx, y + 3),
        ]
    )
    k = [
        path(f"M{x - 10} {y + h * 0.085:.0f}H{x + w + 10}", "none", dark(c, 0.35), 3),
        path(f"M{x - 10} {y + h * 0.11:.0f}H{x + w + 10}", "none", light(c, 0.3), 3),
        g(
            path(
                f"M{x + w * 0.2:.0f} {y + h * 0.2:.0f}Q{x + w * 0.14:.0f} {base - h * 0.3:.0f} {x + w * 0.2:.0f} {base}",
                "none",
                light(c, 0.5),
                14,
            ),
            op=0.45,
            extra=a.f("b7"),
        ),
    ]
    return a.form(d, c, -14, -8, "".join(k) + (window or ""), 14, 0.4)
