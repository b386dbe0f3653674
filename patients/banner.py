"""The only place for whose chart is open: the facts at the top of every page of a chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from patients.models import EmergencyAccess, Patient

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Emergency:
    reason: str
    until: str


@dataclass(frozen=True, slots=True)
class Action:
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Banner:
    name: str
    born: str
    age: int | None
    sex: str
    number: str
    url: str
    emergency: Emergency | None = None
    actions: tuple[Action, ...] = ()


def banner_of(
    patient: Patient,
    today: date,
    url: str,
    emergency: EmergencyAccess | None = None,
    actions: tuple[Action, ...] = (),
) -> Banner:
    born = patient.birth_date
    return Banner(
        name=str(patient),
        born=f"{born.day} {_MONTHS[born.month - 1]} {born.year}" if born else "not known",
        age=age_on(born, today) if born else None,
        sex="not known" if patient.sex == "unknown" else patient.sex,
        number=patient.record_number,
        url=url,
        emergency=_shown(emergency, patient),
        actions=actions,
    )


def _shown(emergency: EmergencyAccess | None, patient: Patient) -> Emergency | None:
    if emergency is None:
        return None
    until = emergency.expires_at.astimezone(patient.clinic.zone)
    return Emergency(emergency.reason, f"{until:%H:%M}")


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
