"""The only place that renders lists of sources: the same for everybody, so each list is rendered once."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from assessment.presenters.citations import Citation

register = template.Library()


@register.filter
@lru_cache(maxsize=1024)
def cited(sources: tuple[Citation, ...]) -> SafeString:
    """``{{ option.sources|cited }}``: they come from the cards, the formulary and the policy."""
    return render_to_string("assessment/_sources.html", {"sources": sources})
