"""`grad_fn`: the recorded operation as PyTorch shows it, for walking up a graph by hand."""

from __future__ import annotations

from .tensor import MANY, Tensor


class GradFn:
    """The backward node of a computed Tensor, under PyTorch's name and without an address.

    Example:
        >>> import gradviz as gv
        >>> y = gv.tensor(2.0, requires_grad=True) * 3
        >>> y.grad_fn
        <MulBackward0>
        >>> y.grad_fn.next_functions
        ((<AccumulateGrad>, 0), (None, 0))
    """

    __slots__ = ("_tensor",)

    def __init__(self, tensor: Tensor) -> None:
        self._tensor = tensor

    def name(self) -> str:
        """PyTorch's name for it: AccumulateGrad for a leaf."""
        from .saved import inputs_of

        op, options = self._tensor._op, self._tensor._b if self._tensor._needs & MANY else ()
        return "AccumulateGrad" if op is None else op.backward_name(inputs_of(self._tensor), options)

    @property
    def next_functions(self) -> tuple[tuple[GradFn | None, int], ...]:
        """The backward nodes of the inputs, None where no gradient goes; each with 0, as operations have one output."""
        from .saved import inputs_of

        if self._tensor._op is None:
            return ()
        inputs = inputs_of(self._tensor)
        if self._tensor._op.name == "power":  # as in PyTorch, where the 2 of x**2 has no place of its own
            inputs = tuple(source for source in inputs if isinstance(source, Tensor))
        return tuple((_next(source), 0) for source in inputs)

    @property
    def variable(self) -> Tensor:
        """The leaf in which an AccumulateGrad adds up."""
        if self._tensor._op is not None:
            raise AttributeError(f"{self!r} belongs to a computed Tensor; only AccumulateGrad has a .variable")
        return self._tensor

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GradFn) and other._tensor is self._tensor

    def __hash__(self) -> int:
        return hash(self._tensor)

    def __repr__(self) -> str:
        return f"<{self.name()}>"


def _next(source: object) -> GradFn | None:
    return GradFn(source) if isinstance(source, Tensor) and source._needs else None
