"""A slip: the rule is right, and one number on the way is not. Modelled apart from the wrong rules."""

from __future__ import annotations

import math

from .nearness import matches

ONE_OFF, NEAR, SWAPPED = "one off", "ten per cent off", "digits swapped"
TENTH = 0.105
"""So far from the right number is still near it."""


def slips_of(number: float) -> list[tuple[str, float]]:
    """What a learner who slips may give instead of a number: one off, ten per cent off, two digits swapped.

    Example:
        >>> [number for _, number in slips_of(24.0)]
        [23.0, 25.0, 21.6, 26.4, 42.0]
    """
    found = [(ONE_OFF, number - 1), (ONE_OFF, number + 1)]
    found += [(NEAR, float(f"{number * factor:.6g}")) for factor in (0.9, 1.1) if number]
    return found + [(SWAPPED, other) for other in _swapped(number)]


def _swapped(number: float) -> list[float]:
    """The number with two neighbouring digits swapped, in each way that changes it."""
    text = f"{number:.0f}" if number == round(number) and abs(number) < 1e15 else f"{number:.4g}"
    if "e" in text or not math.isfinite(number):
        return []
    places = [k for k, letter in enumerate(text) if letter.isdigit()]
    found = []
    for one, two in zip(places, places[1:], strict=False):
        letters = list(text)
        letters[one], letters[two] = letters[two], letters[one]
        other = float("".join(letters))
        if other != number and other not in found:
            found.append(other)
    return found


def slip_in(typed: float, right: float) -> str | None:
    """Which slip makes the typed number of the right one, or None.

    Example:
        >>> slip_in(34.0, 33.0), slip_in(1.1, 1.0806), slip_in(414.0, 144.0), slip_in(27.0, 33.0)
        ('one off', 'ten per cent off', 'digits swapped', None)
    """
    if not math.isfinite(right) or typed * right < 0:
        return None
    if abs(right) > 2 and (matches(typed, right - 1) or matches(typed, right + 1)):  # beside 2, 1 or 0.1 it is not near
        return ONE_OFF
    if any(matches(typed, other) for other in _swapped(right)):
        return SWAPPED
    return NEAR if abs(typed - right) <= TENTH * abs(right) else None
