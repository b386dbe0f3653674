"""The only place that says in words which browser a session is in."""

from django import template

register = template.Library()

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
            ("Chrom", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
"""In this order, since each names its forerunners as well."""
SYSTEMS = (("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("Mac OS X", "a Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


@register.filter
def browser(user_agent: str) -> str:
    """What a person would call it: "Firefox on Windows"."""
    named = next((name for part, name in BROWSERS if part in user_agent), "A program unknown to us")
    system = next((name for part, name in SYSTEMS if part in user_agent), "")
    return f"{named} on {system}" if system else named
