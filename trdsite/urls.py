"""The only place that joins the apps' addresses."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from trdsite import again, errors, health, sign_in

# Accounts and their addresses are the administrator's: whoever could change their own address could take
# one that a later invitation gives roles to.
CLOSED = r"^accounts/(signup/|email/|confirm-email/.*|login/code/.*)$"

urlpatterns: list[URLPattern | URLResolver] = [
    path("live", health.live, name="live"),
    path("health", health.health, name="health"),
    path("session", again.session, name="session"),
    path("signed-in", again.signed_in_again, name="signed_in_again"),
    re_path(CLOSED, sign_in.closed),
    path("accounts/", include("allauth.urls")),
]
for addresses in ("patients.urls", "patients.urls_people", "assessment.urls"):
    urlpatterns.append(path("", include(addresses)))

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler429 = errors.too_many_requests  # django-allauth asks for it
handler500 = errors.server_error
