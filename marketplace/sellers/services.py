"""A shop's life: opening, its face, holidays, the people in it, verification and level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from core.audit.models import AuditLine
from core.audit.services import record
from core.ids import random_reference
from core.locks import lock, lock_name
from core.refusals import Refusal
from core.users.models import User
from core.users.phones import NotAPhone, normalise_phone
from marketplace.sellers.models import Seller, SellerStaff
from marketplace.sellers.queries import suggest_hub

LONGEST_CLOSURE = timedelta(days=90)
# Looking people up by number must not become a way to find out who has an account.
STAFF_TRIES_PER_DAY = 8
ASKED = "seller.staff_asked"
# First parts of addresses under /jual/ and /toko/ that are not a shop's name.
RESERVED_SLUGS = frozenset({"daftar", "baru", "keluar", "masuk", "api", "cari"})


class NoHub(Refusal):
    message = _("No BUMDes serves this village yet. Choose one from the list.")
    field = "hub"


class ClosureInPast(Refusal):
    message = _("The last day of the closure is already over.")
    field = "closed_until"


class ClosureBackwards(Refusal):
    message = _("The last day must not be before the first day.")
    field = "closed_until"


class ClosureTooLong(Refusal):
    message = _("A shop can close for at most 90 days at a time.")
    field = "closed_until"


class AlreadyStaff(Refusal):
    message = _("This person already works in your shop.")
    field = "login"


class Nobody(Refusal):
    message = _("Nobody signs in with this. Ask the person to open an account first.")
    field = "login"


class TooManyTries(Refusal):
    message = _("That was tried too often today. Try again tomorrow.")
    field = "login"


class LastOwner(Refusal):
    message = _("A shop needs an owner. Make somebody else owner first.")


class NotNextLevel(Refusal):
    message = _("Your shop is not at that step yet. Look again at what is missing.")


@dataclass(frozen=True)
class Profile:
    """The face of a shop as its owner writes it."""

    name: str
    owner_name: str
    phone: str  # E.164
    tagline: str
    story: str
    nib: str
    since_year: int | None
    banner_id: int | None  # a media.Picture


def free_slug(name: str) -> str:
    """An address for a shop of this name that no other shop has. Runs a query or two."""
    base = slugify(name)[:50].strip("-")
    # An address that is only digits would look like a number of ours.
    if not base or base.isdigit() or base in RESERVED_SLUGS:
        base = f"toko-{base}".strip("-")
    slug = base
    while Seller.objects.filter(slug=slug).exists():
        slug = f"{base}-{random_reference(4).lower()}"
    return slug


def register(
    *,
    name: str,
    owner_name: str,
    phone: str,
    village: Village,
    hub: Organisation | None,
    tagline: str,
    nib: str,
    terms: str,
    owner: User,
    now: datetime,
    actor: User | None = None,
) -> Seller:
    """Open a shop in the caller's transaction, with `owner` as its owner.

    `actor` is who writes it down, when that is not the owner.

    Without a hub the nearest BUMDes is taken; raises NoHub when there is none. `terms` names
    the version of the terms that were agreed to. The caller adds the trading identity.
    """
    hub = hub or suggest_hub(village)
    if hub is None:
        raise NoHub
    lock_name("sellers.slug")
    seller = Seller.objects.create(
        slug=free_slug(name),
        name=name,
        owner_name=owner_name,
        phone=phone,
        village=village,
        hub=hub,
        tagline=tagline,
        nib=nib,
        created_at=now,
    )
    SellerStaff.objects.create(seller=seller, user=owner, role=SellerStaff.Role.OWNER, started_at=now)
    record(action="seller.registered", subject=seller, actor=actor or owner, at=now, terms=terms)
    return seller


def update_profile(*, seller: Seller, profile: Profile, actor: User, now: datetime) -> Seller:
    """Write the face of the shop; the trail names what changed, not its content."""
    with transaction.atomic():
        lock(seller)
        changed = sorted(name for name, value in vars(profile).items() if getattr(seller, name) != value)
        if not changed:
            return seller
        for name in changed:
            setattr(seller, name, getattr(profile, name))
        seller.save(update_fields=changed)
        record(action="seller.profile", subject=seller, actor=actor, at=now, changed=changed)
    return seller


def close_for_holiday(
    *,
    seller: Seller,
    closed_from: date,
    closed_until: date,
    note: str,
    today: date,
    actor: User,
    now: datetime,
) -> Seller:
    """Announce the days on which the shop sells nothing, both included.

    Raises ClosureBackwards, ClosureInPast or ClosureTooLong.
    """
    if closed_until < closed_from:
        raise ClosureBackwards
    if closed_until < today:
        raise ClosureInPast
    if closed_until - closed_from >= LONGEST_CLOSURE:
        raise ClosureTooLong
    return _set_closure(seller, days=(closed_from, closed_until), note=note, actor=actor, now=now)


def reopen(*, seller: Seller, actor: User, now: datetime) -> Seller:
    """Take back the announced closure; an open shop stays open."""
    return _set_closure(seller, days=(None, None), note="", actor=actor, now=now)


def _set_closure(
    seller: Seller, *, days: tuple[date | None, date | None], note: str, actor: User, now: datetime
) -> Seller:
    with transaction.atomic():
        lock(seller)
        seller.closed_from, seller.closed_until = days
        seller.closed_note = note
        seller.save(update_fields=["closed_from", "closed_until", "closed_note"])
        said = [day.isoformat() for day in days if day]
        record(action="seller.closure", subject=seller, actor=actor, at=now, days=said)
    return seller


def set_hours(*, seller: Seller, hours: str, actor: User, now: datetime) -> Seller:
    """Say when the shop is open; "" when it is not said. The same hours again change nothing."""
    with transaction.atomic(durable=True):
        lock(seller)
        if seller.opening_hours != hours:
            seller.opening_hours = hours
            seller.save(update_fields=["opening_hours"])
            record(action="seller.hours", subject=seller, actor=actor, at=now, hours=hours)
    return seller


def add_staff(*, seller: Seller, login: str, actor: User, now: datetime) -> SellerStaff:
    """Let the person who signs in with this number or e-mail address work in the shop.

    Raises Nobody, AlreadyStaff, or TooManyTries: whom one asks for is counted per day.
    """
    with transaction.atomic(durable=True):
        lock(seller)
        subject = f"{seller._meta.label_lower}:{seller.pk}"
        asked = AuditLine.objects.filter(subject=subject, action=ASKED, at__gt=now - timedelta(days=1))
        if asked.count() >= STAFF_TRIES_PER_DAY:
            raise TooManyTries
        record(action=ASKED, subject=seller, actor=actor, at=now)
        user = _who_signs_in_with(login)
        is_new = user is not None and not seller.staff.filter(user=user, ended_at=None).exists()
        if user is not None and is_new:
            member = SellerStaff.objects.create(
                seller=seller, user=user, role=SellerStaff.Role.STAFF, started_at=now
            )
            record(action="seller.staff_added", subject=seller, actor=actor, at=now, user=user.pk)
            return member
    # Only now: a refusal inside the transaction would take back that the person was asked for.
    raise AlreadyStaff if user is not None else Nobody


def _who_signs_in_with(login: str) -> User | None:
    try:
        phone = normalise_phone(login)
    except NotAPhone:
        return User.objects.filter(email=login.strip().lower(), is_active=True).first()
    return User.objects.filter(phone=phone, is_active=True).first()


def end_staff(*, member: SellerStaff, actor: User, now: datetime) -> None:
    """End somebody's work in the shop; what he did stays. Raises LastOwner."""
    with transaction.atomic():
        lock(member.seller)
        others = member.seller.staff.filter(role=SellerStaff.Role.OWNER, ended_at=None).exclude(pk=member.pk)
        if member.role == SellerStaff.Role.OWNER and not others.exists():
            raise LastOwner
        SellerStaff.objects.filter(pk=member.pk, ended_at=None).update(ended_at=now)
        record(action="seller.staff_ended", subject=member.seller, actor=actor, at=now, user=member.user_id)


def set_status(*, seller: Seller, status: Seller.Status, reason: str, actor: User, now: datetime) -> Seller:
    """Verify, suspend or reinstate a shop, with the reason in the trail. Nothing when it is so already."""
    with transaction.atomic():
        lock(seller)
        if seller.status == status:
            return seller
        old, seller.status = seller.status, status
        seller.save(update_fields=["status"])
        record(
            action="seller.status",
            subject=seller,
            actor=actor,
            at=now,
            old=old,
            new=status.value,
            reason=reason,
        )
    return seller


def raise_level(*, seller: Seller, to: int, evidence: dict[str, int], actor: User, now: datetime) -> Seller:
    """Go one step up; `evidence` holds the figures that were met and stays in the trail.

    The caller has checked the evidence. Raises NotNextLevel for any step but the next one.
    """
    with transaction.atomic():
        lock(seller)
        if to != seller.level + 1 or to not in Seller.Level.values:
            raise NotNextLevel
        seller.level = to
        seller.save(update_fields=["level"])
        record(action="seller.level", subject=seller, actor=actor, at=now, to=to, evidence=evidence)
    return seller
