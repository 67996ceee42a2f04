"""Checking gradients against finite differences: two ways to the same number that share no code.

A derivative is a limit, and close to the limit the central difference

    (f(x + h) − f(x − h)) / 2h

is wrong by about h²·f‴/6, plus the rounding error of f divided by h. With float64 and h near 10⁻⁶ both are
small, so an analytic gradient that deviates in the fourth digit is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from .grad_mode import no_grad
from .grad_of import grad
from .making import tensor
from .scalars import load_numpy, shape_of
from .tensor import Tensor, constant


class GradcheckError(RuntimeError):
    """An analytic gradient that finite differences contradict."""


def gradcheck(
    f: Callable[..., Any],
    inputs: Any,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-5,
    raise_exception: bool = True,
) -> bool:
    """Compare every element of the gradient of `f` with a central difference.

    For each output element c and input element x, backward's ∂c/∂x must be within atol + rtol·|number| of
    (c(x + h) − c(x − h)) / 2h with h = eps·max(1, |x|).

    Args:
        f: a function of the inputs that returns a Tensor (or a tuple of them).
        inputs: a Tensor, number or array, or a tuple of them. Tensors that need gradients, and all floats and
            float arrays, are checked; they are copied as float64.
        eps: the step h, for elements of size up to 1.
        atol: the difference that is always allowed.
        rtol: the difference that is allowed per size of the number. (PyTorch's is 1e-3, which lets a slope of
            2.001 for 2 pass.)
        raise_exception: whether a wrong gradient raises; else it returns False.

    Returns:
        True if all agree.

    Raises:
        GradcheckError: if one does not; the message says which output, which input, which element, and both
            numbers. Also if f gives two results for the same inputs.
        ValueError: if no input needs a gradient.
        TypeError: if f does not return Tensors.

    Example:
        >>> import gradviz as gv
        >>> gv.gradcheck(lambda x: x ** 3, 2.0)
        True
    """
    leaves = _leaves(inputs)
    checked = [(place, leaf) for place, leaf in enumerate(leaves) if leaf.__class__ is Tensor and leaf._needs]
    if not checked:
        raise ValueError(
            "gradcheck() found no input that needs a gradient, so it would check nothing. "
            "Give floats, arrays of floats, or Tensors with requires_grad=True."
        )
    try:
        outputs = _outputs(f, leaves)
        _refuse_chance(f, leaves, outputs)
        for number, output in enumerate(outputs):
            rows = _analytic(output, [leaf for _, leaf in checked])
            where = f" of output {number}" if len(outputs) > 1 else ""
            for (place, leaf), row in zip(checked, rows, strict=True):
                _compare(f, leaves, (number, where), (place, leaf), row, (eps, atol, rtol))
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _leaves(inputs: Any) -> list[Any]:
    """The inputs as fresh float64 leaves; what is no float stays as it is."""
    return [_leaf(x) for x in (inputs if isinstance(inputs, (tuple, list)) else (inputs,))]


def _leaf(value: Any) -> Any:
    if value.__class__ is Tensor:
        fresh = tensor(value, bool(value._needs), dtype=float if value._needs else None)
        return fresh.named(value.name) if value.name else fresh
    if isinstance(value, float) or getattr(getattr(value, "dtype", None), "kind", "") == "f":
        return tensor(value, requires_grad=True, dtype=float)
    return value


def _outputs(f: Callable[..., Any], leaves: Sequence[Any]) -> list[Tensor]:
    result = f(*leaves)
    outputs = list(result) if isinstance(result, (tuple, list)) else [result]
    for output in outputs:
        if output.__class__ is not Tensor:
            raise TypeError(
                f"the function given to gradcheck returned {output!r:.60} ({type(output).__name__}), not a Tensor, so "
                "it has no gradient. Return what was computed from its inputs with gradviz operations."
            )
    return outputs


def _refuse_chance(f: Callable[..., Any], leaves: Sequence[Any], first: list[Tensor]) -> None:
    numpy = load_numpy()
    with no_grad():
        second = _outputs(f, leaves)
    if any(not numpy.array_equal(a._value, b._value, equal_nan=True) for a, b in zip(first, second, strict=True)):
        raise GradcheckError(
            "the function gave two different results for the same inputs, so a difference of two calls says nothing "
            "about its slope. Take randomness (and state that is changed by a call) out of it."
        )


def _analytic(output: Tensor, leaves: list[Tensor]) -> list[Any]:
    """For each leaf the Jacobian that backward gives, with the shape (elements of the output, *leaf)."""
    numpy = load_numpy()
    rows: list[list[Any]] = [[] for _ in leaves]
    for seed in one_hots(output.shape):
        gradients = grad(output, leaves, [seed], retain_graph=True, allow_unused=True) if output._needs else ()
        for row, leaf, gradient in zip(rows, leaves, gradients or [None] * len(leaves), strict=True):
            row.append(numpy.zeros(leaf.shape) if gradient is None else gradient._value)
    return [numpy.reshape(row, (len(row), *leaf.shape)) for row, leaf in zip(rows, leaves, strict=True)]


def one_hots(shape: tuple[int, ...]) -> Iterator[Tensor]:
    """For every element of a shape, a constant that is 1 there and 0 elsewhere."""
    if not shape:
        yield constant(1.0)
    numpy = load_numpy()
    for index in numpy.ndindex(*shape) if shape else ():
        seed = numpy.zeros(shape)
        seed[index] = 1.0
        yield constant(seed)


def _moved(f: Callable[..., Any], leaves: Sequence[Any], which: tuple[int, int], index: Any, step: float) -> Any:
    """The values of one output, as a flat array, after one element of one input was moved by `step`."""
    output, place = which
    numpy = load_numpy()
    value = numpy.array(leaves[place]._value, dtype=float)
    value[index] += step
    moved = [tensor(value) if i == place else leaf for i, leaf in enumerate(leaves)]
    with no_grad():
        return numpy.ravel(_outputs(f, moved)[output]._value)


def _compare(
    f: Callable[..., Any],
    leaves: Sequence[Any],
    output: tuple[int, str],
    input: tuple[int, Tensor],
    row: Any,
    tolerance: Any,
) -> None:
    """Hold one Jacobian against central differences.

    Args:
        f: the function.
        leaves: its arguments.
        output: which of its outputs, by number and in words.
        input: which of its arguments, by number, and that leaf.
        row: the Jacobian, with the shape (elements of the output, *leaf).
        tolerance: (eps, atol, rtol).
    """
    numpy = load_numpy()
    (place, leaf), (eps, atol, rtol) = input, tolerance
    which = output[0], place
    middle = _moved(f, leaves, which, (), 0.0)
    for index in numpy.ndindex(*leaf.shape):
        h = eps * max(1.0, abs(float(numpy.asarray(leaf._value)[index])))
        above, below = _moved(f, leaves, which, index, h), _moved(f, leaves, which, index, -h)
        numeric, analytic = (above - below) / (2 * h), row[(slice(None), *index)]
        good = (abs(analytic - numeric) <= atol + rtol * abs(numeric)) | (numpy.isnan(analytic) & numpy.isnan(numeric))
        for element in numpy.nonzero(~good)[0][:1]:
            left, right = (middle - below)[element] / h, (above - middle)[element] / h
            raise GradcheckError(
                _message(output[1], input, index, (element, analytic[element], numeric[element]), (left, right))
            )


def _message(
    where: str, input: tuple[int, Tensor], index: Any, found: tuple[Any, ...], sides: tuple[float, float]
) -> str:
    place, leaf = input
    element, analytic, numeric = found
    name = f" ({leaf.name})" if leaf.name else ""
    at = f", element {tuple(map(int, index))}" if index else ""
    left, right = sides
    kink = ""
    if abs(left - right) > 1e-3 * max(1.0, abs(left), abs(right)):
        kink = (
            f" From the left the slope is {left:.6g} and from the right {right:.6g}: a kink or a jump, where the two "
            "need not agree. Check beside it."
        )
    return (
        f"gradient of element {int(element)}{where} for input {place}{name}{at}: backward gives {analytic:.10g}, the "
        f"central difference {numeric:.10g}. The difference {abs(analytic - numeric):.3g} is more than rounding "
        f"explains, so a local gradient on the way is wrong.{kink or ' Check each operation alone.'}"
    )


def gradgradcheck(
    f: Callable[..., Any], inputs: Any, eps: float = 1e-6, atol: float = 1e-5, rtol: float = 1e-5
) -> bool:
    """Check second derivatives: `gradcheck` of the gradient of a weighted sum of what `f` returns.

    Example:
        >>> import gradviz as gv
        >>> gv.autograd.gradgradcheck(lambda x: x ** 3, 2.0)
        True
    """
    fixed = _leaves(inputs)
    wanted = [place for place, leaf in enumerate(fixed) if leaf.__class__ is Tensor and leaf._needs]

    def slopes(*moved: Tensor) -> tuple[Tensor, ...]:
        given = list(fixed)
        for place, leaf in zip(wanted, moved, strict=True):
            given[place] = leaf if leaf._needs else tensor(leaf, requires_grad=True)
        outputs = [output for output in _outputs(f, given) if output._needs]
        weights = [constant(output._value * 0.0 + 1.0 + 0.5 * number) for number, output in enumerate(outputs)]
        found = grad(outputs, [given[p] for p in wanted], weights, create_graph=True, allow_unused=True)
        return tuple(g for g in found if g is not None)

    from .grad_mode import enable_grad

    return gradcheck(enable_grad()(slopes), [fixed[place] for place in wanted], eps, atol, rtol)


class StepSize(NamedTuple):
    """What one step size gives: the two differences and how far each is from the exact slope."""

    h: float
    forward: float
    central: float
    forward_error: float
    central_error: float


def step_sizes(f: Callable[[Tensor], Tensor], x: float, steps: Sequence[float] | None = None) -> list[StepSize]:
    """Finite differences of a function of one number at falling step sizes, against backward's slope.

    The forward difference (f(x+h) − f(x))/h is wrong by about h·f″/2 and the central one by h²·f‴/6; both by
    rounding, about 10⁻¹⁶·|f|/h. Plotted against h on logarithmic scales the errors are a V.

    Args:
        f: a function of one Tensor that returns a number.
        x: where.
        steps: the step sizes; if left out 10⁻¹, 10⁻², …, 10⁻¹⁵.

    Example:
        >>> import gradviz as gv
        >>> row = gv.step_sizes(lambda w: gv.exp(gv.sin(w)), 3.0, [1e-3])[0]
        >>> f"{row.forward_error:.0e} {row.central_error:.0e}"
        '5e-04 8e-08'
    """
    leaf = tensor(float(x), requires_grad=True)
    output = _outputs(f, [leaf])[0]
    if shape_of(output._value) != ():
        raise ValueError(
            f"step_sizes() takes a function that returns one number; this one returns shape {tuple(output.shape)}."
        )
    exact = grad(output, leaf)[0]
    slope = float(exact) if exact is not None else 0.0

    def at(value: float) -> float:
        with no_grad():
            return float(_outputs(f, [tensor(value)])[0])

    middle, rows = at(float(x)), []
    for h in steps if steps is not None else [float(f"1e-{k}") for k in range(1, 16)]:
        above, below = at(x + h), at(x - h)
        forward, central = (above - middle) / h, (above - below) / (2 * h)
        rows.append(StepSize(h, forward, central, abs(forward - slope), abs(central - slope)))
    return rows
