"""The only place for how Django knows the assessment, and hears of changes in the record."""

from typing import Any

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from assessment.caseload.rebuilding import rebuild, rebuild_care
        from assessment.models import Decision, DecisionInError, SignedAssessment
        from patients import history
        from patients.signals import care_changed, record_changed

        def on_record(*, patient: Any, record: Any, at: Any, **_: Any) -> None:
            rebuild(patient, record, at)

        def on_care(*, patients: Any, **_: Any) -> None:
            rebuild_care(patients)

        history.tell("signedassessment", SignedAssessment, "signature under an assessment")
        history.tell("decision", Decision, "decision")
        history.tell("decisioninerror", DecisionInError, "decision entered in error")
        record_changed.connect(on_record, weak=False, dispatch_uid="caseload.record")
        care_changed.connect(on_care, weak=False, dispatch_uid="caseload.care")
