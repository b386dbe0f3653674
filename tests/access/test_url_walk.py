"""Every address of the site, as every kind of person, against the table of what each must get."""

import pytest

from tests.access.policy import PEOPLE, POLICY, Row
from tests.access.walking import CANARIES, Place, names, outcome

pytestmark = pytest.mark.django_db
ALSO_BY_HTMX = ("anonymous", "owner")
DEFENCES = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "X-Request-ID": "",
}


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    unnamed = {name for name in names() if name.startswith("unnamed")}
    assert unnamed == {r"unnamed ^accounts/(signup/|email/|confirm-email/.*|login/code/.*)$"}
    assert set(names()) - unnamed == set(POLICY)


@pytest.mark.parametrize("person", PEOPLE)
def test_every_address_gives_what_its_row_says_to(place: Place, person: str) -> None:
    place.sign_in(person)
    wrong = [told for name, row in POLICY.items() for told in walk(place, person, name, row)]
    assert not wrong, "\n".join(wrong)


def walk(place: Place, person: str, name: str, row: Row):
    for method, rule in (("GET", row.get), ("POST", row.post)):
        for htmx in (False, True) if person in ALSO_BY_HTMX else (False,):
            url = place.url(name)
            answer = place.ask(person, method, url, **({"HX-Request": "true"} if htmx else {}))
            found, expected = outcome(answer, htmx), rule[person]
            at = f"{method} {name}{' by htmx' if htmx else ''} as {person}"
            if found != expected:
                yield f"{at}: {found}, expected {expected}"
            if (leaks := shown(answer)) and not may_name(person, name, expected):
                yield f"{at}: shows {leaks}"
            for header, value in DEFENCES.items():
                if value not in answer.get(header, "(none)"):
                    yield f"{at}: {header} is {answer.get(header)}"


def shown(answer) -> list[str]:
    """The canaries in the page, in its title, or in any header."""
    text = answer.body + " ".join(f"{name}: {value}" for name, value in answer.items())
    return [canary for canary in CANARIES if canary in text]


READS_THE_CHART = {"owner", "in_emergency", "supervisor"}


def may_name(person: str, name: str, expected: str) -> bool:
    """Whoever may read the chart; staff in the export; a supervisor of the clinic in the review."""
    if expected != "ok":
        return False
    return person in READS_THE_CHART or (person, name) in {
        ("staff", "export_table"),
        ("other_supervisor", "emergency_review"),
    }


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "TRACK", "PROPFIND"])
def test_b11_no_page_is_used_by_another_method(place: Place, method: str) -> None:
    for person in ("anonymous", "owner"):
        place.sign_in(person)
        answers = {name: place.ask(person, method, place.url(name)) for name in POLICY}
        assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(POLICY, 405)
        assert not [name for name, answer in answers.items() if shown(answer)]


def test_b11_method_override_header_is_not_heard(place: Place) -> None:
    place.sign_in("supervisor")
    answer = place.ask("supervisor", "GET", place.url("visit_draft"), **{"X-HTTP-Method-Override": "POST"})
    assert answer.status_code == 405


def test_head_gives_what_get_gives_or_is_not_used(place: Place) -> None:
    for person in ("anonymous", "other_team"):
        place.sign_in(person)
        for name, row in POLICY.items():
            found = outcome(place.ask(person, "HEAD", place.url(name)))
            assert found in (row.get[person], "405"), (person, name, found)
