"""The only place that joins the apps' addresses."""

from django.urls import URLPattern, URLResolver, include, path

from trdsite import again, errors, health

urlpatterns: list[URLPattern | URLResolver] = [
    path("live", health.live, name="live"),
    path("health", health.health, name="health"),
    path("session", again.session, name="session"),
    path("signed-in", again.signed_in_again, name="signed_in_again"),
    path("accounts/", include("allauth.urls")),
]
for addresses in ("patients.urls", "patients.urls_people", "assessment.urls"):
    urlpatterns.append(path("", include(addresses)))

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
