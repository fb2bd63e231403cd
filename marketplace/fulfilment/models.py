"""How goods travel: pickup points, flat village couriers and river boats with their timetables."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation
from bumdes.villages.models import District, Village
from core.users.models import User
from marketplace.order.models import Order


class PickupPoint(models.Model):
    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="pickup_point")
    is_active = models.BooleanField(default=True)
    fee = models.BigIntegerField(default=0)
    keep_days = models.PositiveSmallIntegerField(default=7)

    def __str__(self) -> str:
        return str(self.organisation)


class CourierTariff(models.Model):
    """A hub's courier: one flat fee for a district."""

    hub = models.ForeignKey(Organisation, models.CASCADE, related_name="courier_tariffs")
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    fee = models.BigIntegerField()
    max_grams = models.PositiveIntegerField(default=20_000)
    days = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hub", "district"], name="courier_one_fee_per_district"),
            models.CheckConstraint(name="courier_fee_not_negative", condition=Q(fee__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.hub} > {self.district}"


class RiverRoute(models.Model):
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    river = models.CharField(max_length=60)
    cutoff_minutes = models.PositiveSmallIntegerField(default=90)  # parcels close before departure
    base_fee = models.BigIntegerField()  # a parcel up to base_grams
    base_grams = models.PositiveIntegerField(default=5_000)
    fee_per_kg = models.BigIntegerField(default=0)  # for each kilogram begun above it
    max_grams = models.PositiveIntegerField(default=50_000)
    note = models.CharField(max_length=160, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("river route")

    def __str__(self) -> str:
        return self.name


class RouteStop(models.Model):
    route = models.ForeignKey(RiverRoute, models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    village = models.ForeignKey(Village, models.PROTECT, null=True, related_name="+")
    offset_minutes = models.PositiveSmallIntegerField()  # after departure from the first stop

    class Meta:
        constraints = [models.UniqueConstraint(fields=["route", "position"], name="route_stop_position_once")]

    def __str__(self) -> str:
        return self.name


class Departure(models.Model):
    """The boat leaves on this weekday at this time (WIB), each week: from its first stop, or
    from its last one on the way back, when it passes the stops in reverse."""

    route = models.ForeignKey(RiverRoute, models.CASCADE, related_name="departures")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    time = models.TimeField()
    is_return = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["route", "weekday", "time", "is_return"], name="departure_once"),
            models.CheckConstraint(name="departure_weekday_known", condition=Q(weekday__range=(0, 6))),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.weekday} {self.time:%H.%M}"


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    def for_user(self, user: User) -> ShipmentQuerySet:
        return self.filter(order__in=Order.objects.for_officer(user))


class Shipment(models.Model):
    """The parcel of one order: the chosen way, and what became of it."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="shipment")
    pickup_point = models.ForeignKey(PickupPoint, models.PROTECT, null=True, related_name="shipments")
    tariff = models.ForeignKey(CourierTariff, models.SET_NULL, null=True, related_name="+")
    route = models.ForeignKey(RiverRoute, models.PROTECT, null=True, related_name="shipments")
    stop = models.ForeignKey(RouteStop, models.PROTECT, null=True, related_name="+")
    departs_at = models.DateTimeField(null=True)
    pickup_code = models.CharField(max_length=6, blank=True)  # the buyer says it to get the parcel
    arrived_at = models.DateTimeField(null=True)  # at the pickup point

    objects = ShipmentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.order} · {self.order.mode}"
