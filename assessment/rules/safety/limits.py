"""The only place for the laboratory and bedside limits of the next-step rules that a policy does not set.

Each with its source; boundaries are tested on both sides (tests/rules/safety).
"""

from __future__ import annotations

QTC_LONG_MEN = 450  # ms, from here on; AHA/ACCF/HRS 2009 [M], app flag [P] (safety.md 3)
QTC_LONG_WOMEN = 460  # ms
QTC_AVOID_ADDING = 460  # ms, from here on, women and men: add no QT drug; safety.md 3 [P]
QTC_CRITICAL = 500  # ms; G4 [M: FDA citalopram label]
QTC_RISE = 60  # ms above an earlier value; G4 [M]
SODIUM_LOW = 135  # mmol/L, below it; safety.md 5 [M: ESE/ESICM 2014]
EGFR_SEVERE = 30  # below it; M12 [M: labels]
EGFR_MIRTAZAPINE = 40  # below it; augmenters.md 2.2 [M: label]
SYSTOLIC_HIGH, DIASTOLIC_HIGH = 140, 90  # mm[Hg]; M9 [V: CPHA, SPRAVATO]
LITHIUM_TOXIC = 1.5  # mmol/L, from here on; G9 [M: lithium label]
LITHIUM_TOXIC_DAYS = 7  # a toxic level still counts so long after lithium was stopped [P]
BMI_SCREEN = 35  # above it STOP-BANG is due; triggers.md 2 [P]
BMI_OBESE = 30  # from here on; M15
ISI_INSOMNIA = 15  # from here on; card PSYCHOTHERAPY.CBTI, adequacy.md 9
CHILDBEARING_FROM, CHILDBEARING_TO = 15, 50  # years, both included; safety.md 6
YOUNG_ADULT_BELOW = 25  # years; M1
OLDER_ADULT_FROM = 65  # years; safety.md 7
OPTIMUM_FROM = 60  # years; M2
CITALOPRAM_US_FROM, CITALOPRAM_UK_FROM = 60, 66  # years; L02, L03
PSYCHOTROPICS_MANY = 3  # more than so many; augmenters.md 4.5 [P]
NEW_EFFECT_DAYS = 28  # symptoms noted so long before the newest still count as current [P]
