"""Making Tensors from nothing: zeros, ranges, random numbers. PyTorch's names, float64 unless asked otherwise.

Every function here also takes `dtype=`, `device=` (the CPU) and `requires_grad=`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from operator import index
from typing import Any

from ..advice.array_errors import unknown_option
from ..advice.tensor_checks import like_tensor
from ..dtypes import as_dtype
from ..making import tensor
from ..scalars import load_numpy
from ..tensor import Tensor
from .settings import device as check_device
from .shapes import raw, sizes_of


def creator(make: Callable[..., Any]) -> Callable[..., Tensor]:
    """Let a function that makes an array make a Tensor, with the options that all creation functions share."""

    @wraps(make)
    def create(*args: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False, **kwargs: Any) -> Tensor:
        if device is not None:
            check_device(device)
        for word in kwargs:
            if word not in own.parameters:
                raise unknown_option(make.__name__, word, (*own.parameters, *_SHARED))
        return tensor(make(*args, **kwargs), requires_grad, dtype=as_dtype(dtype))

    create.__doc__ = f"{create.__doc__}\n\nAlso takes dtype=, device= (the CPU alone) and requires_grad=."
    own = signature(make)
    shared = [Parameter(n, Parameter.KEYWORD_ONLY, default=d) for n, d in _SHARED.items()]
    create.__signature__ = own.replace(  # type: ignore[attr-defined]
        parameters=[*own.parameters.values(), *shared], return_annotation="Tensor"
    )
    return create


_SHARED = {"dtype": None, "device": None, "requires_grad": False}


def _sizes(sizes: tuple[Any, ...], size: Any) -> tuple[int, ...]:
    """A shape given as separate numbers, as one tuple or list, or by the name `size`.

    Raises:
        ValueError: if a size is negative.
    """
    shape = sizes_of((size,) if size is not None else sizes)
    if any(n < 0 for n in shape):
        raise ValueError(f"a Tensor cannot have the sizes {shape}: a size counts elements. Only reshape takes -1.")
    return shape


def _whole(name: str, number: Any) -> int:
    """A number of rows, steps, ...

    Raises:
        TypeError: if it is not whole.
    """
    if not hasattr(number, "__index__"):
        raise TypeError(f"{name}() got {number!r:.40}; it counts, so it takes a whole number. Write n // 2 for n / 2.")
    return index(number)


# -- known numbers -------------------------------------------------------------------------------------


@creator
def zeros(*sizes: Any, size: Any = None) -> Any:
    """Make a Tensor of zeros; its sizes are given one by one or as one tuple."""
    return load_numpy().zeros(_sizes(sizes, size))


@creator
def ones(*sizes: Any, size: Any = None) -> Any:
    """Make a Tensor of ones; its sizes are given one by one or as one tuple."""
    return load_numpy().ones(_sizes(sizes, size))


@creator
def empty(*sizes: Any, size: Any = None) -> Any:
    """Make a Tensor whose values nobody promised: here zeros, so that a lesson prints the same on every run."""
    return load_numpy().zeros(_sizes(sizes, size))


@creator
def full(size: Any, fill_value: Any) -> Any:
    """One number in every place."""
    return load_numpy().full(_sizes((size,), None), raw(fill_value))


@creator
def arange(start: Any, end: Any = None, step: Any = 1) -> Any:
    """Numbers from start (0 if only the end is given) up to but not including end."""
    if end is None:
        start, end = 0, start
    start, end, step = (x.item() if x.__class__ is Tensor else x for x in (start, end, step))
    if step == 0 or (end - start) * step < 0:
        raise ValueError(f"arange() cannot get from {start} to {end} by steps of {step}. Turn the sign of the step.")
    return load_numpy().arange(start, end, step)


@creator
def linspace(start: float, end: float, steps: int) -> Any:
    """Evenly spaced numbers from start to end, both included."""
    return load_numpy().linspace(raw(start), raw(end), _whole("linspace", steps))


@creator
def logspace(start: float, end: float, steps: int, base: float = 10.0) -> Any:
    """Powers of the base, whose exponents are evenly spaced from start to end, both included."""
    return load_numpy().logspace(start, end, _whole("logspace", steps), base=base)


@creator
def eye(n: int, m: int | None = None) -> Any:
    """Ones on the diagonal, zeros elsewhere."""
    return load_numpy().eye(_whole("eye", n), None if m is None else _whole("eye", m))


def from_numpy(ndarray: Any) -> Tensor:
    """A Tensor with the values of an array (a copy: values are not shared).

    Raises:
        TypeError: if it is no numpy array.
    """
    if not isinstance(ndarray, load_numpy().ndarray):
        raise TypeError(f"from_numpy() got a {type(ndarray).__name__}, no numpy array. Write gv.tensor(...) instead.")
    return tensor(ndarray)


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """The data as a Tensor: a Tensor of that dtype as it is, anything else copied."""
    if device is not None:
        check_device(device)
    same = data.__class__ is Tensor and (dtype is None or as_dtype(dtype) == data.dtype)
    return data if same else tensor(data, dtype=dtype)


def _typed(name: str, dtype: str) -> Callable[..., Tensor]:
    def make(*data: Any) -> Tensor:
        sizes = data and all(isinstance(size, int) for size in data)
        return zeros(data, dtype=dtype) if sizes else tensor(*(data or ((),)), dtype=dtype)

    make.__name__ = make.__qualname__ = name
    make.__doc__ = f"PyTorch's old way of writing gv.tensor(data, dtype=gv.{dtype}), or with sizes, gv.zeros(*sizes)."
    make.name = dtype  # type: ignore[attr-defined]  # as a dtype has one: t.type(gv.FloatTensor) is understood
    return make


_OLD_NAMES = {"Float": "float32", "Double": "float64", "Long": "int64", "Int": "int32", "Bool": "bool"}
TYPED = tuple(_typed(f"{name}Tensor", dtype) for name, dtype in _OLD_NAMES.items())


# -- random numbers ------------------------------------------------------------------------------------


class _Randomness:
    """The one source of random numbers, seeded by `manual_seed`; numpy's own source is left alone."""

    generator: Any = None

    @classmethod
    def get(cls) -> Any:
        if cls.generator is None:
            cls.generator = load_numpy().random.default_rng()
        return cls.generator


def manual_seed(seed: int) -> None:
    """Start the random numbers at a known place, so that a lesson gives the same numbers to everybody."""
    try:
        number = int(seed)
    except (TypeError, ValueError):
        raise TypeError(f"manual_seed() got {seed!r:.40}; a seed is a whole number, such as 0 or 42.") from None
    _Randomness.generator = load_numpy().random.default_rng(number % 2**64)


def get_rng_state() -> Any:
    """Where the random numbers stand now; `set_rng_state` goes back there."""
    return _Randomness.get().bit_generator.state


def set_rng_state(state: Any) -> None:
    """Continue the random numbers from a place that `get_rng_state` gave."""
    _Randomness.get().bit_generator.state = state


@creator
def rand(*sizes: Any, size: Any = None) -> Any:
    """Random numbers, uniform in [0, 1)."""
    return _Randomness.get().random(_sizes(sizes, size))


@creator
def randn(*sizes: Any, size: Any = None) -> Any:
    """Random numbers from a normal distribution with mean 0 and standard deviation 1."""
    return _Randomness.get().standard_normal(_sizes(sizes, size))


@creator
def randint(low: int, high: Any = None, size: Any = None) -> Any:
    """Random whole numbers from low (0 if left out) up to but not including high.

    Raises:
        ValueError: if there is no such number.
    """
    if high is None or isinstance(high, (tuple, list)):
        low, high, size = 0, low, high if size is None else size
    if size is None:
        raise TypeError(f"randint() got no size. Write gv.randint({low}, {high}, (5,)): the size comes last, a tuple.")
    if not low < high:
        raise ValueError(f"randint() got low={low} and high={high}; numbers come from low up to high − 1.")
    return _Randomness.get().integers(low, high, _sizes((size,), None))


@creator
def randperm(n: int) -> Any:
    """The numbers from 0 to n − 1 in a random order."""
    return _Randomness.get().permutation(_whole("randperm", n))


@creator
def normal(mean: Any, std: Any = 1.0, size: Any = None) -> Any:
    """Random numbers from a normal distribution; without a size one for each given mean or deviation."""
    return _Randomness.get().normal(raw(mean), raw(std), None if size is None else _sizes((size,), None))


# -- like another Tensor -------------------------------------------------------------------------------


def _like(make: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def like(input: Tensor, *args: Any, dtype: Any = None, **options: Any) -> Tensor:
        like_tensor(f"{make.__name__}_like", input)
        return make(input.shape, *args, dtype=input.dtype if dtype is None else dtype, **options)

    like.__name__ = like.__qualname__ = f"{make.__name__}_like"
    like.__doc__ = f"`{make.__name__}` of another Tensor's shape and dtype."
    return like


zeros_like, ones_like, empty_like, full_like, rand_like, randn_like = map(
    _like, (zeros, ones, empty, full, rand, randn)
)


def randint_like(input: Tensor, low: int, high: int | None = None, **options: Any) -> Tensor:
    """`randint` of another Tensor's shape and dtype."""
    like_tensor("randint_like", input)
    bounds = (0, low) if high is None else (low, high)
    return randint(*bounds, input.shape, **{"dtype": input.dtype, **options})


CREATION = (
    zeros, ones, empty, full, arange, linspace, logspace, eye, from_numpy, as_tensor, *TYPED, manual_seed,
    get_rng_state, set_rng_state, rand, randn, randint, randperm, normal, zeros_like, ones_like, empty_like, full_like,
    rand_like, randn_like, randint_like,
)  # fmt: skip
"""Every public function here."""
