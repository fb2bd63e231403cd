"""A BUMDes, the offices people hold in it, and its by-laws."""

from bumdes.organisations.models.bylaws import ByLaws, ByLawShare
from bumdes.organisations.models.organisations import Office, Organisation

__all__ = ["ByLawShare", "ByLaws", "Office", "Organisation"]
