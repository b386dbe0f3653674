"""Where a worked case and the clinical reference contradict each other, and which was followed and why.

``(case id, what differs) -> reason``; the reference is followed, the case is kept as it is.
"""

KNOWN_DIFFERENCES: dict[tuple[str, str], str] = {
    ("NS-25", "derived.two_trial_definition"): "bipolar confirmed: definitions false (staging.md 0)",
    ("NS-45", "derived.outcome"): "an endpoint above remission, no baseline: unspecified (adequacy.md 6)",
    ("NS-45", "derived.two_trial_definition"): "one trial is recorded: it cannot be two, whatever it was",
}
