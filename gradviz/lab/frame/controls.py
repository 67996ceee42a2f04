"""Inputs as controls: what a learner writes beside a name, the widget that changes it, and all of a figure at once."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from numbers import Real
from typing import Any

import ipywidgets as widgets
import traitlets

from ...core import Tensor
from ...language import say
from .array_text import ArrayText
from .as_code import differ, is_word, literal, plain, shortened
from .sliders import Slider, around, within


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
        return within(name, given)
    if hasattr(given, "tolist"):
        given = given.tolist()
    if isinstance(given, Real):
        return around(name, given)
    if isinstance(given, list):
        return ArrayText(given, description=name)
    raise TypeError(
        f"{name}: cannot make a control of {given!r:.60} ({type(given).__name__}). Give a number, (lo, hi), "
        "(lo, hi, step), an array, or an ipywidgets control."
    )


class Controls(dict[str, Any]):
    """The controls of a figure by name: read, moved and put back together, and heard of in one place.

    Attributes:
        start: the values with which they began.
        moved: is called with the name of the control that was moved; with None after several were at once.
        is_quiet: whether moves are not told just now.
    """

    def __init__(self, given: Mapping[str, Any], moved: Callable[[str | None], None]) -> None:
        """Make a control for each input.

        Args:
            given: by name, what `control` takes.
            moved: what is to be called after a move.
        """
        super().__init__({name: control(name, value) for name, value in given.items()})
        self.start, self.is_quiet = self.now, False
        self.moved, self._made = moved, [each for name, each in self.items() if each is not given[name]]
        for each in self.values():
            each.observe(self._heard, "value")

    @property
    def now(self) -> dict[str, Any]:
        """The values as they are, by name."""
        return {name: each.value for name, each in self.items()}

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """While this lasts, moves are not told."""
        before, self.is_quiet = self.is_quiet, True
        try:
            yield
        finally:
            self.is_quiet = before

    def move(self, values: Mapping[str, Any], *, exactly: bool = True) -> None:
        """Put several to new values and tell it once; where one cannot hold its value, all stay as they were.

        Args:
            values: by name.
            exactly: whether a slider must hold its value; else it goes as near as it can.

        Raises:
            ValueError: if there is no such control, or it cannot hold the value.
        """
        unknown = [str(name) for name in values if name not in self]
        if unknown:
            raise ValueError(
                f"cannot move {', '.join(unknown)}: this figure has no such control. "
                f"{self.meant(unknown[0])}Move one of those it has: {', '.join(self) or 'none'}."
            )
        before = self.now
        with self.quiet():
            try:
                for name in [each for each in self if each in values]:  # in their own order: one may be another's limit
                    _put(name, self[name], plain(values[name]), exactly)
            except ValueError:
                for name, value in before.items():
                    self[name].value = value
                raise
        self.moved(None)

    def reset(self) -> None:
        """Put all back to where they started."""
        self.move(self.start)

    def chosen(
        self, caller: str, option: str, names: Iterable[str], apart: Mapping[str, str], later: Iterable[str] = ()
    ) -> set[str]:
        """The controls that an option of a figure names.

        Args:
            caller: the figure's public name.
            option: the option's name.
            names: what it was given.
            apart: what a learner touches too and no option takes, each with the reason.
            later: the names of controls that are not there yet.

        Raises:
            TypeError: if these are no names.
            ValueError: if one is not there, or is no control that an option takes.
        """
        try:
            found = {names} if isinstance(names, str) else set(names)
        except TypeError:
            raise TypeError(
                f"{caller}(..., {option}={names!r:.40}): it takes names of controls, and this is of type "
                f"{type(names).__name__}. Write {option}={list(self)[:1]}."
            ) from None
        unknown = sorted(map(str, found - {*self, *later}))
        if unknown and unknown[0] in apart:
            raise ValueError(
                f"{caller}(..., {option}={unknown[:1]}): it cannot be locked or hidden, for {apart[unknown[0]]}. "
                f"The controls that can are: {', '.join(self)}."
            )
        if unknown:
            raise ValueError(
                f"{caller}(..., {option}={unknown}): there is no such control. {self.meant(unknown[0])}"
                f"The controls are: {', '.join(self) or 'none'}."
            )
        return found

    def meant(self, name: str) -> str:
        """The question after the control that is meant by a misspelt name; "" where none is near."""
        near = difflib.get_close_matches(name, map(str, self), n=1)
        return f"Did you mean {near[0]!r}? " if near else ""

    def moves(self) -> str:
        """What brings a figure's controls from where they started to where they are, as Python: `.at(x=3.0)`."""
        moved = {name: shortened(each.value) for name, each in self.items() if differ(each.value, self.start[name])}
        if not moved:
            return ""
        if all(map(is_word, moved)):
            return f".at({', '.join(f'{name}={literal(value)}' for name, value in moved.items())})"
        return f".at(**{literal(moved)})"

    def exchange(self, gone: Iterable[str], given: Mapping[str, Any]) -> list[widgets.Widget]:
        """Take other controls in the place of some; nothing is told.

        Args:
            gone: the names of those that go.
            given: by name, what `control` takes.

        Returns:
            Those that are to be closed, once nobody shows them any more.
        """
        made = {name: control(name, value) for name, value in given.items()}
        old = [self.pop(name) for name in gone]
        for each in old:
            each.unobserve(self._heard, "value")
        closing = [each for each in old if each in self._made]
        self._made = [each for each in self._made if each not in closing]
        self._made += [each for name, each in made.items() if each is not given[name]]
        self.update(made)
        self.start = {name: self.start[name] for name in self if name in self.start and name not in made}
        for name, each in made.items():
            self.start[name] = each.value
            each.observe(self._heard, "value")
        return closing

    def _heard(self, change: dict[str, Any]) -> None:
        if not self.is_quiet:
            self.moved(next(name for name, each in self.items() if each is change["owner"]))


def _put(name: str, made: Any, value: Any, exactly: bool) -> None:
    """Put a control to a value.

    Raises:
        ValueError: if it cannot hold it.
    """
    what = f"cannot move {name} to {value!r:.40}: its control cannot hold that"
    is_slider = hasattr(made, "min") and isinstance(value, Real)
    try:
        if is_slider and not math.isfinite(value):
            raise traitlets.TraitError("it is not finite")
        if isinstance(made, Slider):
            made.put(value)
        else:
            made.value = value
    except traitlets.TraitError as error:
        raise ValueError(f"{what} ({error!s:.120}). Give a value of its own kind.") from None
    if not (exactly and is_slider):
        return  # a slider goes as near as it can
    if not math.isclose(made.value, value, rel_tol=1e-9, abs_tol=1e-9 * (made.max - made.min)):  # code has 12 digits
        raise ValueError(f"{what}, only {made.value!r}. Stay inside its range, or make the figure with a wider one.")


def reset_button(reset: Callable[[], None], tooltip: str) -> widgets.Button:
    """The button that puts things back."""
    button = widgets.Button(description=say("Reset"), tooltip=tooltip, icon="undo")
    button.on_click(lambda _: reset())
    return button


def close(made: widgets.Widget) -> None:
    """Close a control that is not needed any more, with the widgets that it is made of."""
    for part in (*getattr(made, "children", ()), getattr(made, "style", None), made.layout):
        if isinstance(part, widgets.DOMWidget):
            close(part)
        elif part is not None:
            part.close()
    made.close()
