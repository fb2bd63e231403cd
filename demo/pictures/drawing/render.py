"""From SVG to WebP: one Chromium page holds a batch, Pillow cuts and packs it."""

import io
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageFilter

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
]


def shoot(arts, cols=4, chromium="/usr/bin/chromium"):
    """Rasterise pictures of one size; yields (art, image)."""
    w, h = arts[0].w, arts[0].h
    rows = -(-len(arts) // cols)
    cells = "".join(
        f'<div style="position:absolute;left:{(i % cols) * w}px;top:{(i // cols) * h}px;width:{w}px;height:{h}px;overflow:hidden">{x.svg()}</div>'
        for i, x in enumerate(arts)
    )
    with tempfile.TemporaryDirectory(prefix="sedulang-pic-") as tmp:
        page, png = Path(tmp, "page.html"), Path(tmp, "page.png")
        page.write_text(f'<!doctype html><meta charset="utf-8"><body style="margin:0">{cells}')
        subprocess.run(
            [
                chromium,
                *FLAGS,
                f"--user-data-dir={tmp}/profile",
                f"--window-size={cols * w},{rows * h}",
                f"--screenshot={png}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=240,
        )
        sheet = Image.open(png).convert("RGB")
        for i, x in enumerate(arts):
            left, top = (i % cols) * w, (i // cols) * h
            yield x, sheet.crop((left, top, left + w, top + h))


def pack(img, most=30_000, q=80, floor=28):
    """The best quality, from q down, that stays within the size; the busiest cloths are softened a touch."""
    soft = False
    while True:
        buf = io.BytesIO()
        img.save(buf, "WEBP", quality=q, method=6)
        if q <= floor and buf.tell() > most * 1.15 and not soft:
            img, soft = img.filter(ImageFilter.GaussianBlur(0.8)), True
            continue
        if buf.tell() <= most or q <= floor:
            return buf.getvalue(), q
        q = max(floor, q - (5 if buf.tell() < most * 1.3 else 12))
