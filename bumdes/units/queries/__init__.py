"""The only reports of this room, by concept."""

from bumdes.units.queries.drawer import Drawer, drawer_of, open_shift_of, taken_on

__all__ = ["Drawer", "drawer_of", "open_shift_of", "taken_on"]
