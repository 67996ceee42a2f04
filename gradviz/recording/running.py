"""`record`: run the learner's function or formula on fresh leaves, then watch one backward sweep."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Mapping
from types import CodeType, FrameType
from typing import Any, overload

from ..core.making import tensor
from ..core.tensor import Tensor, serials
from .block import Block
from .formula import Formula
from .history import Recording
from .watching import watch

Program = Callable[..., Any] | str


@overload
def record() -> Block: ...
@overload
def record(
    what: Program | Tensor, /, *, inputs: Mapping[str, Any] | None = None, **variables: Any
) -> Recording: ...
def record(
    what: Program | Tensor | None = None, /, *unnamed: Any, inputs: Mapping[str, Any] | None = None, **variables: Any
) -> Recording | Block:
    """Run a function or formula forward and backward, and keep everything that happened.

    Without `what` it is the beginning of a block, `with gv.record() as rec:`, and everything that happens in the
    block goes into one Recording: several passes, gradients that are zeroed, an optimizer's steps.

    Args:
        what: a function of Tensors, a formula as text ("z = w*x; L = (z - t)**2"), or a Tensor that was
            computed already; nothing for a block.
        *unnamed: nothing: every value is given by its name, `x=3`.
        inputs: values by name, for names that are Python keywords or options of a call.
        **variables: values by name: numbers, lists or arrays (which become leaves that need gradients), or
            Tensors (whose values are taken).

    Returns:
        The Recording; without `what` a context that gives one. No `.grad` changes and nothing is freed: the backward
        pass runs aside.

    Raises:
        FormulaError: if the text is not a formula.
        TypeError: if the inputs do not fit, or the result is not a Tensor.
        RuntimeError: if the result is not a single number, or needs no gradient.

    Example:
        >>> import gradviz as gv
        >>> gv.record(lambda x: x**2 + x**3, x=3).gradient("x")
        33.0
        >>> w = gv.tensor(1.0, requires_grad=True)
        >>> with gv.record() as rec:
        ...     for _ in range(2):
        ...         (w * w).backward()
        >>> len(rec.starts), rec.frame().gradients
        (2, [4.0, 1.0])
    """
    if unnamed:
        raise without_name("record", what, unnamed)
    if what is None:
        if inputs or variables:
            raise TypeError("record() was given inputs and no function. Write gv.record(f, x=3), or with gv.record():")
        return Block()
    if isinstance(what, Tensor):
        if inputs or variables:
            raise TypeError(
                "record(tensor) takes no inputs: that Tensor is computed already. Give record() a function."
            )
        return watch(what)
    return watch(run(program(what), merged(inputs, variables)))


def without_name(caller: str, what: Any, unnamed: tuple[Any, ...]) -> TypeError:
    """The error for values that were given without saying which input each of them is."""
    if len(unnamed) == 1 and isinstance(unnamed[0], Mapping):
        return TypeError(f"{caller}() got its inputs without a name. Write {caller}(f, inputs={unnamed[0]!r:.60}).")
    if isinstance(what, str):
        names = Formula(what).inputs
    else:
        code = code_of(what) if callable(what) else None
        names = tuple(n for n in code.co_varnames[: code.co_argcount] if n != "self") if code is not None else ()
    named = ", ".join(f"{name}={value!r:.20}" for name, value in zip(names or ("x", "y"), unnamed, strict=False))
    return TypeError(
        f"{caller}() got {', '.join(f'{value!r:.20}' for value in unnamed)} without a name, and the picture shows "
        f"names. Give each input by its name: {caller}(f, {named})."
    )


def merged(inputs: Mapping[str, Any] | None, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The values of `inputs=` and of the keywords together.

    Raises:
        TypeError: if a name stands in both.
    """
    if not isinstance(inputs, Mapping | None):
        raise TypeError(f"inputs= takes values by name, got {inputs!r:.60}. Write inputs={{'x': 3.0}}, "
                        "and inputs={'inputs': ...} for an input of that name.")  # fmt: skip
    twice = sorted(set(inputs or ()) & set(variables))
    if twice:
        raise TypeError(f"{', '.join(twice)}: given both in inputs= and as a keyword. Give each value once.")
    return {**(inputs or {}), **variables}


def program(what: Program) -> Callable[..., Any]:
    """The function to run: the learner's own, or a Formula made from the text."""
    if isinstance(what, str):
        return Formula(what)
    if not callable(what):
        raise TypeError(
            f"expected a function or a formula as text, got {what!r:.60} ({type(what).__name__}). "
            "Give a function of your inputs, or text such as 'x**2', and then the inputs: x=3."
        )
    return what


def run(function: Callable[..., Any], values: Mapping[str, Any]) -> Tensor:
    """Call the function on fresh leaves and return its result, with the names its variables have.

    Raises:
        TypeError: if the function does not return a Tensor.
    """
    return run_on(function, {name: as_leaf(value, name) for name, value in values.items()})


def run_on(function: Callable[..., Any], leaves: dict[str, Tensor]) -> Tensor:
    """Call the function on leaves that are there already, as a training loop does, and return its result.

    Raises:
        TypeError: if the function does not return a Tensor of one number.
    """
    output = call_with_names(function, leaves)
    if not isinstance(output, Tensor):
        raise TypeError(
            f"the function returned {output!r:.60} ({type(output).__name__}), not a Tensor, so there is nothing to "
            "differentiate. Return a result computed from the inputs with gradviz operations (gv.sin, not math.sin)."
        )
    if output.shape and output._value.size != 1:
        raise TypeError(
            f"the result has shape {tuple(output.shape)}, and gradients belong to one number. "
            "Add up or average it at the end: sum(...) or mean(...)."
        )
    return output


def as_leaf(value: Any, name: str) -> Tensor:
    """An input as a fresh leaf with its name, which needs a gradient if it holds floats."""
    if value.__class__ is float:
        return tensor(value, requires_grad=True, name=name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    leaf = tensor(value, name=name)
    kind = "f" if isinstance(value, float) else getattr(leaf.dtype, "kind", "f")
    if kind == "i" and isinstance(value, (list, tuple)):
        leaf, kind = tensor(value, dtype=float, name=name), "f"
    return leaf.requires_grad_() if kind == "f" else leaf


def call_with_names(function: Callable[..., Any], leaves: dict[str, Tensor]) -> Any:
    """Call the function; its local variables name the Tensors made in it, as `z = w * x` says z.

    Python offers no other public way to see local variables at the return than a profile function. It is
    taken away at the first call; and where a profiler runs already, names are left out rather than it
    disturbed.
    """
    code = code_of(function)
    plain = code is None or len(code.co_varnames) <= code.co_argcount + code.co_kwonlyargcount
    if plain or sys.getprofile() is not None:
        return function(**leaves)
    held: list[FrameType] = []

    def hold(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code is code:
            held.append(frame)  # a frame that is held keeps its local variables after the return
            sys.setprofile(None)

    start = next(serials)
    sys.setprofile(hold)
    try:
        result = function(**leaves)
    finally:
        sys.setprofile(None)
    for name, value in (item for frame in held for item in frame.f_locals.items()):
        if value.__class__ is Tensor and value.name is None and value._serial > start and name not in leaves:
            value.named(name)
    return result


def code_of(function: Callable[..., Any]) -> CodeType | None:
    """The code that the learner wrote: beneath decorators, `functools.partial` and objects that can be called."""
    while isinstance(function, functools.partial):
        function = function.func
    function = inspect.unwrap(function)
    code = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
    return code if isinstance(code, CodeType) else None
