"""Running text with the links to pages of this site filled in."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.rich_text.rewriters import LinkRewriter

register = template.Library()
# The one feature of cms.blocks.fields.TEXT_FEATURES that is stored as a reference. Wagtail's own
# rewriter asks the hooks of its admin which there are, and so loads 11 MiB to show an article.
_rewrite = LinkRewriter(
    bulk_rules={PageLinkHandler.identifier: PageLinkHandler.expand_db_attributes_many},
)


@register.filter
def with_links(text: RichText) -> SafeString:
    """What an editor wrote, as a page shows it. Wagtail cleaned it when it was saved."""
    return mark_safe(_rewrite(text.source))  # noqa: S308
