"""`jacobian`: all slopes of a vector function as a heat map, and softmax with cross entropy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from numbers import Integral
from typing import Any

import ipywidgets as widgets
import numpy as np

from ...core import FUNCTIONS, Tensor, tensor
from ...core.advice.anomaly import unsaid
from ...language import mark, say
from ...nn.functional import cross_entropy
from ...pictures.numbers import MINUS, short
from ...recording import Formula, Recording, watch
from ...recording.tape import tape
from ..frame.as_code import called
from ..frame.controls import control
from ..plotting.chart import Chart, level, slot, wide
from .gauges import as_floats

MOST = 12
"""So many rows and columns a heat map has at most: with more, no number in it could be read."""


def jacobian(
    f: Any = None,
    /,
    x: Any = None,
    *,
    target: int | None = None,
    lock: Iterable[str] = (),
    hide: Iterable[str] = (),
) -> Jacobian:
    """Show every slope of a vector function, ∂yᵢ/∂xⱼ, as a heat map that follows sliders.

    Without a function it is softmax, whose Jacobian is diag(p) − p pᵀ, with the cross entropy −ln p[target] that
    is put on top of it: one backward pass through the pair gives p − y, where y is 1 for the target and else 0.

    Args:
        f: a function of one vector that returns a vector, or a formula of one input as text; or, for softmax, the
            logits, [1, 2, 3] if nothing is given.
        x: where the function is looked at, at most 12 numbers.
        target: the true class, counted from 0; None for the last one (softmax alone).
        lock: the names of controls that are shown and cannot be moved: "x0", "x1" and so on, "target".
        hide: the names of controls that are not shown.

    Returns:
        A widget; Jupyter shows it. `.matrix` is the Jacobian, `.recording` the run behind the figure, `.at(x0=3)`
        moves controls, `.code` is the line that makes the figure as it is.

    Raises:
        FormulaError: if the text is not a formula.
        TypeError, ValueError: if x is no vector of 1 to 12 numbers, or there is no such class.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.jacobian()
        >>> figure.matrix.round(6)[0]
        array([ 0.081925, -0.022033, -0.059892])
        >>> gv.jacobian(lambda x: x**2, [1.0, 3.0]).matrix
        array([[2., 0.],
               [0., 6.]])
        >>> figure.at(x0=3).code
        'gv.jacobian([1.0, 2.0, 3.0]).at(x0=3.0)'
    """
    f = _formula(f) if isinstance(f, str) else f
    if callable(f) and x is None:
        raise TypeError(
            "jacobian(f) of a function needs the place where it is looked at. Write jacobian(f, [1.0, 2.0])."
        )
    if not callable(f):
        if x is not None and f is not None:
            raise TypeError(
                f"jacobian() expects a function before the vector, got {f!r:.60}. Write jacobian(f, [1.0, 2.0]), or "
                "jacobian([1.0, 2.0]) for softmax of these logits."
            )
        f, x = None, next(given for given in (f, x, (1.0, 2.0, 3.0)) if given is not None)
    numbers = as_floats(x)
    if numbers is None or numbers.ndim != 1 or not 1 <= numbers.size <= MOST or not np.isfinite(numbers).all():
        raise ValueError(
            f"jacobian() shows functions of a vector of 1 to {MOST} finite numbers, got {x!r:.60}. Give a list such as "
            "[1.0, 2.0, 3.0]."
        )
    return Jacobian(f, numbers, _class(f, target, numbers.size), lock=lock, hide=hide)


def _formula(text: str) -> Formula:
    """A formula of one input.

    Raises:
        TypeError: if it has several.
    """
    formula = Formula(text)
    if len(formula.inputs) != 1:
        raise TypeError(
            f"jacobian() takes a function of one vector; the inputs of {text!r:.40} are {', '.join(formula.inputs)}. "
            "Write a formula of one input, such as jacobian('z = x**2; y = z*sum(x)', [1.0, 2.0])."
        )
    return formula


def _class(f: Any, target: Any, count: int) -> int | None:
    """The class that was chosen, as a plain number; None for the last one.

    Raises:
        TypeError: if a function of the learner's own was given one.
        ValueError: if there is no such class.
    """
    if target is None:
        return None
    if f is not None:
        raise TypeError(f"jacobian(f, x, target={target!r:.40}): a target belongs to softmax, and you gave a function.")
    if isinstance(target, bool) or not isinstance(target, Integral) or not 0 <= target < count:
        raise ValueError(
            f"target={target!r:.40} is no class: they are counted from 0 to {count - 1}. Choose one of them."
        )
    return int(target)


class Jacobian(Chart):
    """The figure that `jacobian` returns.

    Attributes:
        controls: the sliders "x0", "x1", ... and, for softmax, "target".
        matrix: the Jacobian as an array; row i is output i.
    """

    title = mark("Jacobian")
    idea = mark("A function from a vector to a vector has one slope for each pair of output and input.")

    def __init__(self, f: Callable[[Tensor], Tensor] | None, x: Any, target: int | None, **options: Any) -> None:
        self.f, self.matrix = f, np.zeros((0, 0))
        self._x, self._target = x.tolist(), target
        self._letter = letter = "z" if f is None else f.inputs[0] if isinstance(f, Formula) else "x"
        controls: dict[str, widgets.Widget] = {}
        for k, value in enumerate(x):
            controls[f"x{k}"] = control(f"{letter}{_sub(k)}", float(value))
        if f is None:
            classes = [(say("class {number}", number=k + 1), k) for k in range(len(x))]
            controls["target"] = widgets.Dropdown(
                options=classes, value=len(x) - 1 if target is None else target, description=say("target"),
                layout={"width": "auto"}, style={"description_width": "4em"},
            )  # fmt: skip
        super().__init__("jacobian", None, {}, controls=controls, **options)
        self.tick()

    def first(self) -> list[str]:
        """The function, if it is not softmax, and the vector."""
        return [*([] if self.f is None else [called(self.f)]), repr(self._x)]

    def chosen(self) -> dict[str, Any]:
        """The class that was chosen, for the line of code that makes this figure."""
        return {} if self._target is None else {"target": self._target}

    def tick(self, moved: str | None = None) -> None:
        """Compute the Jacobian, one backward pass a row, and show it."""
        now = self.controls.now
        x = np.array([now[name] for name in now if name != "target"])
        done = self.attempt(lambda: self._slopes(x, now.get("target", 0)), self.f)
        if done is None:
            return
        values, self.matrix, recording = done
        caption = self._caption(values, x, moved)
        texts, panel = self._table(values)
        if self.f is None:
            more, pair = self._pair(values, recording, len(texts))
            texts, panel = texts + more, panel + pair
        self.tell(recording, texts, caption, panel)

    def _slopes(self, x: Any, target: int) -> tuple[Any, Any, Recording]:
        """The function's values, its Jacobian, and the recorded run: through the cross entropy, or the sum."""
        f = self.f or (lambda z: FUNCTIONS["softmax"](z, dim=0).named("p"))
        leaf = tensor(x, requires_grad=True, name=self._letter)
        with unsaid():
            output = f(**{self._letter: leaf}) if isinstance(f, Formula) else f(leaf)
            _check(output)
            matrix = _rows(output, leaf)
            loss = cross_entropy(leaf, tensor(target)).named("L") if self.f is None else output.sum()
            recording = watch(loss)
        return np.atleast_1d(output.detach().numpy()), matrix, recording

    def _table(self, values: Any) -> tuple[list[str], str]:
        """The heat map: a row for each output, its slopes for every input, its value and the row's sum."""
        letters = ("p" if self.f is None else "y", self._letter)
        largest = float(np.nanmax(np.abs(self.matrix), initial=0.0, where=np.isfinite(self.matrix)))
        texts: list[str] = []
        rows = []
        for i, row in enumerate(self.matrix):
            cells = [_cell(texts, number, largest) for number in row]
            first = len(texts)
            texts += [short(values[i]), *([short(_sum(row))] if self.f is None else [])]
            ends = "".join(slot(k) for k in range(first, len(texts)))
            rows.append(f'<tr><th scope="row">{letters[0]}{_sub(i)}</th>{"".join(cells)}{ends}</tr>')
        heads = "".join(f'<th scope="col">∂{escape(letters[1])}{_sub(j)}</th>' for j in range(self.matrix.shape[1]))
        whole = say("The Jacobian: row i, column j is ∂yᵢ/∂{x}ⱼ", x=letters[1])
        name = say("The Jacobian diag(p) − p pᵀ") if self.f is None else whole
        total = f'<th scope="col">{say("row sum")}</th>' if self.f is None else ""
        head = f'<th scope="col">∂</th>{heads}<th scope="col">{say("value")}</th>{total}'
        legend = escape(f"{name}. {say('Purple and + is up, orange and − is down.')}")
        inside = f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody>"
        return texts, f"<p>{legend}</p>" + wide(name, inside, "gv-heat")

    def _pair(self, p: Any, recording: Recording, start: int) -> tuple[list[str], str]:
        """Softmax and cross entropy as a pair: the loss, and the gradient of the logits, p − y."""
        gradient = recording.gradient("z")
        target = self.controls["target"].value
        y = np.eye(len(p))[target]
        largest = float(np.abs(gradient).max())
        loss = recording.frame().values[recording.graph.output]
        texts = [short(loss)]
        lines = []
        for name, row, most in (("p", p, None), ("y", y, None), ("∂L/∂z = p − y", gradient, largest)):
            cells = [_cell(texts, number, most, start) for number in row]
            lines.append(f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>')
        heads = "".join(f'<th scope="col">{say("class {number}", number=k + 1)}</th>' for k in range(len(p)))
        words = say("The pair, softmax and then cross entropy, as one step: L = −ln p[target] =")
        why = say(
            "p − y belongs to the pair alone: the slopes 1/p of the logarithm cancel those of softmax. "
            "Softmax by itself needs the whole matrix above."
        )
        inside = f"<thead><tr><td></td>{heads}</tr></thead><tbody>{''.join(lines)}</tbody>"
        said = f'<p>{escape(words)} <span class="v" data-slot="{start}"></span></p>'
        return texts, said + wide(say("The gradient of the pair"), inside, "gv-heat") + f"<p>{escape(why)}</p>"

    def _caption(self, values: Any, x: Any, moved: str | None) -> str:
        """What the last move shows, with its numbers."""
        if moved is None or not moved.startswith("x"):
            return say("Move an input: one column says how every output answers.")
        j = int(moved[1:])
        column = self.matrix[:, j]
        if self.f is not None:
            parts = ", ".join(f"y{_sub(i)} {_signed(n)}" for i, n in enumerate(column))
            return say("Raise {x}{number} a little, and for each bit of it: {parts}.", x=self._letter, number=_sub(j),
                       parts=parts)  # fmt: skip
        others = ", ".join(f"p{_sub(i)} {_signed(n)}" for i, n in enumerate(column) if i != j)
        if not others:
            return say("With one class p is always 1.")
        return say(
            "Raising one logit pulls the others down: for each bit of z{number}, p{number} {own}, and {others}.",
            number=_sub(j), own=_signed(column[j]), others=others,
        )  # fmt: skip


def _check(output: Any) -> None:
    """Refuse what has no Jacobian that can be drawn."""
    if not isinstance(output, Tensor):
        raise TypeError(
            f"the function returned {output!r:.60} ({type(output).__name__}), not a Tensor. Return a vector computed "
            "from the input with gradviz operations."
        )
    if len(output.shape) > 1 or sum(output.shape) > MOST or 0 in output.shape:
        raise ValueError(
            f"the result has shape {tuple(output.shape)}; the heat map has a row for each output and at most {MOST}. "
            f"Return a vector of 1 to {MOST} numbers."
        )


def _rows(output: Tensor, leaf: Tensor) -> Any:
    """The Jacobian of one recorded run: a backward pass for each output, that starts with 1 there and 0 elsewhere."""
    count = max(1, sum(output.shape))
    matrix = np.zeros((count, sum(leaf.shape)))
    place = next((k for k, node in enumerate(tape(output)) if node is leaf), None) if output.requires_grad else None
    if place is not None:
        for row, unit in zip(matrix, np.eye(count), strict=True):
            row[:] = watch(output, unit if output.shape else 1.0).frame().gradients[place]
    return matrix


def _cell(texts: list[str], number: float, largest: float | None, start: int = 0) -> str:
    """A cell of a heat map, whose text and look go into the texts; without a `largest` it is a plain number."""
    if largest is None:
        texts.append(short(number))
        return slot(start + len(texts) - 1)
    share = abs(number) / largest if largest and np.isfinite(number) else 0.0
    texts += [_signed(number), f"{'up' if number > 0 else 'down'}{level(share)}" if share else ""]
    return slot(start + len(texts) - 2, start + len(texts) - 1)


def _signed(number: float) -> str:
    """A number with its sign, that is not told by colour alone; both signs leave room for the same digits."""
    return f"{'+' if number > 0 else MINUS}{short(abs(number))}" if number else short(number)


def _sum(row: Any) -> float:
    """The sum of a row; what is only left by rounding is 0."""
    total, size = float(np.sum(row)), float(np.sum(np.abs(row)))
    return 0.0 if abs(total) < 1e-12 * size else total


def _sub(number: int) -> str:
    """A place, counted from 1, as lowered digits."""
    return str(number + 1).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
