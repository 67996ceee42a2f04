"""Mini-batches: which examples each turn of the loop sees, in an order that is drawn anew in every epoch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ...core import Tensor
from ...core.words.creation import get_rng_state, set_rng_state
from ...recording.running import as_leaf
from .problem import Problem

SEED = 0
"""The order is that of a DataLoader with shuffle=True after `gv.manual_seed(0)`."""


class Batches:
    """The data of a problem, cut into batches.

    Attributes:
        size: how many examples a batch has; 0 where all data are seen in every turn.
        count: how many batches, and so how many turns, an epoch has.
    """

    def __init__(self, problem: Problem, size: int) -> None:
        self.size = size if size < problem.examples else 0
        self.count = -(-problem.examples // self.size) if self.size else 1
        self._problem, self._examples = problem, problem.examples
        self._draw = np.random.default_rng(SEED)
        self._orders: list[Any] = []
        self._dice: list[Any] = []
        self._whole = {name: _fixed(name, value) for name, value in problem.data.items()}

    def all(self) -> dict[str, Tensor]:
        """All data. Single numbers come anew each time, as from a loader."""
        return {name: leaf if leaf.shape else as_leaf(leaf.item(), name) for name, leaf in self._whole.items()}

    def of(self, turn: int) -> dict[str, Tensor]:
        """The data of a turn."""
        if not self.size:
            return self.all()
        rows = self.rows(turn)
        return {name: _fixed(name, leaf._value[rows]) for name, leaf in self._whole.items()}

    def rows(self, turn: int) -> Any:
        """The numbers of the examples in a turn's batch."""
        epoch, batch = divmod(turn, self.count)
        while len(self._orders) <= epoch:
            self._orders.append(self._draw.permutation(self._examples).astype(np.int32))
        return self._orders[epoch][batch * self.size : (batch + 1) * self.size]

    def begin(self, turn: int) -> None:
        """Keep where the random numbers stand at the beginning of a turn, if its model draws some."""
        if self._problem.model is not None and self._problem.model.random:
            self._dice[turn:] = [get_rng_state()]

    def again(self, turn: int) -> None:
        """Bring the random numbers to where they stood at the beginning of a turn."""
        if turn < len(self._dice):
            set_rng_state(self._dice[turn])


@contextmanager
def aside(problem: Problem) -> Iterator[None]:
    """What is computed here draws no random number that the loop would have drawn."""
    if problem.model is None or not problem.model.random:
        yield
        return
    before = get_rng_state()
    try:
        yield
    finally:
        set_rng_state(before)


def _fixed(name: str, value: Any) -> Tensor:
    """Data as a leaf; arrays of data get no gradient."""
    leaf = as_leaf(value, name)
    if leaf.shape:
        leaf.requires_grad_(False)
    return leaf
