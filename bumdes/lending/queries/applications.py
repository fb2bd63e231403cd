"""What the pages of applications and of the committee show."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bumdes.ledger.models import Book
from bumdes.lending.application_kinds import BEING_PREPARED, ApplicationState
from bumdes.lending.calculations.frozen import terms_from_json
from bumdes.lending.calculations.scoring import Grade, grade
from bumdes.lending.models import (
    Application,
    Decision,
    Guarantor,
    Pledge,
    ScoreLine,
    Survey,
    SurveyPhoto,
    Vote,
)
from bumdes.lending.queries.examples import Example, drawn
from bumdes.lending.score_words import GRADES
from core.users.models import User

RELATED = ("product", "member__village", "group__village", "officer", "made_by", "proposed_by")


def application_list(book: Book, *, words: str = "", state: str = "") -> QuerySet[Application]:
    """Applications, the newest first; part of them by state, or by name, number or reference."""
    rows = Application.objects.of(book)
    if state:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(
            Q(member__name__icontains=words)
            | Q(group__name__icontains=words)
            | Q(member__number__iexact=words)
            | Q(reference__iexact=words)
        )
    return rows.select_related("product", "member", "group", "officer").order_by("-made_at", "-pk")


def states_with_counts(book: Book) -> dict[str, int]:
    """How many applications stand where."""
    rows = Application.objects.of(book).values_list("state").annotate(count=Count("pk")).order_by()
    return dict(rows)


def committee_queue(book: Book, *, voter: User) -> QuerySet[Application]:
    """What waits for the committee, the longest first, with its votes and whether the reader voted."""
    return (
        Application.objects.of(book)
        .filter(state=ApplicationState.PROPOSED)
        .annotate(
            yes=Count("votes", filter=Q(votes__in_favour=True)),
            no=Count("votes", filter=Q(votes__in_favour=False)),
            has_voted=Exists(Vote.objects.filter(application=OuterRef("pk"), voter=voter)),
        )
        .select_related("product", "member", "group", "officer")
        .order_by("proposed_at", "pk")
    )


@dataclass(frozen=True)
class Dossier:
    """Everything about one application that its page shows."""

    application: Application
    survey: Survey | None
    photos: tuple[SurveyPhoto, ...]
    pledges: tuple[Pledge, ...]
    guarantors: tuple[Guarantor, ...]
    score_lines: tuple[ScoreLine, ...]
    votes: tuple[Vote, ...]
    decision: Decision | None
    example: Example | None

    @property
    def points(self) -> int:
        return sum(line.points for line in self.score_lines)

    @property
    def grade(self) -> Grade:
        return grade(self.points)

    @property
    def grade_label(self) -> str:
        return str(GRADES[self.grade])

    @property
    def is_prepared(self) -> bool:
        return self.application.state in BEING_PREPARED

    @property
    def agreed(self) -> Example | None:
        """The schedule of the agreement, as it was frozen."""
        if self.decision is None or self.decision.terms is None:
            return None
        return drawn(terms_from_json(self.decision.terms), fee=self.decision.fee)


def dossier_of(application: Application, *, example: Example | None = None) -> Dossier:
    """Seven queries; its book must be open."""
    return Dossier(
        application=application,
        survey=Survey.objects.filter(application=application).select_related("made_by").first(),
        photos=tuple(application.photos.order_by("pk")),
        pledges=tuple(application.pledges.order_by("pk")),
        guarantors=tuple(application.guarantors.order_by("pk")),
        score_lines=tuple(application.score_lines.order_by("pk")),
        votes=tuple(application.votes.select_related("voter").order_by("pk")),
        decision=Decision.objects.filter(application=application).select_related("made_by").first(),
        example=example,
    )
