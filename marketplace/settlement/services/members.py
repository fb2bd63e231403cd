"""A shop's owner and a member of its BUMDes are one person: asked by the owner, agreed to at the desk."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bumdes.members.models import Member
from bumdes.organisations.models import Organisation
from bumdes.organisations.permissions import SERVE_MEMBERS, roles_of
from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal, spoken_as
from core.users.models import User
from marketplace.sellers.models import Seller, SellerStaff
from marketplace.settlement.models import MemberLink
from marketplace.settlement.services.payout_accounts import tell_owners

# What the owner agreed to. A new wording gets a version of its own; old ones stay.
TEXTS = {
    "2026-11": _(
        "I am a member of this BUMDes, and this shop is mine. The BUMDes may know that they belong"
        " together. My sales are shown for a loan, and instalments are taken from them, only if I have"
        " agreed to that at the BUMDes in writing as well. I may end this here at any time."
    )
}
CURRENT_TEXT = "2026-11"


class NotTheOwner(Refusal):
    message = _("Only the owner of the shop may do this.")


class AskedAlready(Refusal):
    message = _("This shop is linked already, or waits for its BUMDes.")


class NotAtThisDesk(Refusal):
    message = _("Only the director or a credit officer of the shop's BUMDes may do this.")


class OwnLink(Refusal):
    message = _("You work in this shop, so somebody else must agree to it.")


class NotAMemberHere(Refusal):
    message = _("Nobody with this number is a member of your BUMDes.")
    field = "number"


class NotWaiting(Refusal):
    message = _("This was answered or taken back already.")


_RULES: dict[str, type[Refusal]] = {
    "member_link_one_open_per_shop": AskedAlready,
    "member_link_agreed_outside_the_shop": OwnLink,
    "made_and_approved_by_two_people": OwnLink,
    "member_link_is_of_the_hub": NotAMemberHere,
}


def ask_link(*, seller: Seller, number: str, actor: User, now: datetime) -> MemberLink:
    """The owner says that he or she is a member of the shop's BUMDes; `number` may be "".

    Raises NotTheOwner, AskedAlready.
    """
    with transaction.atomic(durable=True):
        lock(seller)
        _need_owner(seller, actor)
        with spoken_as(_RULES), transaction.atomic():
            link = MemberLink.objects.create(
                seller=seller,
                hub_id=seller.hub_id,
                number=number.strip().upper()[:12],
                text_version=CURRENT_TEXT,
                asked_by=actor,
                asked_at=now,
            )
        record(action="member_link.asked", subject=link, actor=actor, at=now, text=CURRENT_TEXT)
    return link


def agree_link(
    *, link: MemberLink, organisation: Organisation, number: str, actor: User, now: datetime
) -> MemberLink:
    """The BUMDes knows the owner as its member with this number. Again changes nothing.

    Raises NotAtThisDesk, NotAMemberHere, OwnLink, NotWaiting.
    """
    with transaction.atomic(durable=True):
        lock(link)
        _need_desk(link, organisation, actor)
        member = Member.objects.of(organisation).active().filter(number__iexact=number.strip()).first()
        if member is None:
            raise NotAMemberHere
        if link.ended_at is not None or (link.member_id or member.pk) != member.pk:
            raise NotWaiting
        if link.agreed_at is not None:
            return link
        link.member, link.agreed_by, link.agreed_at = member, actor, now
        with spoken_as(_RULES), transaction.atomic():
            link.save(update_fields=["member", "agreed_by", "agreed_at"])
        record(action="member_link.agreed", subject=link, actor=actor, at=now, member=member.number)
        tell_owners(
            link.seller,
            event="member_link.agreed",
            subject=_("%(hub)s knows %(shop)s as the shop of its member %(member)s"),
            body=_("You see it under Money and can end it there at any time."),
            key=f"member-link:{link.pk}:agreed",
            at=now,
            values={"hub": organisation.name, "shop": link.seller.name, "member": member.name},
        )
    return link


def end_link(
    *, link: MemberLink, reason: str, actor: User, now: datetime, organisation: Organisation | None = None
) -> MemberLink:
    """End a link or what was asked, at once: by the owner, or at the desk of the BUMDes given.

    What was withheld before stays. Again changes nothing. Raises NotTheOwner, NotAtThisDesk.
    """
    with transaction.atomic(durable=True):
        lock(link)
        if organisation is None:
            _need_owner(link.seller, actor)
        else:
            _need_desk(link, organisation, actor)
        if link.ended_at is not None:
            return link
        link.ended_by, link.ended_at, link.reason = actor, now, reason.strip()[:160]
        link.save(update_fields=["ended_by", "ended_at", "reason"])
        record(action="member_link.ended", subject=link, actor=actor, at=now, reason=link.reason)
        tell_owners(
            link.seller,
            event="member_link.ended",
            subject=_("%(shop)s is no longer linked to a member of %(hub)s"),
            body=_("From now on nothing is taken from its sales for a loan. %(reason)s"),
            key=f"member-link:{link.pk}:ended",
            at=now,
            values={"shop": link.seller.name, "hub": link.hub.name, "reason": link.reason},
        )
    return link


def _need_owner(seller: Seller, actor: User) -> None:
    if not SellerStaff.objects.active().filter(seller=seller, user=actor, role="owner").exists():
        raise NotTheOwner


def _need_desk(link: MemberLink, organisation: Organisation, actor: User) -> None:
    if link.hub_id != organisation.pk or not roles_of(actor, organisation.pk) & SERVE_MEMBERS:
        raise NotAtThisDesk
