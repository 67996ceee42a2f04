"""Making Tensors from nothing: zeros, ranges, random numbers. PyTorch's names, float64 unless asked otherwise."""

from __future__ import annotations

from typing import Any

from .dtypes import as_dtype, default_dtype
from .making import tensor
from .scalars import load_numpy
from .tensor import Tensor


def _sizes(size: tuple[Any, ...]) -> tuple[int, ...]:
    """A shape given as separate numbers or as one tuple or list."""
    if len(size) == 1 and not isinstance(size[0], int):
        return tuple(int(n) for n in size[0])
    return tuple(int(n) for n in size)


def zeros(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Make a Tensor of zeros; its sizes are given one by one or as one tuple."""
    return tensor(load_numpy().zeros(_sizes(size), as_dtype(dtype, default_dtype())), requires_grad)


def ones(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Make a Tensor of ones; its sizes are given one by one or as one tuple."""
    return tensor(load_numpy().ones(_sizes(size), as_dtype(dtype, default_dtype())), requires_grad)


def full(size: Any, fill_value: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """One number in every place."""
    return tensor(load_numpy().full(_sizes((size,)), fill_value, as_dtype(dtype)), requires_grad)


def empty(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A Tensor whose values nobody promised: here zeros, so that a lesson prints the same on every run."""
    return zeros(*size, dtype=dtype, requires_grad=requires_grad)


def arange(start: Any, end: Any = None, step: Any = 1, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Numbers from start (0 if only the end is given) up to but not including end."""
    if end is None:
        start, end = 0, start
    return tensor(load_numpy().arange(start, end, step, as_dtype(dtype)), requires_grad)


def linspace(start: float, end: float, steps: int, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Evenly spaced numbers from start to end, both included."""
    return tensor(load_numpy().linspace(start, end, steps, dtype=as_dtype(dtype, default_dtype())), requires_grad)


def eye(n: int, m: int | None = None, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Ones on the diagonal, zeros elsewhere."""
    return tensor(load_numpy().eye(n, m, dtype=as_dtype(dtype, default_dtype())), requires_grad)


def from_numpy(array: Any) -> Tensor:
    """A Tensor with the values of an array (a copy: values are not shared)."""
    return tensor(array)


class _Randomness:
    """The one source of random numbers, seeded by `manual_seed`."""

    generator: Any = None

    @classmethod
    def get(cls) -> Any:
        if cls.generator is None:
            cls.generator = load_numpy().random.default_rng()
        return cls.generator


def manual_seed(seed: int) -> None:
    """Start the random numbers at a known place, so that a lesson gives the same numbers to everybody."""
    _Randomness.generator = load_numpy().random.default_rng(seed)


def get_rng_state() -> Any:
    """Where the random numbers stand now; `set_rng_state` goes back there."""
    return _Randomness.get().bit_generator.state


def set_rng_state(state: Any) -> None:
    """Continue the random numbers from a place that `get_rng_state` gave."""
    _Randomness.get().bit_generator.state = state


def rand(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Random numbers, uniform in [0, 1)."""
    return tensor(_Randomness.get().random(_sizes(size)), requires_grad, dtype=as_dtype(dtype))


def randn(*size: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Random numbers from a normal distribution with mean 0 and standard deviation 1."""
    return tensor(_Randomness.get().standard_normal(_sizes(size)), requires_grad, dtype=as_dtype(dtype))


def randint(low: int, high: Any, size: Any = None, *, dtype: Any = None) -> Tensor:
    """Random whole numbers from low (0 if left out) up to but not including high."""
    if size is None:
        low, high, size = 0, low, high
    return tensor(_Randomness.get().integers(low, high, _sizes((size,))), dtype=as_dtype(dtype))


def randperm(n: int) -> Tensor:
    """The numbers from 0 to n − 1 in a random order."""
    return tensor(_Randomness.get().permutation(n))


def normal(mean: float, std: float, size: Any, *, requires_grad: bool = False) -> Tensor:
    """Random numbers from a normal distribution."""
    return tensor(_Randomness.get().normal(mean, std, _sizes((size,))), requires_grad)


def _like(make: Any) -> Any:
    def like(other: Tensor, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
        kind = other.dtype if dtype is None else dtype
        return make(other.shape, dtype=kind, requires_grad=requires_grad)  # type: ignore[no-any-return]

    like.__name__ = f"{make.__name__}_like"
    like.__doc__ = f"`{make.__name__}` of another Tensor's shape and dtype."
    return like


zeros_like, ones_like, empty_like = _like(zeros), _like(ones), _like(empty)
rand_like, randn_like = _like(rand), _like(randn)


def full_like(other: Tensor, fill_value: Any, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """One number in every place of another Tensor's shape."""
    return full(other.shape, fill_value, dtype=other.dtype if dtype is None else dtype, requires_grad=requires_grad)


CREATION = (
    zeros, ones, full, empty, arange, linspace, eye, from_numpy, manual_seed, rand, randn, randint, randperm, normal,
    zeros_like, ones_like, empty_like, rand_like, randn_like, full_like, get_rng_state, set_rng_state,
)  # fmt: skip
"""Every public function here."""
