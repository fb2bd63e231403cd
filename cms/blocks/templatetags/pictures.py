"""A picture of the media room as components/picture.html wants it."""

from __future__ import annotations

from django import template

from media.display import PictureView, Use, picture_view
from media.models import Picture

register = template.Library()


@register.simple_tag
def picture_of(picture: Picture | None, use: str = "card") -> PictureView | None:
    """The renditions that are ready, without a query or a look at a file; None while there are none.

    `use` is where it stands: thumb, card, page (squares) or article (uncropped).
    """
    if picture is None:
        return None
    return picture_view(picture, alt=picture.description or picture.title, use=Use[use.upper()])
