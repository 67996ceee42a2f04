"""Examples, and batches of them: small versions of PyTorch's Dataset and DataLoader."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ..core.making import tensor
from ..core.operation import FUNCTIONS
from ..core.tensor import Tensor
from ..core.words.creation import randperm
from ..core.words.missing import unknown
from .samplers import RandomSampler, Sampler, SequentialSampler, SubsetRandomSampler, WeightedRandomSampler

__all__ = [
    "ConcatDataset", "DataLoader", "Dataset", "RandomSampler", "Sampler", "SequentialSampler", "Subset",
    "SubsetRandomSampler", "TensorDataset", "WeightedRandomSampler", "default_collate", "random_split",
]  # fmt: skip


class Dataset:
    """Examples by number: a subclass writes `__len__` and `__getitem__`."""

    def __getitem__(self, index: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} does not say what example {index} is: write __getitem__().")

    def __len__(self) -> int:
        raise NotImplementedError(f"{type(self).__name__} does not say how many examples it has: write __len__().")


class TensorDataset(Dataset):
    """The rows of one or more Tensors, side by side.

    Args:
        *tensors: Tensors with the same first size.

    Raises:
        TypeError: if one of them is not a Tensor.
        ValueError: if the first sizes differ.

    Example:
        >>> import gradviz as gv
        >>> from gradviz.utils.data import TensorDataset
        >>> TensorDataset(gv.tensor([[1.0], [2.0]]), gv.tensor([0, 1]))[1]
        (tensor([2.]), tensor(1))
    """

    def __init__(self, *tensors: Tensor) -> None:
        for place, given in enumerate(tensors):
            if not isinstance(given, Tensor):
                raise TypeError(
                    f"TensorDataset got a {type(given).__name__} as argument {place}; it cuts rows from Tensors. "
                    "Write gv.tensor(...) around it."
                )
        shapes = [tuple(t.shape) for t in tensors]
        if len({shape[:1] for shape in shapes}) != 1 or () in shapes:
            raise ValueError(
                f"TensorDataset got Tensors of shapes {shapes}. Row i of each belongs to example i, so their first "
                "sizes must be equal: look for a missing row, or a transposed Tensor."
            )
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(t[index] for t in self.tensors)

    def __len__(self) -> int:
        return len(self.tensors[0])


class Subset(Dataset):
    """Some of the examples of a dataset.

    Args:
        dataset: the dataset.
        indices: the numbers of the examples, in order.
    """

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset, self.indices = dataset, list(indices)

    def __getitem__(self, index: int) -> Any:
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)


class ConcatDataset(Dataset):
    """Several datasets one after the other.

    Args:
        datasets: the datasets.
    """

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        self.cumulative_sizes = list(itertools.accumulate(len(dataset) for dataset in self.datasets))

    def __getitem__(self, index: int) -> Any:
        index = index + len(self) if index < 0 else index
        if not 0 <= index < len(self):
            raise IndexError(f"there is no example {index}: the {len(self.datasets)} datasets have {len(self)}.")
        place = bisect.bisect_right(self.cumulative_sizes, index)
        return self.datasets[place][index - (self.cumulative_sizes[place - 1] if place else 0)]

    def __len__(self) -> int:
        return self.cumulative_sizes[-1] if self.cumulative_sizes else 0


def random_split(dataset: Any, lengths: Sequence[float]) -> list[Subset]:
    """Cut a dataset into parts at random (`gradviz.manual_seed` decides how).

    Args:
        dataset: the dataset.
        lengths: the sizes of the parts, or fractions that add up to 1.

    Raises:
        ValueError: if the sizes do not add up to the dataset's own.
    """
    count = len(dataset)
    sizes = [int(n) for n in lengths]
    if abs(sum(lengths) - 1) < 1e-9 and sum(sizes) != count:
        sizes = [int(count * fraction) for fraction in lengths]
        for place in range(count - sum(sizes)):  # what rounding left over goes to the first parts in turn
            sizes[place % len(sizes)] += 1
    if sum(sizes) != count:
        raise ValueError(
            f"random_split got lengths {list(lengths)} for {count} examples; every example goes to one part. "
            "Give sizes that add up to the number of examples, or fractions that add up to 1."
        )
    order, parts, start = randperm(count).tolist(), [], 0
    for size in sizes:
        parts.append(Subset(dataset, order[start : start + size]))
        start += size
    return parts


def default_collate(batch: Sequence[Any]) -> Any:
    """Examples as one batch: Tensors, arrays and numbers are stacked, tuples and dictionaries gone through."""
    first = batch[0]
    if isinstance(first, Tensor):
        return FUNCTIONS["stack"](list(batch), 0)
    if isinstance(first, dict):
        return {key: default_collate([example[key] for example in batch]) for key in first}
    if isinstance(first, (tuple, list)):
        return [default_collate(column) for column in zip(*batch, strict=True)]
    return list(batch) if isinstance(first, str) else tensor(list(batch))


class DataLoader:
    """Goes through a dataset batch by batch, in a new random order each time if `shuffle`.

    Args:
        dataset: anything with a length and numbered examples.
        batch_size: how many examples a batch has.
        shuffle: whether the order is random; `gradviz.manual_seed` decides it.
        sampler: what gives the numbers of the examples, in place of `shuffle`.
        drop_last: whether a last batch that is too small is left out.
        collate_fn: makes a batch of a list of examples.
        num_workers: accepted for PyTorch's sake; everything runs in this process.
        pin_memory: accepted likewise.
        persistent_workers: accepted likewise.

    Raises:
        ValueError: if the batch size is not at least 1, or both `shuffle` and `sampler` are given.

    Example:
        >>> import gradviz as gv
        >>> from gradviz.utils.data import DataLoader, TensorDataset
        >>> loader = DataLoader(TensorDataset(gv.arange(5)), batch_size=2)
        >>> [x.tolist() for (x,) in loader]
        [[0, 1], [2, 3], [4]]
    """

    def __init__(
        self, dataset: Any, batch_size: int = 1, shuffle: bool = False, sampler: Any = None, *, drop_last: bool = False,
        collate_fn: Callable[[list[Any]], Any] | None = None, num_workers: int = 0, pin_memory: bool = False,
        persistent_workers: bool = False,
    ) -> None:  # fmt: skip
        if not isinstance(batch_size, int) or batch_size < 1:
            raise ValueError(
                f"DataLoader got batch_size={batch_size!r}; a batch holds a whole number of examples, 1 or more."
            )
        if sampler is not None and shuffle:
            raise ValueError("DataLoader got shuffle=True and a sampler; either decides the order. Give one of them.")
        self.dataset, self.batch_size, self.shuffle, self.sampler = dataset, batch_size, shuffle, sampler
        self.drop_last, self.collate_fn = drop_last, collate_fn

    def __len__(self) -> int:
        whole, rest = divmod(len(self.dataset if self.sampler is None else self.sampler), self.batch_size)
        return whole if self.drop_last or not rest else whole + 1

    def __iter__(self) -> Iterator[Any]:
        sampler = self.sampler or (RandomSampler if self.shuffle else SequentialSampler)(self.dataset)
        order = [int(place) for place in sampler]
        for number in range(len(self)):
            yield self._batch(order[number * self.batch_size : (number + 1) * self.batch_size])

    def _batch(self, places: list[int]) -> Any:
        if self.collate_fn is None and type(self.dataset) is TensorDataset:
            return list(self.dataset[places])  # all rows at once, which gives the same
        return (self.collate_fn or default_collate)([self.dataset[i] for i in places])


def __getattr__(name: str) -> object:
    """The error for a name that gradviz does not have."""
    raise unknown(__name__, name, __all__)
