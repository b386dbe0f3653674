"""The only place for signs that nobody sees: two names that look the same must be the same.

Control signs, half characters, marks of direction, zero widths and the byte order mark; in a name a tab or a
line end, too. What stands where a file was read in the wrong encoding is seen, but not read.
"""

from __future__ import annotations

import re

UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
UNREADABLE = "\ufffd"
