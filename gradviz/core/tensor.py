"""The Tensor: a value that remembers how it was made.

A Tensor is one small object with eight slots and nothing else, because a lesson makes thousands of them:
its value, the operation and the two parents (or numbers) it was computed from, a serial number that
orders the tape, what it needs a gradient for, its gradient, and rarely used extras such as a name.

Values are never changed inside: an in-place change puts a new array into the leaf, so a recording that
holds the old one still shows what was there.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from .dtypes import Size
from .extras import Extras, ever
from .grad_mode import mode
from .scalars import PLAIN, load_numpy, shape_of

if TYPE_CHECKING:
    from .operation import Op

serials = itertools.count()

A_NEEDS, B_NEEDS, MANY, LEAF_NEEDS, FREED, WHOLE, ARRAYS = 1, 2, 4, 8, 16, 32, 64
"""What `_needs` says: gradients for the first or second input, for some of many, for a leaf; values freed; that the
operation gives downstream gradients whole (a `vjp`), not as local gradients; and that it computed with arrays."""

BOTH_NEED = A_NEEDS | B_NEEDS
"""The largest `_needs` of the simplest node: an operation on one or two floats."""


class Tensor:
    """A number or array that remembers how it was computed, so that gradients can flow back.

    Make leaves with `gradviz.tensor`; every operation makes the others. The names are PyTorch's.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(3.0, requires_grad=True)
        >>> y = x * x
        >>> y.backward()
        >>> x.grad
        tensor(6.)
    """

    __slots__ = ("_a", "_b", "_grad", "_info", "_needs", "_op", "_serial", "_value")

    _value: Any
    _op: Op | None
    _a: Any
    _b: Any
    _needs: int
    _serial: int
    _grad: Any
    _info: Extras | None

    __array_priority__ = 1000

    if TYPE_CHECKING:  # attached by `words.methods` from the table of operations; here so that tools know them

        def _operator(self, other: Any) -> Tensor: ...

        __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _operator
        __pow__ = __rpow__ = __matmul__ = __rmatmul__ = _operator

        __lt__ = __le__ = __gt__ = __ge__ = _operator

        def backward(
            self, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False, inputs: Any = None
        ) -> None:
            """See `gradviz.core.backward.backward`."""

        def __neg__(self) -> Tensor: ...
        def __getitem__(self, index: Any) -> Tensor: ...
        def __getattr__(self, name: str) -> Any: ...

    # -- what it holds -----------------------------------------------------------------------------

    @property
    def value(self) -> Any:
        """The raw value: a float, or a read-only view of the array."""
        return _read_only(self._value)

    @value.setter
    def value(self, value: object) -> None:
        raise AttributeError(
            "assigning to .value would change a number behind the tape's back, and gradients would silently be wrong. "
            "Write: with gv.no_grad(): w.fill_(3.0)   (or w.copy_(new_values), or w -= step)."
        )

    @property
    def shape(self) -> Size:
        """The sizes along each dimension; () for a single number."""
        return Size(shape_of(self._value))

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(shape_of(self._value))

    @property
    def dtype(self) -> Any:
        """The kind of numbers, as numpy names it."""
        return load_numpy().asarray(self._value).dtype

    @property
    def name(self) -> str | None:
        """The name shown in pictures, or None."""
        return self._info.name if self._info is not None else None

    def named(self, name: str) -> Tensor:
        """Give this Tensor the name that pictures show, and return it.

        Example:
            >>> import gradviz as gv
            >>> (gv.tensor(2.0) * 3).named("z").name
            'z'
        """
        self._extras().name = str(name)
        return self

    @property
    def data(self) -> Tensor:
        """The value as a Tensor without history, to look at: neither it nor `.data` itself can be changed."""
        seen = self.detach()
        seen._extras().read_only = True
        return seen

    @data.setter
    def data(self, value: object) -> None:
        raise AttributeError(
            "assigning to .data would change a value behind the tape's back, and gradients would silently be wrong. "
            "Write: with gv.no_grad(): w.copy_(new_value)   (or w -= step)."
        )

    @property
    def _version(self) -> int:
        """How often the value was changed in place."""
        return self._info.version if self._info is not None else 0

    def _extras(self) -> Extras:
        if self._info is None:
            self._info = Extras()
        return self._info

    # -- its place in the graph --------------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        """Whether gradients are computed for this Tensor."""
        return bool(self._needs)

    @property
    def is_leaf(self) -> bool:
        """Whether no operation made this Tensor: it was made by hand, or nothing was recorded."""
        return self._op is None

    @property
    def grad(self) -> Tensor | None:
        """The gradient that `backward` has added up in this leaf; None where none was computed.

        An inner Tensor keeps its gradient only after `retain_grad()`. Pictures show it either way.
        """
        if self._op is None:
            if self._grad.__class__ is not Tensor and self._grad is not None:
                self._grad = constant(self._grad)  # the sweep leaves raw values
            return self._grad
        if self._info is not None and self._info.retains:
            return self._info.kept  # type: ignore[no-any-return]
        from .advice.tensor_checks import hint_inner_gradient

        hint_inner_gradient(self)
        return None

    @grad.setter
    def grad(self, gradient: Tensor | None) -> None:
        if gradient is not None and (gradient.__class__ is not Tensor or gradient.shape != self.shape):
            raise TypeError(
                f".grad was given {gradient!r:.60}; it holds None or a Tensor of the leaf's own shape "
                f"{shape_of(self._value)}. Write gv.tensor(...) around the values, or use zero_()."
            )
        if self._op is None:
            self._grad = gradient
            for watcher in mode.watchers:
                watcher.cleared(self)
        else:
            self._extras().kept = gradient

    def retain_grad(self) -> None:
        """Add up the gradient of this inner Tensor in `.grad` from the next backward pass on."""
        if not self._needs:
            raise RuntimeError(
                "retain_grad() was called on a Tensor that needs no gradient, so none will ever come. "
                "Make one of its inputs with requires_grad=True first."
            )
        self._extras().retains = ever.retained = True

    @property
    def grad_fn(self) -> Any:
        """The recorded operation with PyTorch's name, or None for a leaf."""
        from .grad_fn import GradFn

        return GradFn(self) if self._op is not None else None

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Ask for gradients of this leaf (or stop asking), and return it."""
        if self._op is not None:
            raise RuntimeError("requires_grad_() changes leaves only; this Tensor was computed. Use .detach() to cut.")
        if requires_grad.__class__ is not bool:
            from .advice.tensor_checks import not_a_truth_value

            raise not_a_truth_value("requires_grad", requires_grad)
        if requires_grad:
            from .advice.tensor_checks import refuse_integers

            refuse_integers(self._value)
        self._needs = LEAF_NEEDS if requires_grad else 0
        return self

    def detach(self) -> Tensor:
        """The same value without history: gradients stop here."""
        value = self._value
        if shape_of(value) != ():
            return constant(value.view())
        out = constant(value)
        out._extras().view_of = value
        return out

    # -- leaving for Python and numpy --------------------------------------------------------------

    def item(self) -> Any:
        """The single number in this Tensor, as Python's own."""
        if shape_of(self._value) == ():
            return self._value if self._value.__class__ in PLAIN else self._value.item()
        if self._value.size != 1:
            have = shape_of(self._value)
            raise RuntimeError(f"item() needs a single element; this Tensor has shape {have}. Use numpy().")
        return self._value.item()

    def numpy(self) -> Any:
        """The value as a numpy array of its own (a copy: values are not shared)."""
        if self._needs:
            raise RuntimeError(
                "numpy() on a Tensor that requires grad would leave the tape unseen. Write t.detach().numpy()."
            )
        return load_numpy().array(self._value)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        array = self.numpy()
        return array if dtype is None else array.astype(dtype)

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __bool__(self) -> bool:
        if shape_of(self._value) != () and self._value.size != 1:
            how_many = "several elements" if self._value.size else "no elements"
            raise RuntimeError(
                f"the truth of a Tensor with {how_many}, shape {tuple(self.shape)}, is not one answer. "
                "Compare and reduce first, as in (t > 0).numpy().all(), or ask t.numel() > 0."
            )
        return bool(self.item())

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a single number: this Tensor has no dimensions")
        return len(self._value)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        from .printing import text

        return text(self)

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if self.shape == () else format(repr(self), spec)


def constant(value: Any, needs: int = 0) -> Tensor:
    """A leaf around a raw value that is already ours; it needs no gradient unless `needs` says so."""
    out = Tensor()
    out._value = value
    out._op = out._a = out._b = out._grad = out._info = None
    out._needs = needs
    out._serial = next(serials)
    return out


def _read_only(value: Any) -> Any:
    if shape_of(value) == ():
        return value
    view = value.view()
    view.flags.writeable = False
    return view
