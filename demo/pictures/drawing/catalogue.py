"""Every motif: how to draw it, how many variants, its size and its weight."""

from . import (
    articles,
    banners,
    cakes,
    cloth,
    crackers,
    craft,
    dried,
    farmyard,
    fish,
    fruit,
    hats,
    kitchen,
    machines,
    pempek,
    preserves,
    produce,
    seafood,
    services,
    staples,
    stories,
)

FOOD = (pempek, crackers, dried, fish, seafood, fruit, produce, staples, farmyard, preserves, kitchen, cakes)
WORK = (craft, hats, cloth, services, machines)

MOTIFS = {}
for part in FOOD + WORK:
    for name, (fn, count) in part.MOTIFS.items():
        MOTIFS[name] = (fn, count, (800, 800), 27_500)
MOTIFS["banner"] = (*banners.MOTIFS["banner"], (1200, 400), 38_000)
MOTIFS["maker"] = (*stories.MOTIFS["maker"], (800, 600), 42_000)
MOTIFS["article"] = (*articles.MOTIFS["article"], (1200, 675), 56_000)
