"""What each office of a BUMDes may do."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from bumdes.organisations.models import Office
from core.users.models import User

Role = Office.Role

READ = frozenset(Role)
TAKE_CASH = frozenset({Role.CASHIER, Role.TREASURER, Role.DIRECTOR})
RUN_PICKUP = frozenset({Role.CASHIER, Role.DIRECTOR})
SPEAK_FOR = frozenset({Role.DIRECTOR})  # what the BUMDes says about itself
BRING_SELLERS = frozenset({Role.DIRECTOR, Role.CASHIER})
# The books: who writes the day down, who agrees to what needs two, who closes and opens again.
RECORD = frozenset({Role.TREASURER, Role.CASHIER, Role.DIRECTOR})
KEEP_BOOKS = frozenset({Role.TREASURER})
APPROVE = frozenset({Role.DIRECTOR, Role.TREASURER})
CLOSE_BOOKS = frozenset({Role.TREASURER, Role.DIRECTOR})
MANAGE = frozenset({Role.DIRECTOR})
# Who writes people down, and sees their papers and numbers.
SERVE_MEMBERS = frozenset({Role.CREDIT_OFFICER, Role.DIRECTOR})
# Who prepares loans and serves their borrowers; who may sit on the committee, where the one who
# prepared a loan has no vote.
LEND = frozenset({Role.CREDIT_OFFICER, Role.DIRECTOR})
DECIDE_LOANS = APPROVE | frozenset({Role.CREDIT_OFFICER})
REVIEW = frozenset({Role.SUPERVISOR, Role.ADVISER})


def roles_of(user: User | AnonymousUser, organisation_id: int) -> frozenset[str]:
    """The offices this person holds there today; empty for a stranger. One query."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset(
        Office.objects.active()
        .filter(user=user, organisation_id=organisation_id)
        .values_list("role", flat=True)
    )
