"""The only place for asking about another option: the same rules, with one question more."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from assessment.forms.what_if import base_of
from assessment.presenters.considered import (
    CHOICES,
    NAMES,
    OPTION,
    Considered,
    considered_option,
    considered_treatment,
)
from assessment.presenters.treatment_facts import Asked, TreatmentFacts, treatment_facts
from assessment.rules.next_steps.cards import CARDS
from assessment.views.opening import Chart, banner_for, needs_birth_date, open_chart
from patients.formulary import treatment

MOST_DRUGS = 4


@require_safe
@needs_birth_date
def consider(request: HttpRequest, reference: UUID) -> HttpResponse:
    chart = open_chart(request, reference, "options")
    context = _context(request, chart) | {"banner": banner_for(chart)}
    return render(request, "assessment/consider.html", context)


@require_safe
@needs_birth_date
def consider_answer(request: HttpRequest, reference: UUID) -> HttpResponse:
    """The answer alone, beside the form on the patient page."""
    chart = open_chart(request, reference, "options")
    return render(request, "assessment/_considered.html", _context(request, chart))


@lru_cache(maxsize=512)
def option_list(chosen: str = "") -> SafeString:
    """Every option and treatment to ask about: the same for everybody, so it is rendered once."""
    return render_to_string("assessment/_choices.html", {"choices": CHOICES, "chosen": chosen})


def _context(request: HttpRequest, chart: Chart) -> dict[str, object]:
    asked = request.GET.get("option", "")
    return {
        "answer": _answer(chart, asked) if asked in NAMES else None,
        "unknown": bool(asked) and asked not in NAMES,
        "choices": option_list(asked if asked in NAMES else ""),
        "chosen": asked,
        "reference": chart.patient.reference,
        "page_url": reverse("patient", args=[chart.patient.reference]) + chart.looking.query(),
        "on": chart.looking.on,
        "as_of": chart.assessment.as_of,
    }


def _answer(chart: Chart, asked: str) -> Considered:
    kind, _, code = asked.partition(":")
    if kind != OPTION:
        return considered_treatment(code, _facts(chart, code))
    with_it = chart.on(chart.assessment.as_of, consider=(code,))
    drugs = CARDS[code].drug[:MOST_DRUGS]
    role = "augmentation" if CARDS[code].family == "AUGMENT" else None
    return considered_option(
        code, chart.assessment, with_it, tuple(_facts(chart, drug, role) for drug in drugs)
    )


def _facts(chart: Chart, code: str, role: str | None = None) -> TreatmentFacts:
    entry = treatment(code, role)
    given_as = role or entry.usual_role
    as_of = chart.assessment.as_of
    wanted = Asked(entry, as_of, None, given_as, base_of(chart.record, given_as))
    return treatment_facts(chart.record, wanted, as_of, chart.policy, chart.jurisdiction)
