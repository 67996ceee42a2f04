"""Sliders that hold the number they are put to.

The page brings a slider's number to a whole step and sends that back as if somebody had moved it: 1.25 put into a
slider with steps of 0.1 would become 1.2 as soon as it is shown. So its steps are made as fine as its number needs.
"""

from __future__ import annotations

import math
from collections import deque
from numbers import Real
from typing import Any

import ipywidgets as widgets

LARGEST = 1e15
"""The largest size of a slider's number: beyond it steps are lost in rounding."""
SMALLEST = 1e-300
"""The smallest reach of a slider: a hundredth of less may be no float64."""

SLIDER_LAYOUT = {"width": "100%", "min_width": "220px"}
FINER = 6
"""A step becomes this many powers of ten finer at the most; what is left of a number then is below what is shown."""


class Slider(widgets.FloatSlider):
    """A slider whose steps become finer for a number that lies between two of them, and what they were after it.

    Attributes:
        own_step: the step that it was made with.

    Example:
        >>> slider = Slider(2.0, min=0, max=5, step=0.1).put(1.25)
        >>> slider.value, slider.step
        (1.25, 0.01)
    """

    def __init__(self, value: float, **options: Any) -> None:
        super().__init__(value=value, **options)
        self.own_step = self.step

    def put(self, value: float) -> Slider:
        """Go to a number, as near as the range allows, and let the page be able to hold it."""
        with self.hold_sync():
            self.value = value
            self.step = fine_enough(self.value, self.min, self.max, self.own_step)
        return self


class Follower(Slider):
    """A slider that stands where a number is, until a hand moves it elsewhere.

    It stands on the step nearest to the number. What the page sends back of that is not taken for the hand's wish,
    though it may differ in the last digit, or come when the number has gone on.

    Attributes:
        in_hand: whether the hand is on it, and the page says so: then all that comes is the hand's.
    """

    def __init__(self, value: float, **options: Any) -> None:
        self.in_hand, self._stood = False, deque([value], maxlen=100)
        super().__init__(value, **options)
        self.add_class("gv-follower")

    def follow(self, value: float) -> None:
        """Stand on the step nearest to a number."""
        self.in_hand = False
        step = self.own_step
        self._stood.append(round(round(value / step) * step, 10))
        self.put(self._stood[-1])

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take over what the page sends, but for what it only sends back."""
        near = [stood for stood in self._stood if abs(sync_data.get("value", math.inf) - stood) < 1e-6 * self.own_step]
        if near and not self.in_hand:
            sync_data = {name: each for name, each in sync_data.items() if name != "value"}
        super().set_state(sync_data)


def fine_enough(value: float, low: float, high: float, step: float) -> float:
    """The step, or the first of its tenths, hundredths ... that brings a slider from `low` to a number."""
    if value in (low, high):
        return step
    steps = [float(f"{step / 10**k:.12g}") for k in range(FINER + 1)]
    return next((each for each in steps if _whole((value - low) / each)), steps[-1])


def _whole(count: float) -> bool:
    return abs(count - round(count)) <= max(1e-6, 1e-12 * abs(count))


def low_end(value: float, low: float, step: float) -> float:
    """The first number at or below `low` from which whole steps lead to a number."""
    return value - math.ceil((value - low) / step - 1e-9) * step


def around(name: str, number: Real) -> Slider:
    """A slider around a number: −10 to 10 for everyday numbers, the next power of ten for others.

    Raises:
        ValueError: if no slider can hold it; the message names the input.
    """
    value = _finite(name, number)
    size = abs(value)
    reach = 10.0 if size < SMALLEST or 0.1 <= size <= 10 else 10.0 ** math.ceil(math.log10(size))
    step = reach / 100
    low = round(low_end(value, -reach, step), 9 - math.floor(math.log10(reach)))
    return _slider(name, value, low, max(value, low + 2 * reach), step)


def within(name: str, given: tuple[Any, ...]) -> Slider:
    """A slider over a given range, starting on the step nearest to the middle.

    Raises:
        ValueError: if it is no range, or none that a slider can hold; the message names the input.
    """
    fits = len(given) in (2, 3) and all(isinstance(n, Real) for n in given)
    numbers = [_finite(name, n) for n in given] if fits else []
    if not fits or numbers[1] - numbers[0] < SMALLEST or (len(numbers) == 3 and numbers[2] <= 0):
        raise ValueError(
            f"{name}: {given!r:.60} is not a range. Write (lo, hi) or (lo, hi, step) with lo < hi and step > 0."
        )
    low, high = numbers[:2]
    step = numbers[2] if len(numbers) == 3 else 10.0 ** math.floor(math.log10((high - low) / 50))
    step = max(step, (high - low) * 1e-12)  # more steps than these nobody can go, nor count
    middle = low + round((high - low) / 2 / step) * step
    return _slider(name, min(round(middle, 10), high), low, high, step)


def _finite(name: str, number: Real) -> float:
    """The number as a float that a slider can hold."""
    try:
        value = float(number)
    except OverflowError:
        value = math.inf
    if not abs(value) <= LARGEST:
        raise ValueError(
            f"{name}: a slider cannot hold {number!r:.30}; it works with finite numbers up to {LARGEST:g}. "
            "Give a smaller number, or compute the large one inside the function."
        )
    return value


def _slider(name: str, value: float, low: float, high: float, step: float) -> Slider:
    return Slider(
        value, min=low, max=high, step=step, description=name, tooltip=name,
        readout_format=".6", layout=widgets.Layout(**SLIDER_LAYOUT), style={"description_width": "3em"},
    )  # fmt: skip
