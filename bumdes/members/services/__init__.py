"""The only writers of the members' room."""

from bumdes.members.services.consents import give_consent, withdraw_consent
from bumdes.members.services.documents import add_document, remove_document, reveal_nik, view_document
from bumdes.members.services.files import discard_list, plan_in, record_list, upload_list
from bumdes.members.services.groups import change_group, end_group, form_group, join_group, leave_group
from bumdes.members.services.lists import template_xlsx
from bumdes.members.services.people import change_member, leave, register_member, return_member

__all__ = [
    "add_document",
    "change_group",
    "change_member",
    "discard_list",
    "end_group",
    "form_group",
    "give_consent",
    "join_group",
    "leave",
    "leave_group",
    "plan_in",
    "record_list",
    "register_member",
    "remove_document",
    "return_member",
    "reveal_nik",
    "template_xlsx",
    "upload_list",
    "view_document",
    "withdraw_consent",
]
