"""A frozen graph: the operations that ran once, run again on new numbers, beside define-by-run.

gradviz runs the learner's function anew each time (define-by-run), so an `if` takes the branch that fits the
numbers. A frozen graph is what a framework has that traces a function once: it replays the operations that it saw,
and with them the branch that was taken then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core.making import tensor
from ..core.operation import FUNCTIONS, OPS
from ..core.saved import inputs_of
from ..core.tensor import MANY, Tensor
from .tape import tape


class Frozen:
    """The recorded operations of one run, callable with new values for named leaves (see `freeze`).

    Attributes:
        names: the names of the leaves that may be given.
    """

    def __init__(self, output: Tensor) -> None:
        self._tape = tape(output)
        named = [leaf for leaf in self._tape if leaf._op is None and leaf.name]
        self.names = tuple(str(leaf.name) for leaf in named)
        twice = sorted({name for name in self.names if self.names.count(name) > 1})
        if twice:
            raise ValueError(
                f"the graph has several leaves named {', '.join(twice)}, so a new value could mean any of them. "
                "Give each leaf a name of its own: gv.tensor(3.0, name='w2')."
            )

    def __repr__(self) -> str:
        operations = sum(node._op is not None for node in self._tape)
        return f"<frozen graph: {operations} operations of {', '.join(self.names) or 'no named leaf'}>"

    def __call__(self, **values: Any) -> Tensor:
        """Run the recorded operations again; a leaf that is not given keeps its value of then.

        Returns:
            A Tensor with a graph of its own, to draw or to call backward() on.

        Raises:
            TypeError: for a name that no leaf has.
            ValueError: for a value of another shape.
        """
        unknown = sorted(set(values) - set(self.names))
        if unknown:
            raise TypeError(
                f"the frozen graph has no leaf named {', '.join(unknown)}; its leaves are "
                f"{', '.join(self.names) or 'unnamed'}. A value that was a plain Python number in the first "
                "run is part of an operation now."
            )
        results: dict[int, Tensor] = {}
        for old in self._tape:
            new = _leaf(old, values) if old._op is None else _again(old, results)
            results[id(old)] = new.named(old.name) if old.name and new.name is None else new
        return results[id(self._tape[-1])]


def freeze(output: Tensor) -> Frozen:
    """Keep the operations that computed a Tensor, to run them on other numbers.

    Args:
        output: a computed Tensor; its named leaves can be given new values.

    Raises:
        TypeError: if it is not a computed Tensor.
        ValueError: if two leaves have one name.

    Example:
        >>> import gradviz as gv
        >>> def f(x):
        ...     return x * 2 if x.item() > 0 else x * -1
        >>> frozen = gv.freeze(f(gv.tensor(3.0, requires_grad=True, name="x")))
        >>> frozen(x=-5.0), f(gv.tensor(-5.0))
        (tensor(-10., grad_fn=<MulBackward0>), tensor(5.))
    """
    if output.__class__ is not Tensor or output._op is None:
        raise TypeError(
            f"freeze() got {output!r:.60}, which no recorded operation made, so there is nothing to replay. "
            "Give it the result of a computation on a Tensor with requires_grad=True."
        )
    return Frozen(output)


def _leaf(old: Tensor, values: dict[str, Any]) -> Tensor:
    """A leaf of the replay: with the new value if one is given."""
    given = values.get(str(old.name), old) if old.name else old
    if given.__class__ is Tensor and given is not old:
        new = given
    else:
        new = tensor(float(given) if isinstance(given, int) else given, bool(old._needs))
    if new.shape != old.shape:
        raise ValueError(
            f"leaf {old.name} had shape {tuple(old.shape)} when the graph was frozen and is given shape "
            f"{tuple(new.shape)}; the "
            "recorded operations hold for the old shape. Run the function itself on the new value."
        )
    return new


def _again(old: Tensor, results: dict[int, Tensor]) -> Tensor:
    """One recorded operation on the new inputs."""
    inputs = [results[id(x)] if x.__class__ is Tensor else x for x in inputs_of(old)]
    options = old._b if old._needs & MANY else ()
    return call(old._op, inputs, options)


def call(op: Any, inputs: Sequence[Any], options: tuple[Any, ...]) -> Tensor:
    """Call the function of an operation: a declared one, or a student's."""
    declared: Any = OPS.get(op.name)  # a student's operation may have the name of a declared one
    function = FUNCTIONS[op.name] if declared is op else op.forward
    return function(inputs, *options) if op.variadic else function(*inputs, *options)  # type: ignore[no-any-return]
