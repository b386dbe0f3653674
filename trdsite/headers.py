"""The only place for what every answer forbids a browser: to keep it, or to lend it to another site."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

SIGN_OUT = "account_logout"


class NothingKept:
    """Any page here may name a patient, so none is kept; signing out empties what a browser kept anyway.

    Files without a record (style sheets, scripts) are answered before this and may be kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        match = request.resolver_match
        if request.method == "POST" and match is not None and match.url_name == SIGN_OUT:
            response["Clear-Site-Data"] = '"cache"'
        return response
