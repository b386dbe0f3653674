"""The only place that asks whether a new patient may be one who is known already.

Only charts that this person may open are compared, in one query whatever the answer: a question about any
other would tell that it exists.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from patients import access
from patients.models import Clinic, Patient, User

MOST = 3


def alike_for(user: User, clinic: Clinic, name: str, born: date) -> list[Patient]:
    """Those of this clinic born on this day whose name may be the same; none where either has no name."""
    same_day = access.patients_for(user).filter(clinic=clinic, birth_date=born).order_by("pk")
    found = [patient for patient in same_day if _may_be_one(name, _name_of(patient))]
    return found[:MOST]


def _name_of(patient: Patient) -> str:
    return f"{patient.given_name} {patient.family_name}"


def _may_be_one(name: str, other: str) -> bool:
    """The same words in any order; a part that only one of them gives does not make two people."""
    ours, theirs = _words(name), _words(other)
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def _words(name: str) -> frozenset[str]:
    """``"José O’Brien-Ruiz"`` -> jose, obrien, ruiz."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign) and sign not in "'’`")
    return frozenset(re.findall(r"\w+", letters))
