"""People, groups, consents and identity papers of a BUMDes."""

from bumdes.members.models.consents import Consent, ConsentWithdrawal
from bumdes.members.models.documents import IdentityDocument
from bumdes.members.models.files import MemberFile
from bumdes.members.models.groups import Group, GroupMembership
from bumdes.members.models.people import Member

__all__ = [
    "Consent",
    "ConsentWithdrawal",
    "Group",
    "GroupMembership",
    "IdentityDocument",
    "Member",
    "MemberFile",
]
