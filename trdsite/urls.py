"""The only place that joins the apps' addresses."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from trdsite import errors, health

urlpatterns: list[URLPattern | URLResolver] = [
    path("live", health.live, name="live"),
    path("health", health.health, name="health"),
    path("accounts/", include("allauth.urls")),
]
for app in ("patients", "assessment"):
    if find_spec(f"{app}.urls"):
        urlpatterns.append(path("", include(f"{app}.urls")))

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
