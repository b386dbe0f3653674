"""The only place for the addresses of the pages that say what the record means."""

from django.urls import path

from assessment.views import (
    about,
    caseload,
    chart,
    compare,
    consider,
    decisions,
    export,
    patient_list,
    preview,
    signing,
    what_if,
)

urlpatterns = [
    path("", patient_list.patient_list, name="patient_list"),
    path("patients/found", patient_list.patient_list_rows, name="patient_list_rows"),
    path("patients/<uuid:reference>", chart.patient, name="patient"),
    path("patients/<uuid:reference>/timeline", chart.patient_picture, name="patient_picture"),
    path("patients/<uuid:reference>/trials/<trial_label:label>", chart.trial, name="trial"),
    path("patients/<uuid:reference>/visits/new/preview", preview.visit, name="visit_preview"),
    path("patients/<uuid:reference>/treatments/preview", preview.treatment, name="treatment_preview"),
    path("patients/<uuid:reference>/options", consider.consider, name="consider"),
    path("patients/<uuid:reference>/options/answer", consider.consider_answer, name="consider_answer"),
    path("patients/<uuid:reference>/what-if", what_if.what_if, name="what_if"),
    path("patients/<uuid:reference>/compare", compare.compare, name="compare"),
    path("patients/<uuid:reference>/changes/earlier", compare.earlier_change, name="earlier_change"),
    path("patients/<uuid:reference>/changes/later", compare.later_change, name="later_change"),
    path("patients/<uuid:reference>/sign", signing.sign, name="sign"),
    path("patients/<uuid:reference>/signed/<uuid:signature>", signing.signed, name="signed"),
    path("patients/<uuid:reference>/decide", decisions.decide, name="decide"),
    path("patients/<uuid:reference>/decisions/<uuid:decision>", decisions.decision, name="decision"),
    path(
        "patients/<uuid:reference>/decisions/<uuid:decision>/error",
        decisions.decision_error,
        name="decision_error",
    ),
    path("caseload", caseload.caseload, name="caseload"),
    path("export", export.export, name="export"),
    path("export/<str:table>", export.export_table, name="export_table"),
    path("about", about.about, name="about"),
]
