"""The only place for the addresses of recording; no name and no key of ours stands in one."""

from django.urls import path

from patients.views import trials, visits

PATIENT = "patients/<uuid:reference>"

urlpatterns = [
    path(f"{PATIENT}/visits/new", visits.new, name="visit_new"),
    path(f"{PATIENT}/visits/new/score/<slug:code>", visits.score, name="visit_score"),
    path(f"{PATIENT}/visits/new/draft", visits.draft, name="visit_draft"),
    path(f"{PATIENT}/visits/new/discard", visits.discard, name="visit_discard"),
    path(f"{PATIENT}/treatments/start", trials.start, name="trial_new"),
    path(f"{PATIENT}/treatments/<str:label>/dose", trials.dose, name="trial_dose"),
    path(f"{PATIENT}/treatments/<str:label>/stop", trials.stop, name="trial_stop"),
]
