"""The only place for how a template begins a line with a treatment's name."""

from __future__ import annotations

from django import template

from assessment.presenters.naming import titled

register = template.Library()
register.filter("titled", titled)
