"""The only place for how the id of a trial stands in an address and in the name of a field.

A record file may call a trial anything ("a/b", ".."). Letters, digits and ``_`` stand for themselves, any
other sign as ``~`` and the two hexadecimal digits of each of its bytes: "T1" is "T1", "a/b" is "a~2fb".
"""

from __future__ import annotations

import re

_OTHER = re.compile(r"[^A-Za-z0-9_]")
_HIDDEN = re.compile(r"(?:[A-Za-z0-9_]|~[0-9a-f]{2})+")


def address_of(label: str) -> str:
    return _OTHER.sub(lambda sign: "".join(f"~{byte:02x}" for byte in sign[0].encode()), label)


def label_of(address: str) -> str:
    """``ValueError`` if no label is written so."""
    if not _HIDDEN.fullmatch(address):
        raise ValueError(address)
    plain = re.sub(rb"~([0-9a-f]{2})", lambda found: bytes.fromhex(found[1].decode()), address.encode())
    return plain.decode()


class LabelConverter:
    """For addresses: ``<trial_label:label>``."""

    regex = r"[^/]+"

    def to_python(self, value: str) -> str:
        return label_of(value)

    def to_url(self, value: str) -> str:
        return address_of(value)
