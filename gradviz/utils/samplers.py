"""Who says which examples come next: small versions of PyTorch's samplers.

`gradviz.manual_seed` decides what is random.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..core.scalars import load_numpy
from ..core.words.creation import rand, randperm


class Sampler:
    """Numbers of examples: a subclass writes `__iter__` and `__len__`."""

    def __iter__(self) -> Iterator[int]:
        raise NotImplementedError(f"{type(self).__name__} does not say which examples come: write __iter__().")

    def __len__(self) -> int:
        raise NotImplementedError(f"{type(self).__name__} does not say how many examples come: write __len__().")


class SequentialSampler(Sampler):
    """All examples in order.

    Args:
        data_source: the dataset.
    """

    def __init__(self, data_source: Any) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(SequentialSampler):
    """All examples in a new random order each time.

    Args:
        data_source: the dataset.
    """

    def __iter__(self) -> Iterator[int]:
        return iter(randperm(len(self.data_source)).tolist())


class SubsetRandomSampler(Sampler):
    """Some of the examples in a new random order each time.

    Args:
        indices: their numbers.
    """

    def __init__(self, indices: Sequence[int]) -> None:
        self.indices = indices

    def __iter__(self) -> Iterator[int]:
        return iter([self.indices[place] for place in randperm(len(self.indices)).tolist()])

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler):
    """Examples drawn with different chances, as where one class is rare.

    Args:
        weights: for each example a number; its chance is its part of their sum.
        num_samples: how many are drawn.
        replacement: whether one may be drawn again.

    Raises:
        ValueError: if a weight is negative or all are 0, or without replacement fewer have a chance than are drawn.
    """

    def __init__(self, weights: Any, num_samples: int, replacement: bool = True) -> None:
        numpy = load_numpy()
        self.weights = numpy.asarray(getattr(weights, "value", weights), dtype=float)
        self.num_samples, self.replacement = num_samples, replacement
        chances = int((self.weights > 0).sum())
        if (self.weights < 0).any() or not chances or (not replacement and num_samples > chances):
            raise ValueError(
                f"WeightedRandomSampler cannot draw {num_samples} of {self.weights.size} examples, of which {chances} "
                "have a weight above 0. Weights are chances: 0 or more. Draw fewer, or with replacement=True."
            )

    def __iter__(self) -> Iterator[int]:
        numpy = load_numpy()
        if self.replacement:
            upto = numpy.cumsum(self.weights / self.weights.sum())
            upto[-1] = 1.0
            return iter(numpy.searchsorted(upto, rand(self.num_samples).value, side="right").tolist())
        with numpy.errstate(divide="ignore"):  # who waits least is drawn first; with weight 0 for ever
            waits = -numpy.log1p(-numpy.asarray(rand(self.weights.size).value)) / self.weights
        return iter(numpy.argsort(waits)[: self.num_samples].tolist())

    def __len__(self) -> int:
        return self.num_samples
