"""The only place for the addresses of recording; no name and no key of ours stands in one."""

from django.urls import path

from patients.views import csv_import, entries, newcomers, trials, visits

PATIENT = "patients/<uuid:reference>"
ENTRY = f"{PATIENT}/entries/<slug:kind>/<uuid:entry>"

urlpatterns = [
    path("patients/new", newcomers.new, name="patient_new"),
    path("patients/new/draft", newcomers.draft, name="patient_new_draft"),
    path("patients/new/discard", newcomers.discard, name="patient_new_discard"),
    path("patients/import", newcomers.import_records, name="record_import"),
    path("patients/import/csv", csv_import.upload, name="csv_import"),
    path("patients/import/csv/columns", csv_import.columns, name="csv_import_columns"),
    path("patients/import/csv/preview", csv_import.preview, name="csv_import_preview"),
    path("patients/import/csv/faults.csv", csv_import.faults, name="csv_import_faults"),
    path("patients/import/csv/store", csv_import.store, name="csv_import_store"),
    path("patients/import/csv/report", csv_import.report, name="csv_import_report"),
    path("patients/import/csv/progress", csv_import.progress, name="csv_import_progress"),
    path("patients/import/csv/discard", csv_import.discard, name="csv_import_discard"),
    path(
        "patients/import/csv/templates/<slug:table>.csv", csv_import.csv_template, name="csv_import_template"
    ),
    path(f"{PATIENT}/details", newcomers.details, name="patient_details"),
    path(f"{PATIENT}/details/discard", newcomers.discard_details, name="patient_details_discard"),
    path(f"{PATIENT}/record.json", entries.export, name="record_export"),
    path(f"{PATIENT}/entries", entries.entries, name="chart_entries"),
    path(f"{ENTRY}/amend", entries.amend, name="entry_amend"),
    path(f"{ENTRY}/error", entries.error, name="entry_error"),
    path(f"{PATIENT}/visits/new", visits.new, name="visit_new"),
    path(f"{PATIENT}/visits/new/score/<slug:code>", visits.score, name="visit_score"),
    path(f"{PATIENT}/visits/new/draft", visits.draft, name="visit_draft"),
    path(f"{PATIENT}/visits/new/discard", visits.discard, name="visit_discard"),
    path(f"{PATIENT}/treatments/start", trials.start, name="trial_new"),
    path(f"{PATIENT}/treatments/<trial_label:label>/dose", trials.dose, name="trial_dose"),
    path(f"{PATIENT}/treatments/<trial_label:label>/stop", trials.stop, name="trial_stop"),
]
