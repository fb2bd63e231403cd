"""The database's "no" about members and groups, in words for a person."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal, spoken_as


class NikKnown(Refusal):
    message = _("This NIK already belongs to somebody here. Search before you add.")
    field = "nik"


class UserTaken(Refusal):
    message = _("This sign-in already belongs to another member here.")


class GroupNameTaken(Refusal):
    message = _("There is already a group of this name.")
    field = "name"


class AlreadyInGroup(Refusal):
    message = _("This member is in the group already.")
    field = "member"


class OfficeTaken(Refusal):
    message = _("Somebody else holds this office in the group. End that first.")
    field = "office"


class OtherBumdes(Refusal):
    message = _("This member belongs to another BUMDes.")
    field = "member"


class HasLeft(Refusal):
    message = _("This person is no longer a member.")


class WrongOrder(Refusal):
    message = _("The last day cannot be before the first.")
    field = "on"


class ReasonMissing(Refusal):
    message = _("Write why you need to see it, in at least 5 letters.")
    field = "reason"


_REFUSALS: dict[str, type[Refusal]] = {
    "member_nik_once": NikKnown,
    "member_user_once": UserTaken,
    "group_name_once": GroupNameTaken,
    "membership_once_a_group": AlreadyInGroup,
    "group_office_held_once": OfficeTaken,
    "membership_in_one_bumdes": OtherBumdes,
    "membership_ends_after_it_began": WrongOrder,
    "member_leaves_after_joining": WrongOrder,
    "group_ends_after_forming": WrongOrder,
}


def spoken() -> AbstractContextManager[None]:
    """Turn a violated rule of this room into its Refusal; anything else is left to fail."""
    return spoken_as(_REFUSALS)
