"""Inputs as controls: what a learner writes beside a name, and the widget that changes it."""

from __future__ import annotations

import ast
import math
from typing import Any

import ipywidgets as widgets

from ..core import Tensor

SLIDER_LAYOUT = {"width": "100%", "min_width": "220px"}


def control(name: str, given: Any) -> widgets.Widget:
    """The control for one input.

    Args:
        name: the input's name, which labels the control.
        given: a number, a range (lo, hi) or (lo, hi, step), an array or list, a Tensor, or any ipywidgets
            control, which is used as it is.

    Raises:
        TypeError, ValueError: if no control can be made of it; the message names the input.
    """
    if isinstance(given, Tensor):
        given = given.detach().numpy() if given.shape else given.item()
    if isinstance(given, widgets.Widget):
        if not given.has_trait("value"):
            raise TypeError(f"{name}: a {type(given).__name__} has no value. Give a slider, a number or (lo, hi).")
        return given
    if isinstance(given, bool):
        return widgets.Checkbox(value=given, description=name)
    if isinstance(given, tuple):
        return _range(name, given)
    if hasattr(given, "tolist"):
        given = given.tolist()
    if isinstance(given, (int, float)):
        return _around(name, float(given))
    if isinstance(given, list):
        return ArrayText(given, description=name)
    raise TypeError(
        f"{name}: cannot make a control of {given!r:.60} ({type(given).__name__}). Give a number, (lo, hi), "
        "(lo, hi, step), an array, or an ipywidgets control."
    )


def _around(name: str, value: float) -> widgets.FloatSlider:
    """A slider around a number: −10 to 10 for everyday numbers, the next power of ten for others."""
    if not math.isfinite(value):
        raise ValueError(f"{name}: a slider cannot start at {value}. Give a finite number or a range (lo, hi).")
    size = abs(value)
    reach = 10.0 if size == 0 or 0.1 <= size <= 10 else 10.0 ** math.ceil(math.log10(size))
    return _slider(name, value, -reach, reach, reach / 100)


def _range(name: str, given: tuple[Any, ...]) -> widgets.FloatSlider:
    """A slider over a given range, starting on the step nearest to the middle."""
    numbers = all(isinstance(n, (int, float)) and math.isfinite(n) for n in given)
    if len(given) not in (2, 3) or not numbers or given[0] >= given[1] or (len(given) == 3 and given[2] <= 0):
        raise ValueError(
            f"{name}: {given!r:.60} is not a range. Write (lo, hi) or (lo, hi, step) with lo < hi and step > 0."
        )
    low, high = float(given[0]), float(given[1])
    step = float(given[2]) if len(given) == 3 else 10.0 ** math.floor(math.log10((high - low) / 50))
    middle = low + round((high - low) / 2 / step) * step
    return _slider(name, min(round(middle, 10), high), low, high, step)


def _slider(name: str, value: float, low: float, high: float, step: float) -> widgets.FloatSlider:
    return widgets.FloatSlider(
        value=value, min=low, max=high, step=step, description=name, description_tooltip=name,
        readout_format=".6", layout=widgets.Layout(**SLIDER_LAYOUT), style={"description_width": "3em"},
    )  # fmt: skip


class ArrayText(widgets.HBox):
    """An array as a line of text that can be edited: [1, 2, 3]. Its `value` is the last good list."""

    def __init__(self, given: list[Any], description: str) -> None:
        from traitlets import Any as AnyTrait

        self.text = widgets.Text(value=str(given), description=description, continuous_update=False)
        super().__init__([self.text])
        self.add_traits(value=AnyTrait(given))
        self.text.observe(self._read, "value")

    def _read(self, change: dict[str, Any]) -> None:
        """Take the text over as it is; what is wrong with it is said where the figure says what is wrong."""
        try:
            self.value = ast.literal_eval(change["new"])
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            self.value = change["new"]
