"""Every drug and class that the safety tables name is recognised, and held to its rows."""

from __future__ import annotations

import pytest

from assessment.rules.safety.classes import tags_of
from assessment.rules.safety.interactions import between, blocking
from assessment.rules.safety.medicines import recognise
from patients.formulary import TREATMENT_IDS

# safety.md 1-4, 6 and 7, augmenters.md 2 and 3, next_steps.md M28: as they are written there.
_NAMED = """
phenelzine tranylcypromine isocarboxazid selegiline moclobemide linezolid methylene-blue citalopram
escitalopram fluoxetine fluvoxamine paroxetine sertraline venlafaxine desvenlafaxine duloxetine
levomilnacipran milnacipran amitriptyline clomipramine desipramine dosulepin doxepin imipramine
lofepramine nortriptyline protriptyline trimipramine vortioxetine vilazodone trazodone nefazodone
gepirone bupropion dextromethorphan-bupropion mirtazapine mianserin st-john's-wort pethidine tramadol
methadone dextromethorphan triptan atomoxetine sympathomimetic buspirone carbamazepine cyclobenzaprine
levodopa esketamine ketamine tapentadol fentanyl decongestant adrenaline MDMA lithium ondansetron
haloperidol pimozide macrolide quinolone amiodarone sotalol domperidone hydroxychloroquine donepezil
NSAID thiazide ciprofloxacin clozapine tizanidine olanzapine warfarin barbiturate benzodiazepine opioid
gabapentinoid quetiapine grapefruit clarithromycin ketoconazole ritonavir lumateperone cariprazine
phenytoin rifampicin aripiprazole brexpiprazole risperidone ziprasidone cimetidine omeprazole tamoxifen
valproate topiramate modafinil agomelatine pimavanserin liothyronine levothyroxine codeine flecainide
propafenone metoprolol maprotiline pramipexole lamotrigine efavirenz clopidogrel ticlopidine digoxin
theophylline caffeine metronidazole verapamil diltiazem propranolol clonidine stimulants anticoagulant
antiplatelet z-drug corticosteroids antimalarials COX-2-inhibitor ACE-inhibitor loop-diuretic
SGLT2-inhibitor hormonal-contraception anticonvulsant antipsychotic
"""


@pytest.mark.parametrize("name", _NAMED.split())
def test_named_drug_is_known(name: str) -> None:
    assert recognise(name.replace("-", " ")) is not None


@pytest.mark.parametrize("name", ["stimulant laxative", "mystery drops", "blue pill"])
def test_what_only_sounds_like_one_is_not(name: str) -> None:
    assert recognise(name) is None


@pytest.mark.parametrize(
    ("medicine", "like"),
    [
        ("quetiapine 100 mg", "quetiapine_xr"),
        ("Seroquel", "quetiapine_xr"),
        ("esketamine", "esketamine_nasal"),
        ("Spravato 84 mg", "esketamine_nasal"),
        ("ketamine", "ketamine_iv"),
        ("ziprasidone", "ziprasidone"),
    ],
)
def test_same_substance_has_the_same_rows(medicine: str, like: str) -> None:
    assert tags_of(like) <= (recognise(medicine) or frozenset())


@pytest.mark.parametrize("medicine", ["selegiline 5 mg", "Eldepryl", "Emsam patch"])
def test_selegiline_without_a_route_is_an_irreversible_mao_inhibitor(medicine: str) -> None:
    assert "MAOI_IRREV" in (recognise(medicine) or ())


@pytest.mark.parametrize("medicine", ["rasagiline", "safinamide"])
def test_other_mao_b_inhibitors_have_no_row(medicine: str) -> None:
    found = recognise(medicine) or frozenset()
    assert "MAO_B_INHIBITOR" in found
    assert not between(found, tags_of("sertraline"))


@pytest.mark.parametrize(
    ("drug", "medicine", "row"),
    [
        ("paroxetine", "metoprolol", "M28"),
        ("fluoxetine", "flecainide", "M28"),
        ("duloxetine", "codeine", "M28"),
        ("duloxetine", "tamoxifen", "M28"),
        ("duloxetine", "propafenone", "M28"),
        ("paroxetine", "atomoxetine", "M28"),
        ("bupropion", "propafenone", "AP5"),
        ("bupropion", "dextromethorphan", "AP5"),
        ("bupropion", "prednisolone", "AP11"),
        ("bupropion", "theophylline", "AP11"),
        ("bupropion", "hydroxychloroquine", "AP11"),
        ("bupropion", "methylphenidate", "AP11"),
        ("bupropion", "clopidogrel", "AP12"),
        ("bupropion", "ticlopidine", "AP12"),
        ("bupropion", "ritonavir", "AP12"),
        ("bupropion", "efavirenz", "AP12"),
        ("bupropion", "carbamazepine", "AP12"),
        ("bupropion", "digoxin", "AP12"),
        ("lithium", "verapamil", "AP13"),
        ("lithium", "diltiazem", "AP13"),
        ("lithium", "metronidazole", "AP13"),
        ("lithium", "topiramate", "AP13"),
        ("lithium", "theophylline", "AP13"),
        ("lithium", "caffeine", "AP13"),
        ("mirtazapine", "clonidine", "AP15"),
        ("mirtazapine", "ketoconazole", "AP15"),
        ("lamotrigine", "valproate", "AP16"),
        ("lamotrigine", "ethinylestradiol", "AP16"),
        ("quetiapine_xr", "ritonavir", "AP18"),
        ("cariprazine", "clarithromycin", "AP19"),
        ("rtms", "clozapine", "AP20"),
        ("mirtazapine", "diazepam", "D20"),
        ("phenelzine", "ketamine", "AP8"),
        ("phenelzine", "esketamine", "AP8"),
        ("lithium", "quetiapine", "D12"),
        ("citalopram", "quetiapine", "M7"),
        ("escitalopram", "ziprasidone", "M7"),
    ],
)
def test_pair_has_its_row(drug: str, medicine: str, row: str) -> None:
    assert row in [found.id for found in between(tags_of(drug), recognise(medicine) or frozenset())]


@pytest.mark.parametrize(
    ("drug", "other", "row"),
    [
        ("bupropion", "duloxetine", "AP10"),
        ("bupropion", "paroxetine", "AP10"),
        ("lithium", "phenelzine", "AP13"),
        ("lithium", "moclobemide", "AP13"),
        ("liothyronine", "nortriptyline", "AP14"),
        ("rtms", "bupropion", "AP20"),
        ("rtms", "imipramine", "AP20"),
    ],
)
def test_pair_of_the_formulary_has_its_row(drug: str, other: str, row: str) -> None:
    assert row in [found.id for found in between(tags_of(drug), tags_of(other))]


@pytest.mark.parametrize(
    "drug", ["sertraline", "venlafaxine", "desvenlafaxine", "escitalopram", "vortioxetine"]
)
def test_what_m28_prefers_has_no_row_of_it(drug: str) -> None:
    assert "M28" not in [row.id for row in between(tags_of(drug), recognise("metoprolol") or frozenset())]


@pytest.mark.parametrize(
    ("drug", "medicine", "row"),
    [
        ("phenelzine", "dextromethorphan", "D01"),
        ("phenelzine", "carbamazepine", "W21"),
        ("phenelzine", "cyclobenzaprine", "W21"),
        ("phenelzine", "sumatriptan", "W21"),
        ("escitalopram", "pimozide", "D08"),
        ("nortriptyline", "st john's wort", "AP17"),
        ("aripiprazole", "pimavanserin", "D24"),
    ],
)
def test_pair_is_forbidden_everywhere(drug: str, medicine: str, row: str) -> None:
    found = [one for one in blocking(tags_of(drug), recognise(medicine) or frozenset()) if one.id == row]
    assert any(all(one.blocks(country) for country in ("US", "UK", "EU", "CA")) for one in found)


def test_waiting_is_left_to_the_washouts() -> None:
    assert not blocking(tags_of("phenelzine"), tags_of("sertraline"))
    assert {"MAOI_IRREV", "SSRI"} <= {tag for drug in TREATMENT_IDS for tag in tags_of(drug)}
