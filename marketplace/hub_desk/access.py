"""The office's frame, under the names that the desk's views know it by."""

from bumdes.organisations.desk import Desk, for_offices, frame, refused
from bumdes.organisations.desk import at_office as at_hub

__all__ = ["Desk", "at_hub", "for_offices", "frame", "refused"]
