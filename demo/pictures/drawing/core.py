"""Canvas, colours, hand-drawn paths and the paint filters every picture shares."""

import colorsys
import math
import random

TEAL, RED, GOLD, STRAW, CREAM = "#1f6f73", "#96212e", "#dba53f", "#d9bb80", "#f5ead6"


LEAF, WOOD, INK = "#4d8b3f", "#9a6a42", "#2b211c"


# ---- colour -------------------------------------------------------------
def rgb(c):
    c = c.lstrip("#")
    return tuple(int(c[i : i + 2], 16) for i in (0, 2, 4))


def mix(a, b, t):
    return "#%02x%02x%02x" % tuple(max(0, min(255, round(x + (y - x) * t))) for x, y in zip(rgb(a), rgb(b)))


def light(c, t=0.25):
    return mix(c, "#fff6e0", t)


def dark(c, t=0.25):
    """Darker and a touch more saturated: gouache shadows are never grey."""
    return mix(c, "#2a1420", t)


def jit(r, c, h=0.012, s=0.05, v=0.05):
    """The same paint mixed a second time: never quite the same colour."""
    x = colorsys.rgb_to_hsv(*(k / 255 for k in rgb(c)))
    x = (
        (x[0] + r.uniform(-h, h)) % 1,
        min(1, max(0, x[1] + r.uniform(-s, s))),
        min(1, max(0, x[2] + r.uniform(-v, v))),
    )
    return "#%02x%02x%02x" % tuple(round(k * 255) for k in colorsys.hsv_to_rgb(*x))


# ---- path data ----------------------------------------------------------
def smooth(pts, closed=True):
    """A Catmull-Rom curve through the points, as path data."""
    n = len(pts)
    at = (lambda i: pts[i % n]) if closed else (lambda i: pts[max(0, min(n - 1, i))])
    out = ["M%.1f %.1f" % pts[0]]
    for i in range(n if closed else n - 1):
        p0, p1, p2, p3 = at(i - 1), at(i), at(i + 1), at(i + 2)
        out.append(
            "C%.1f %.1f %.1f %.1f %.1f %.1f"
            % (
                p1[0] + (p2[0] - p0[0]) / 6,
                p1[1] + (p2[1] - p0[1]) / 6,
                p2[0] - (p3[0] - p1[0]) / 6,
                p2[1] - (p3[1] - p1[1]) / 6,
                p2[0],
                p2[1],
            )
        )
    return "".join(out) + ("Z" if closed else "")


def poly(pts, closed=True):
    return "M" + "L".join("%.1f %.1f" % p for p in pts) + ("Z" if closed else "")


def turn(pts, deg, cx=0, cy=0):
    c, s = math.cos(math.radians(deg)), math.sin(math.radians(deg))
    return [(cx + (x - cx) * c - (y - cy) * s, cy + (x - cx) * s + (y - cy) * c) for x, y in pts]


def ring(cx, cy, rx, ry=None, n=12, rot=0):
    ry = rx if ry is None else ry
    return turn(
        [
            (cx + rx * math.cos(2 * math.pi * i / n), cy + ry * math.sin(2 * math.pi * i / n))
            for i in range(n)
        ],
        rot,
        cx,
        cy,
    )


def blob(r, cx, cy, rx, ry=None, n=11, j=0.05, rot=0):
    ry = rx if ry is None else ry
    pts = []
    for i in range(n):
        k, t = 1 + r.uniform(-j, j), 2 * math.pi * i / n
        pts.append((cx + rx * k * math.cos(t), cy + ry * k * math.sin(t)))
    return smooth(turn(pts, rot, cx, cy))


def ell(cx, cy, rx, ry=None):
    ry = rx if ry is None else ry
    return f"M{cx - rx:.1f} {cy:.1f}a{rx:.1f} {ry:.1f} 0 1 0 {2 * rx:.1f} 0a{rx:.1f} {ry:.1f} 0 1 0 {-2 * rx:.1f} 0Z"


def rrect(x, y, w, h, q=12):
    return (
        f"M{x + q} {y}h{w - 2 * q}q{q} 0 {q} {q}v{h - 2 * q}q0 {q} {-q} {q}"
        f"h{-(w - 2 * q)}q{-q} 0 {-q} {-q}v{-(h - 2 * q)}q0 {-q} {q} {-q}Z"
    )


# ---- elements -----------------------------------------------------------
def path(d, fill="none", stroke=None, sw=2, op=1, extra=""):
    st = (
        f' stroke="{stroke}" stroke-width="{sw:.1f}" stroke-linecap="round" stroke-linejoin="round"'
        if stroke
        else ""
    )
    o = f' opacity="{op:.2f}"' if op != 1 else ""
    return f'<path d="{d}" fill="{fill}"{st}{o} {extra}/>'


def g(body, tf="", op=1, extra=""):
    if not isinstance(body, str):
        body = "".join(body)
    t = f' transform="{tf}"' if tf else ""
    o = f' opacity="{op:.2f}"' if op != 1 else ""
    return f"<g{t}{o} {extra}>{body}</g>"


def at(body, x, y, rot=0, s=1, sy=None):
    sc = "" if s == 1 and sy is None else f" scale({s:.3f} {s if sy is None else sy:.3f})"
    return g(body, f"translate({x:.1f} {y:.1f}) rotate({rot:.1f}){sc}")


def text(x, y, s, size=40, fill=INK, font="Liberation Serif", weight="bold", extra=""):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" font-family="{font}" '
        f'font-weight="{weight}" fill="{fill}" text-anchor="middle" {extra}>{s}</text>'
    )


class Art:
    """One picture: a seeded hand, its definitions and what is painted so far."""

    def __init__(self, key, w=800, h=800, n=1):
        self.key, self.w, self.h, self.n = key, w, h, n
        self.r = random.Random(f"sedulang {key}")
        self.pre = "p%x_" % (abs(hash_key(key)) % 16**7)
        self.count, self.defs, self.out, self.grads = 0, [], [], {}
        self.view = (0, 0, w, h)  # narrow it to come closer
        self._filters()

    def uid(self):
        self.count += 1
        return f"{self.pre}{self.count}"

    def add(self, *parts):
        self.out.extend(parts)

    def pick(self, *xs):
        return self.r.choice(xs)

    def u(self, a, b):
        return self.r.uniform(a, b)

    # -- definitions
    def _filters(self):
        p, s = self.pre, self.r.randint(1, 900)
        box = f'filterUnits="userSpaceOnUse" x="-60" y="-60" width="{self.w + 120}" height="{self.h + 120}" color-interpolation-filters="sRGB"'
        grey = "0.6 0.35 0 0 .03 " * 3
        self.defs.append(
            # edge wobble + dry-brush streaks kept inside the painted shapes
            f'<filter id="{p}paint" {box}><feTurbulence type="fractalNoise" baseFrequency=".022" numOctaves="2" seed="{s}" result="n"/>'
            f'<feDisplacementMap in="SourceGraphic" in2="n" scale="6" xChannelSelector="R" yChannelSelector="G" result="d"/>'
            f'<feTurbulence type="fractalNoise" baseFrequency=".018 .045" numOctaves="3" seed="{s + 7}"/>'
            f'<feColorMatrix values="{grey}0 0 0 0 1" result="b"/>'
            f'<feComposite in="b" in2="d" operator="in" result="bb"/><feBlend in="bb" in2="d" mode="soft-light"/></filter>'
            # big watery blotches for surfaces
            f'<filter id="{p}wash" {box}><feTurbulence type="fractalNoise" baseFrequency=".006 .009" numOctaves="3" seed="{s + 3}"/>'
            f'<feColorMatrix values="{"0.9 0.4 0 0 -.14 " * 3}0 0 0 0 1" result="b"/>'
            f'<feBlend in="b" in2="SourceGraphic" mode="soft-light" result="x"/><feComposite in="x" in2="SourceGraphic" operator="in"/></filter>'
            f'<filter id="{p}wall" {box}><feTurbulence type="fractalNoise" baseFrequency=".012 .02" numOctaves="3" seed="{s + 5}"/>'
            f'<feColorMatrix values="{"0.35 0.2 0 0 .2 " * 3}0 0 0 0 1" result="b"/>'
            f'<feBlend in="b" in2="SourceGraphic" mode="soft-light" result="x"/><feComposite in="x" in2="SourceGraphic" operator="in"/></filter>'
            f'<filter id="{p}wob" {box}><feTurbulence type="fractalNoise" baseFrequency=".012 .02" numOctaves="2" seed="{s}" result="n"/>'
            f'<feDisplacementMap in="SourceGraphic" in2="n" scale="16" xChannelSelector="R" yChannelSelector="G"/></filter>'
            + "".join(
                f'<filter id="{p}b{k}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="{k}"/></filter>'
                for k in (3, 7, 14, 30)
            )
            + f'<filter id="{p}sh" {box}><feDropShadow dx="9" dy="13" stdDeviation="9" flood-color="#22120c" flood-opacity=".38"/></filter>'
            f'<filter id="{p}shs" {box}><feDropShadow dx="4" dy="6" stdDeviation="4" flood-color="#22120c" flood-opacity=".36"/></filter>'
        )

    def f(self, name):
        return f'filter="url(#{self.pre}{name})"'

    def blur(self, body, k=7, op=1):
        return g(body, op=op, extra=self.f(f"b{k}"))

    def clip(self, d, body, tf=""):
        i = self.uid()
        self.defs.append(f'<clipPath id="{i}"><path d="{d}"/></clipPath>')
        return g(body, tf, extra=f'clip-path="url(#{i})"')

    def ball(self, c, hi=0.3, lo=0.3):
        """A round-light gradient for a colour, made once."""
        k = (c, hi, lo)
        if k not in self.grads:
            i = self.uid()
            self.defs.append(
                f'<radialGradient id="{i}" cx=".36" cy=".3" r=".78"><stop offset="0" stop-color="{light(c, hi)}"/>'
                f'<stop offset=".5" stop-color="{c}"/><stop offset="1" stop-color="{dark(c, lo)}"/></radialGradient>'
            )
            self.grads[k] = f"url(#{i})"
        return self.grads[k]

    def lin(self, stops, vertical=True):
        i = self.uid()
        s = "".join(
            f'<stop offset="{o}" stop-color="{c}" stop-opacity="{a}"/>'
            for o, c, a in [(x + (1,))[:3] for x in stops]
        )
        v = 'x2="0" y2="1"' if vertical else 'x2="1" y2="0"'
        self.defs.append(f'<linearGradient id="{i}" x1="0" y1="0" {v}>{s}</linearGradient>')
        return f"url(#{i})"

    # -- painting
    def form(self, d, c, dx=-9, dy=-11, inner="", k=7, lo=0.3, hi=0.28):
        """A solid body: dark edge below right, paint, light above left, then its own detail."""
        return self.clip(
            d,
            [
                path(d, dark(c, lo)),
                g(path(d, c), f"translate({dx} {dy})", extra=self.f(f"b{k}")),
                g(
                    path(d, "none", light(c, hi), abs(dx) * 1.3),
                    f"translate({-dx * 0.55:.1f} {-dy * 0.55:.1f})",
                    0.6,
                    self.f(f"b{k}"),
                ),
                inner,
            ],
        )

    def speck(self, n, cx, cy, rx, ry, cols, s0=2, s1=6, op=0.6):
        o = []
        for _ in range(n):
            t, q = self.u(0, 6.283), math.sqrt(self.r.random())
            s = self.u(s0, s1)
            o.append(
                path(
                    blob(
                        self.r,
                        cx + rx * q * math.cos(t),
                        cy + ry * q * math.sin(t),
                        s,
                        s * self.u(0.6, 1),
                        6,
                        0.2,
                    ),
                    self.r.choice(cols),
                    op=op,
                )
            )
        return "".join(o)

    def scatter(self, n, cx, cy, rx, ry, gap, tries=40):
        """Places that do not crowd one another, from the back to the front."""
        pts = []
        for _ in range(n * tries):
            t, q = self.u(0, 6.283), math.sqrt(self.r.random())
            x, y = cx + rx * q * math.cos(t), cy + ry * q * math.sin(t)
            if all((x - a) ** 2 + (y - b) ** 2 > gap * gap for a, b in pts):
                pts.append((x, y))
            if len(pts) >= n:
                break
        return sorted(pts, key=lambda p: p[1])

    def obj(self, body, shadow="sh"):
        """A thing lying in the picture: painted, with its soft shadow."""
        self.add(g(g(body, extra=self.f("paint")), extra=self.f(shadow)))

    def svg(self):
        w, h = self.w, self.h
        x, y, vw, vh = self.view
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="{x} {y} {vw} {vh}">'
            f"<defs>{''.join(self.defs)}</defs>{''.join(self.out)}</svg>"
        )


def hash_key(s):
    h = 0
    for ch in s:
        h = (h * 131 + ord(ch)) & 0xFFFFFFFF
    return h
