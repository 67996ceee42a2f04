"""A figure whose inputs have controls: every move runs the learner's function forward and backward again."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any

import ipywidgets as widgets
import traitlets

from ...core import Tensor
from ...core.advice.anomaly import unsaid
from ...language import say
from ...recording import Formula, Recording, watch
from ...recording.running import run
from .controls import control
from .figure import Figure
from .inputs import check_inputs, refuse_misspelt


class Live(Figure):
    """What figures with sliders share. A subclass says in `ran` what it shows of a run.

    Attributes:
        controls: the control of every input, by name.
        values: the inputs as they are, by name: to read, to set, to observe and to link with another figure.
        function: what runs.
    """

    values = traitlets.Dict()

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        given: Mapping[str, Any],
        *,
        lock: Iterable[str] = (),
        hide: Iterable[str] = (),
        more: Iterable[widgets.Widget] = (),
        **frame: Any,
    ) -> None:
        """Make the controls.

        Args:
            name: the figure's name.
            function: the learner's function or formula.
            given: what each input was given.
            lock: the inputs whose controls cannot be moved.
            hide: the inputs whose controls are not shown.
            more: controls of the figure's own, after Reset.
            **frame: what Figure takes besides.

        Raises:
            FormulaError, TypeError, ValueError: if the inputs do not fit, or one to lock or hide is not there.
        """
        refuse_misspelt(name, function, given)
        check_inputs(function, given)
        self.function, self.given = function, dict(given)
        self.controls = {key: control(key, value) for key, value in given.items()}
        self.options = {"lock": self._chosen(name, "lock", lock), "hide": self._chosen(name, "hide", hide)}
        for key in self.options["lock"]:
            self.controls[key].disabled = True
        self._start = {key: each.value for key, each in self.controls.items()}
        self._moving = False
        reset = widgets.Button(
            description=say("Reset"), tooltip=say("All inputs back to where they started"), icon="undo"
        )
        reset.on_click(lambda _: self.reset())
        shown = [each for key, each in self.controls.items() if key not in self.options["hide"]]
        super().__init__(name, [*shown, *([reset] if shown else []), *more], **frame)
        for key, each in self.controls.items():
            each.observe(lambda _, moved=key: self.tick(moved), "value")
        self.values = dict(self._start)
        self.observe(self._set_from_outside, "values")

    def _chosen(self, caller: str, option: str, names: Iterable[str]) -> set[str]:
        """The inputs that an option names."""
        chosen = {names} if isinstance(names, str) else set(names)
        unknown = sorted(map(str, chosen - set(self.controls)))
        if unknown:
            raise ValueError(
                f"{caller}(..., {option}={unknown}): no such input. The inputs are: {', '.join(self.controls)}."
            )
        return chosen

    def ran(self, output: Tensor, recording: Recording, moved: str | None) -> None:
        """Show a run. `moved` is the input whose move it was, or None."""

    def chosen(self) -> dict[str, Any]:
        """What the figure's own options are now, by name, for `code`."""
        return {}

    def tick(self, moved: str | None = None) -> None:
        """Run the function forward and backward on the inputs as they are, and show what happened."""
        if self._moving:
            return
        now = {key: each.value for key, each in self.controls.items()}
        self._moving = True  # `values` follows; it is not to move the controls again
        try:
            self.values = now
        finally:
            self._moving = False

        def forward_and_backward() -> tuple[Tensor, Recording]:
            with unsaid():  # the picture names the node in which inf or nan was born
                output = run(self.function, now)
                return output, watch(output)

        done = self.attempt(forward_and_backward, self.function)
        if done is not None:
            self.ran(*done, moved)

    def move(self, values: Mapping[str, Any]) -> None:
        """Put several inputs to new values, and run once.

        Raises:
            ValueError: if there is no such input.
        """
        unknown = [str(key) for key in values if key not in self.controls]
        if unknown:
            raise ValueError(
                f"cannot move {', '.join(unknown)}: this figure has no such input. "
                f"Move one of those it has: {', '.join(self.controls)}."
            )
        self._moving = True
        try:
            for key, value in values.items():
                self.controls[key].value = value
        except traitlets.TraitError as error:
            text = f"cannot move {key} to {value!r:.40}: its control cannot hold that ({error!s:.120})"
            raise ValueError(text) from None
        finally:
            self._moving = False
        self.tick()

    def _set_from_outside(self, change: dict[str, Any]) -> None:
        if not self._moving:
            self.move(change["new"])

    def reset(self) -> None:
        """Put every input back to where it started."""
        self.move(self._start)

    def at(self, /, **values: Any) -> Live:
        """The same figure with some inputs moved: `gv.explore(f, w=(0, 5)).at(w=3)`.

        Raises:
            ValueError: if there is no such input.
        """
        self.move(values)
        return self

    def link(self, other: Live, *names: str) -> Callable[[], None]:
        """Let inputs of two figures move together: those of the same names, or those that are named.

        Returns:
            A function that unlinks them again.

        Raises:
            TypeError: if the other is no figure with inputs.
            ValueError: if the figures have no such input in common.
        """
        if not hasattr(other, "controls"):  # what has them is a figure, if not always a Live one
            raise TypeError(
                f"cannot link to {type(other).__name__}: it has no inputs by name. "
                "Give a figure with sliders of its own, such as gv.explore(f, x=2)."
            )
        common = [key for key in self.controls if key in other.controls]
        missing = [key for key in names if key not in common] or ([] if common else [" "])
        if missing:
            raise ValueError(
                f"nothing to link: {', '.join(missing).strip() or 'no input'} is in both figures. "
                f"These have {', '.join(self.controls)} and {', '.join(other.controls)}."
            )
        links = [
            traitlets.link((other.controls[key], "value"), (self.controls[key], "value")) for key in names or common
        ]
        return lambda: [each.unlink() for each in links] and None

    @property
    def code(self) -> str:
        """The line of Python that makes this figure as it stands now."""
        written = {key: _written(value, self.controls[key].value) for key, value in self.given.items()}
        parts = [_called(self.function)]
        if all(map(self._is_keyword, written)):
            parts += [f"{key}={text}" for key, text in written.items()]
        else:
            parts += [f"inputs={{{', '.join(f'{key!r}: {text}' for key, text in written.items())}}}"]
        parts += [f"{option}={value!r}" for option, value in self.chosen().items()]
        parts += [f"{option}={sorted(names)}" for option, names in self.options.items() if names]
        return f"gv.{type(self).__name__.lower()}({', '.join(parts)}){self._moves()}"

    def _is_keyword(self, name: str) -> bool:
        """Whether an input can be given as `name=` to this figure: no word of Python's, and no option."""
        public = getattr(import_module("gradviz.lab"), type(self).__name__.lower())
        return _is_word(name) and name not in inspect.signature(public).parameters

    def _moves(self) -> str:
        """What brings the inputs from where they started to where they are."""
        moved = {key: _short(each.value) for key, each in self.controls.items() if each.value != self._start[key]}
        if not moved:
            return ""
        if all(map(_is_word, moved)):
            return f".at({', '.join(f'{key}={value!r}' for key, value in moved.items())})"
        return f".at(**{moved!r})"


def _called(function: Any) -> str:
    """A learner's function as it is written; one without a name is called f."""
    if isinstance(function, Formula):
        return repr(function.text)
    name = getattr(function, "__name__", "f")
    return name if _is_word(name) else "f"


def _is_word(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


def _short(value: Any) -> Any:
    """A slider's number without what binary fractions put behind it, 3.2 for 3.1999999999999993."""
    return float(f"{value:.12g}") if isinstance(value, float) else value


def _written(given: Any, now: Any) -> str:
    """What was given for an input, as Python; for what has no such form, the value now."""
    given = _plain(given)
    return repr(given if isinstance(given, (bool, int, float, str, tuple, list)) else _plain(now))


def _plain(value: Any) -> Any:
    """A value without numpy's types, which a line of Python could not read."""
    if isinstance(value, (tuple, list)):
        return type(value)(map(_plain, value))
    return value.tolist() if hasattr(value, "tolist") else value
