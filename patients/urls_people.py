"""The only place for the addresses about people: who works here, who looked, and emergency access."""

from django.urls import path

from patients.views import emergency, people, trail

PATIENT = "patients/<uuid:reference>"
PERSON = "people/<uuid:person>"

urlpatterns = [
    path("people", people.people, name="people"),
    path("people/invite", people.invite, name="person_invite"),
    path("people/teams", people.team, name="team_new"),
    path("people/clinic", people.choose_clinic, name="clinic_choose"),
    path("people/settings", people.settings, name="clinic_settings"),
    path("people/trail", trail.of_clinic, name="people_trail"),
    path(PERSON, people.person, name="person"),
    path(f"{PERSON}/trail", trail.of_person, name="person_trail"),
    path(f"{PERSON}/<slug:verb>", people.account, name="person_account"),
    path(f"caseload/{PERSON}/trail", trail.of_colleague, name="colleague_trail"),
    path(f"{PATIENT}/trail", trail.of_patient, name="patient_trail"),
    path("emergency", emergency.emergency, name="emergency"),
    path("emergency/review", emergency.review, name="emergency_review"),
    path(f"{PATIENT}/emergency/end", emergency.end, name="emergency_end"),
]
