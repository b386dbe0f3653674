"""The only place that keeps rendered parts of a page: the same part of the same facts is rendered once."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def kept(name: str, **given: Hashable) -> SafeString:
    """``{% kept "assessment/_option.html" option=option %}``: the template sees nothing but what is given.

    For parts that say the same to everybody who is given the same: no form, no token, no "now".
    """
    return _rendered(name, tuple(given.items()))


@lru_cache(maxsize=2048)
def _rendered(name: str, given: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(name, dict(given))
