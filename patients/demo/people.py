"""The only place for the invented people of the demo: two clinics, three teams, every role."""

from __future__ import annotations

from dataclasses import dataclass

from patients.models import CLINICIAN, STAFF, SUPERVISOR

RIVERSIDE, HILLSIDE = "Riverside Mood Clinic", "Hillside Psychiatry"
CLINICS = {RIVERSIDE: "America/New_York", HILLSIDE: "America/Chicago"}
"""Both in the United States, for which the worked cases were worked out."""
BLUE, GREEN, ORCHARD = "Blue team", "Green team", "Orchard team"
TEAMS = {BLUE: RIVERSIDE, GREEN: RIVERSIDE, ORCHARD: HILLSIDE}


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    roles: tuple[tuple[str, str], ...] = ()
    """Role and clinic."""
    teams: tuple[str, ...] = ()
    supervises: tuple[str, ...] = ()
    """Addresses of clinicians, in the clinics where this person is a supervisor."""


ADMINISTRATORS = {
    RIVERSIDE: Person("Ines Carvalho", "ines.carvalho@demo.example"),
    HILLSIDE: Person("Tobias Lindqvist", "tobias.lindqvist@demo.example"),
}
PEOPLE = (
    Person("Dr Amina Farouk", "amina.farouk@demo.example", ((CLINICIAN, RIVERSIDE),), (BLUE,)),
    Person("Dr Ben Okafor", "ben.okafor@demo.example", ((CLINICIAN, RIVERSIDE),), (GREEN,)),
    Person(
        "Dr Clara Jensen",
        "clara.jensen@demo.example",
        ((CLINICIAN, RIVERSIDE), (CLINICIAN, HILLSIDE)),
        (BLUE, ORCHARD),
    ),
    Person("Dr Mei Tanaka", "mei.tanaka@demo.example", ((CLINICIAN, HILLSIDE),), (ORCHARD,)),
    Person(
        "Dr Samuel Levy",
        "samuel.levy@demo.example",
        ((SUPERVISOR, RIVERSIDE),),
        supervises=("amina.farouk@demo.example", "ben.okafor@demo.example"),
    ),
    Person(
        "Dr Lucia Romero",
        "lucia.romero@demo.example",
        ((SUPERVISOR, HILLSIDE), (CLINICIAN, HILLSIDE)),
        supervises=("mei.tanaka@demo.example",),
    ),
    Person("Rosa Novak", "rosa.novak@demo.example", ((STAFF, RIVERSIDE),)),
    Person("Henry Adeyemi", "henry.adeyemi@demo.example", ((STAFF, HILLSIDE),)),
)
LEADS = {
    BLUE: ("amina.farouk@demo.example", "clara.jensen@demo.example"),
    GREEN: ("ben.okafor@demo.example",),
    ORCHARD: ("mei.tanaka@demo.example", "clara.jensen@demo.example"),
}
"""Who leads the care of a team's patients, in turn."""

WOMEN = (
    "Aaliyah", "Beatriz", "Chiara", "Dalia", "Esi", "Fatima", "Greta", "Hana", "Ivy", "Jaya", "Keziah",
    "Leila", "Maeve", "Nadia", "Oluchi", "Priya", "Quyen", "Ruth", "Saoirse", "Tove",
)  # fmt: skip
MEN = (
    "Arjun", "Bilal", "Caspian", "Dmitri", "Emeka", "Felipe", "Goran", "Hiroshi", "Ibrahim", "Jonas", "Kofi",
    "Luca", "Mateo", "Nikhil", "Owen", "Pedro", "Rafael", "Stefan", "Tariq", "Yusuf",
)  # fmt: skip
FAMILIES = (
    "Abara", "Bergström", "Chowdhury", "Dąbrowska", "Eze", "Fitzgerald", "García Ruiz", "Hoang", "Iyer",
    "Johansson", "Kowalczyk", "Le Goff", "Mbeki", "Nakamura", "O'Connell", "Petrović", "Quispe", "Rahman",
    "Santos", "Takahashi", "Usman", "Varga", "Weiss", "Xu", "Yıldız", "Zhang", "Afolabi", "Brandt", "Cohen",
    "Duarte", "El-Sayed", "Ferrari", "Gupta",
)  # fmt: skip


def name_of(number: int, sex: str) -> tuple[str, str]:
    """A given and a family name, the same for the same patient each time."""
    given = {"female": WOMEN, "male": MEN}.get(sex, WOMEN + MEN)
    return given[number * 7 % len(given)], FAMILIES[number * 5 % len(FAMILIES)]
