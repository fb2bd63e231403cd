#!/usr/bin/env python3
"""Draw Sedulang's demo pictures.

draw.py                 everything
draw.py nanas tekwan    only those motifs
draw.py --sheet x.png   also a contact sheet of what was drawn
"""

import argparse
import json
import re
from pathlib import Path

from drawing import catalogue
from drawing.core import Art
from drawing.render import pack, shoot

HERE = Path(__file__).resolve().parent


def contact_sheet(images, path, cell=300):
    from PIL import Image

    cols = 5
    sheet = Image.new("RGB", (cols * cell, -(-len(images) // cols) * cell), "white")
    for i, im in enumerate(images):
        im = im.copy()
        im.thumbnail((cell - 6, cell - 6))
        sheet.paste(im, ((i % cols) * cell + 3, (i // cols) * cell + 3))
    sheet.save(path)


def write_index(known):
    index = {}
    for f in HERE.glob("*.webp"):
        motif = re.sub(r"-\d+$", "", f.stem)
        if motif in known:
            index.setdefault(motif, []).append(f.name)
    index = {m: sorted(index[m], key=lambda s: int(re.search(r"(\d+)\.", s)[1])) for m in known if m in index}
    (HERE / "index.json").write_text(json.dumps(index, indent=1) + "\n")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("motif", nargs="*")
    ap.add_argument("--sheet", type=Path)
    ap.add_argument("--out", type=Path, default=HERE)
    ap.add_argument("--batch", type=int, default=8)
    args = ap.parse_args()

    groups, seen, sizes = {}, {}, []
    for motif, (fn, count, size, most) in catalogue.MOTIFS.items():
        if args.motif and motif not in args.motif:
            continue
        for n in range(1, count + 1):
            art = Art(f"{motif}-{n}", *size, n)
            fn(art)
            groups.setdefault((size, most), []).append(art)
    for (_size, most), arts in groups.items():
        for i in range(0, len(arts), args.batch):
            for art, img in shoot(arts[i : i + args.batch]):
                data, q = pack(img, most)
                (args.out / f"{art.key}.webp").write_bytes(data)
                seen[art.key] = img
                sizes.append(len(data))
                print(f"{art.key:28} {len(data) / 1000:5.1f} kB  q{q}", flush=True)
    if args.out == HERE:
        write_index(list(catalogue.MOTIFS))
    if args.sheet and seen:
        contact_sheet(list(seen.values()), args.sheet)
    print(f"{len(sizes)} pictures, {sum(sizes) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
