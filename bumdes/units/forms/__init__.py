"""Forms of this room, by concept."""

from bumdes.units.forms.drawer import MAX_DRAWER, CashField, CloseShiftForm, OpenShiftForm

__all__ = ["MAX_DRAWER", "CashField", "CloseShiftForm", "OpenShiftForm"]
