"""The only place that simulates how colours look to the colour-blind, and how far apart two then are.

Dichromacy after Viénot, Brettel and Mollon 1999 (deuteranopia, protanopia) and the tritanopia matrix of
Machado, Oliveira and Fernandes 2009, on linear light; achromatopsia by luminance. Distances are CIE 1976.
"""

from __future__ import annotations

from collections.abc import Mapping

Colour = tuple[float, float, float]
Matrix = tuple[Colour, Colour, Colour]

SIGHTS: Mapping[str, Matrix] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranopia": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
    "protanopia": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "achromatopsia": ((0.2126, 0.7152, 0.0722), (0.2126, 0.7152, 0.0722), (0.2126, 0.7152, 0.0722)),
}
_XYZ: Matrix = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)


def distance(one: str, other: str, sight: str = "normal") -> float:
    """How far apart two colours such as ``#0b5a8c`` look: about 2 is just seen, 10 at a glance."""
    a, b = (_lab(_times(SIGHTS[sight], _linear(colour))) for colour in (one, other))
    return float(sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5)


def _linear(colour: str) -> Colour:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def _times(matrix: Matrix, colour: Colour) -> Colour:
    a, b, c = (min(1.0, max(0.0, sum(x * y for x, y in zip(row, colour, strict=True)))) for row in matrix)
    return a, b, c


def _lab(colour: Colour) -> Colour:
    x, y, z = (_bent(part / white) for part, white in zip(_times(_XYZ, colour), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _bent(value: float) -> float:
    return float(value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116)
