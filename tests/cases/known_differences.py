"""Where a worked case and the clinical reference contradict each other, and which was followed and why.

``(case id, what differs) -> reason``; the reference is followed, the case is kept as it is.
"""

KNOWN_DIFFERENCES: dict[tuple[str, str], str] = {}
