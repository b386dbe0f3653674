"""The only place for why two models or definitions disagree on the same trials, in words (staging.md 9)."""

from __future__ import annotations

from assessment.rules.findings import TrialFinding
from assessment.rules.policy import Policy
from assessment.rules.staging.definitions import Definitions, improvements
from assessment.rules.staging.failures import Failures
from assessment.rules.wording import listed


def differences(
    failed: Failures,
    current: tuple[TrialFinding, ...],
    stage: str,
    thase: str,
    defined: Definitions,
    policy: Policy,
) -> tuple[str, ...]:
    """``current``: the trials of this episode."""
    not_well = defined.not_remitted
    not_adequate = [trial for trial in current if trial.adequacy != "adequate"]
    found = [
        _same_class(failed, stage, defined),
        _one_or_two(defined, failed),
        *_responders(not_well, policy),
        _degree_unknown(not_well),
        _augmentation(failed, stage, thase),
        _other_classes(failed, stage, thase),
        _electrodes(failed, stage),
        _repeated_drug(failed),
        _add_on_not_adequate(not_adequate),
        _ect_not_adequate(failed, not_adequate),
    ]
    return tuple([sentence for sentence in found if sentence])


def _same_class(failed: Failures, stage: str, defined: Definitions) -> str | None:
    if stage != "I" or len(failed.antidepressants) < 2 or failed.classes != 1:
        return None
    group = next(iter(failed.groups))
    which = "Both" if len(failed.antidepressants) == 2 else f"All {len(failed.antidepressants)}"
    words = f"{which} failures are of one class ({group}): stays Stage I"
    return f"{words}, though regulators would call it resistant." if defined.regulatory else f"{words}."


def _one_or_two(defined: Definitions, failed: Failures) -> str | None:
    if not defined.article or defined.regulatory or len(failed.antidepressants) != 1:
        return None
    return (
        "The article calls one failed adequate trial Stage I; regulators and the Delphi consensus need two."
    )


def _responders(not_well: tuple[TrialFinding, ...], policy: Policy) -> list[str]:
    known = improvements(not_well).items()
    regulatory, delphi = policy.regulatory_percent, policy.delphi_percent
    response = [trial for trial, percent in known if percent >= regulatory]
    partial = [trial for trial, percent in known if delphi <= percent < regulatory]
    sentences = []
    if response:
        half = f"{policy.regulatory_percent:g} % or more without remission"
        sentences.append(
            f"{listed(response)}: {half}: a failure for the article, not for regulators or Delphi."
        )
    if partial:
        between = f"{policy.delphi_percent:g} to under {policy.regulatory_percent:g} % better"
        sentences.append(
            f"{listed(partial)}: {between}: a failure for the article and regulators, not Delphi."
        )
    return sentences


def _degree_unknown(not_well: tuple[TrialFinding, ...]) -> str | None:
    unknown = [trial.id for trial in not_well if trial.improvement_percent is None]
    if not unknown:
        return None
    return f"{listed(unknown)}: not remitted, by how much improved is not known: only the article counts it."


def _augmentation(failed: Failures, stage: str, thase: str) -> str | None:
    if not failed.add_ons or stage == thase:
        return None
    ids = listed([trial.id for trial in failed.add_ons])
    return f"The failed add-on ({ids}) is a step on the ladder ({stage}); Thase-Rush ignores it ({thase})."


def _other_classes(failed: Failures, stage: str, thase: str) -> str | None:
    if failed.add_ons or stage == thase or failed.ect:
        return None
    if not failed.groups:
        return f"The ladder gives {stage}, Thase-Rush {thase}: what failed is of no class that it counts."
    groups = listed(sorted(failed.groups))
    return (
        f"From {groups} the ladder gives {stage}, Thase-Rush {thase}: it asks for a TCA beyond two classes."
    )


def _electrodes(failed: Failures, stage: str) -> str | None:
    if stage != "V" or failed.bilateral_ect:
        return None
    return "The failed ECT was not bilateral: enough for the ladder's V, not for Thase-Rush V."


def _repeated_drug(failed: Failures) -> str | None:
    drugs = [trial.treatment for trial in failed.antidepressants]
    if len(set(drugs)) == len(drugs):
        return None
    return "A drug that failed twice counts once in the Maudsley score."


def _add_on_not_adequate(not_adequate: list[TrialFinding]) -> str | None:
    tried = [trial.id for trial in not_adequate if trial.counted_role in ("augmentation", "combination")]
    if not tried:
        return None
    return f"{listed(tried)}: an add-on that was tried but not adequate gives no Maudsley point."


def _ect_not_adequate(failed: Failures, not_adequate: list[TrialFinding]) -> str | None:
    tried = [trial.id for trial in not_adequate if trial.class_group == "ECT"]
    if not tried or failed.ect:
        return None
    return f"{listed(tried)}: an ECT course that was tried but not adequate gives no Maudsley point."
