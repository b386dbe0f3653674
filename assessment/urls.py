"""The only place for the addresses of the pages that say what the record means."""

from django.urls import path

from assessment.views import about, caseload, chart, export, patient_list, preview

urlpatterns = [
    path("", patient_list.patient_list, name="patient_list"),
    path("patients/found", patient_list.patient_list_rows, name="patient_list_rows"),
    path("patients/<uuid:reference>", chart.patient, name="patient"),
    path("patients/<uuid:reference>/timeline", chart.patient_picture, name="patient_picture"),
    path("patients/<uuid:reference>/trials/<str:label>", chart.trial, name="trial"),
    path("patients/<uuid:reference>/visits/new/preview", preview.visit, name="visit_preview"),
    path("patients/<uuid:reference>/treatments/preview", preview.treatment, name="treatment_preview"),
    path("caseload", caseload.caseload, name="caseload"),
    path("export", export.export, name="export"),
    path("export/<str:table>", export.export_table, name="export_table"),
    path("about", about.about, name="about"),
]
