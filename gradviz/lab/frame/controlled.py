"""A figure with controls by name: they move together, go back, are linked, locked or hidden, and are told as code."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any, ClassVar

import ipywidgets as widgets
import traitlets

from ...language import mark, say
from .as_code import called, is_word, literal, written
from .controls import Controls, reset_button
from .figure import Figure
from .inputs import check_inputs, refuse_misspelt
from .linking import linked

COPY_KEY = ("C", mark("copy the line of code that makes this figure as it is"))


class Controlled(Figure):
    """What figures share that have controls by name. A subclass says in `tick` what a move does.

    Attributes:
        controls: the control of every input, by name.
        values: the inputs as they are, by name: to read, to set, to observe and to link with another figure.
        function: the learner's function or formula; None where the figure has one of its own.
        given: what each input of the function was given.
        copies: whether the figure has a button, and the key C, to copy its line of code.
        back: what its Reset does, in words.
        later: the names of controls that only come with another choice; they too can be locked and hidden.
        apart: what a learner touches beside the controls and nobody can lock or hide, by name, each with the reason.
    """

    values = traitlets.Dict()
    copies: ClassVar[bool] = False
    back: ClassVar[str] = mark("All inputs back to where they started")
    apart: ClassVar[Mapping[str, str]] = {}
    later: frozenset[str] = frozenset()

    def __init__(
        self,
        name: str,
        function: Callable[..., Any] | None,
        given: Mapping[str, Any],
        *,
        controls: Mapping[str, Any] | None = None,
        lock: Iterable[str] = (),
        hide: Iterable[str] = (),
        more: Iterable[widgets.Widget] = (),
        **frame: Any,
    ) -> None:
        """Make the controls.

        Args:
            name: the figure's name.
            function: the learner's function or formula, or None.
            given: what each of its inputs was given.
            controls: the controls, where they are not those of the inputs.
            lock: the inputs whose controls cannot be moved.
            hide: the inputs whose controls are not shown.
            more: controls of the figure's own, after Reset.
            **frame: what Figure takes besides.

        Raises:
            FormulaError, TypeError, ValueError: if the inputs do not fit, or one to lock or hide is not there.
        """
        if function is not None:
            refuse_misspelt(name, function, given)
            check_inputs(function, given)
        self.function, self.given = function, dict(given)
        self.controls = Controls(given if controls is None else controls, self._moved)
        self.options = {
            option: self.controls.chosen(name, option, names, self.apart, self.later)
            for option, names in (("lock", lock), ("hide", hide))
        }
        for key in self.options["lock"] & self.controls.keys():
            self.controls[key].disabled = True
        shown = [each for key, each in self.controls.items() if key not in self.options["hide"]]
        back = [reset_button(self.reset, say(self.back))] if shown else []
        last = [*more, *(self._copying() if self.copies else ())]
        super().__init__(name, self._arranged(shown, back, last), **frame)
        self._tell_values()
        self.observe(self._set_from_outside, "values")

    def _arranged(
        self, shown: list[widgets.Widget], back: list[widgets.Widget], last: list[widgets.Widget]
    ) -> list[widgets.Widget]:
        """The left column: the controls that are shown, Reset (where there are any), and what comes after."""
        return [*shown, *back, *last]

    def is_free(self, name: str) -> bool:
        """Whether a learner may move a control: keys and buttons move no locked or hidden one."""
        return not any(name in names for names in self.options.values())

    def tick(self, moved: str | None = None) -> None:
        """Run everything again with the controls as they are. `moved` is the input that was moved, or None."""
        raise NotImplementedError

    def _moved(self, name: str | None) -> None:
        """A control was moved, or (None) several at once."""
        self._tell_values()
        self.tick(name)

    def _tell_values(self) -> None:
        """Let `values` follow the controls, which it is not to move again."""
        with self.controls.quiet():
            self.values = self.controls.now

    def _set_from_outside(self, change: dict[str, Any]) -> None:
        if self.controls.is_quiet:
            return
        try:
            self._move(change["new"], exactly=False)  # a link's other end may reach further
        except ValueError:
            self._tell_values()
            raise

    # --- what a learner does ---

    def move(self, values: Mapping[str, Any]) -> None:
        """Put several inputs to new values, and run once.

        Raises:
            ValueError: if there is no such input, or its control cannot hold the value.
        """
        self._move(values, exactly=True)

    def _move(self, values: Mapping[str, Any], exactly: bool) -> None:
        self.controls.move(values, exactly=exactly)

    def follow(self, values: Mapping[str, Any]) -> None:
        """Go where a linked figure went, as near as the controls can; what they cannot hold at all is left out."""
        with suppress(ValueError):
            self._move(values, exactly=False)

    def reset(self) -> None:
        """Put every input back to where it started."""
        self.controls.reset()

    def at(self, /, **values: Any) -> Controlled:
        """The same figure with some inputs moved: `gv.explore(f, w=(0, 5)).at(w=3)`.

        Raises:
            ValueError: if there is no such input, or its control cannot hold the value.
        """
        self.move(values)
        return self

    def link(self, other: Controlled, *names: str) -> Callable[[], None]:
        """Let inputs of two figures move together: those of the same names, or those that are named.

        This one takes the values of the other. An input that another structure brings later moves along.

        Returns:
            A function that unlinks them again.

        Raises:
            TypeError: if the other is no figure with inputs.
            ValueError: if the figures have no such input in common.
        """
        if not isinstance(other, Controlled):
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
        return linked(self, other, names)

    def _copying(self) -> list[widgets.Widget]:
        """The button that copies the line of code, and the place where the line is shown."""
        button = widgets.Button(
            description=say("Copy state"), tooltip=say("The line of code that makes this figure as it is"), icon="copy"
        )
        button.on_click(lambda _: self.copy())
        self.line = widgets.Text(disabled=False, description="", layout={"display": "none", "width": "auto"})
        self.line.add_class("gv-code")
        return [button, self.line]

    def copy(self) -> str:
        """Show the line of code that makes this figure as it is, and put it on the page's clipboard."""
        self.line.value, self.line.layout.display = self.code, "flex"
        self.diagram.copied = ""
        self.diagram.copied = self.code
        return self.code

    def pressed(self, key: str) -> None:
        """C copies the state, in a figure that has the button."""
        if key == "c" and self.copies:
            self.copy()

    # --- as code ---

    def first(self) -> list[str]:
        """What stands before the keywords in the line of code."""
        return [] if self.function is None else [called(self.function)]

    def chosen(self) -> dict[str, Any]:
        """What the figure's own options are now, by name, for `code`."""
        return {}

    @property
    def code(self) -> str:
        """The line of Python that makes this figure as it stands now."""
        inputs = {key: written(value, self.values.get(key)) for key, value in self.given.items()}
        parts = [*self.first()]
        if all(map(self._is_keyword, inputs)):
            parts += [f"{key}={text}" for key, text in inputs.items()]
        else:
            parts += [f"inputs={{{', '.join(f'{key!r}: {text}' for key, text in inputs.items())}}}"]
        parts += [f"{option}={literal(value)}" for option, value in self.chosen().items()]
        parts += [f"{option}={sorted(names)}" for option, names in self.options.items() if names]
        return f"gv.{type(self).__name__.lower()}({', '.join(parts)}){self.controls.moves()}"

    def _is_keyword(self, name: str) -> bool:
        """Whether an input can be given as `name=` to this figure: no word of Python's, and no option."""
        public = getattr(import_module("gradviz.lab"), type(self).__name__.lower())
        return is_word(name) and name not in inspect.signature(public).parameters
