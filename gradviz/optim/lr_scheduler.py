"""Learning rates that change from epoch to epoch: call `scheduler.step()` after each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from ..core.words.missing import unknown
from .optimizer import Optimizer

__all__ = ["CosineAnnealingLR", "ExponentialLR", "LRScheduler", "LambdaLR", "MultiStepLR", "StepLR"]


class LRScheduler:
    """The base of every schedule: a subclass says in `factor` how large the rate is after some epochs.

    Args:
        optimizer: the optimizer whose rates change; each group starts from its own.

    Example:
        >>> import gradviz as gv
        >>> class Halving(gv.optim.lr_scheduler.LRScheduler):
        ...     def factor(self, epoch):
        ...         return 0.5**epoch
        >>> optimizer = gv.optim.SGD([gv.tensor(1.0, requires_grad=True)], lr=0.5)
        >>> scheduler = Halving(optimizer)
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.25]
    """

    def __init__(self, optimizer: Optimizer) -> None:
        self.optimizer, self.last_epoch = optimizer, 0
        for group in optimizer.param_groups:
            group.setdefault("initial_lr", group["lr"])
        self.base_lrs: list[float] = [group["initial_lr"] for group in optimizer.param_groups]
        self._set()

    def factor(self, epoch: int) -> float:
        """The part of the first learning rate that is used after `epoch` epochs."""
        raise NotImplementedError(f"{type(self).__name__} does not say how the rate changes: write factor(epoch).")

    def step(self) -> None:
        """Count one more epoch and set the learning rates."""
        self.last_epoch += 1
        self._set()

    def get_last_lr(self) -> list[float]:
        """The learning rate of each group as it is now."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def _set(self) -> None:
        for group, base in zip(self.optimizer.param_groups, self.base_lrs, strict=True):
            group["lr"] = base * self.factor(self.last_epoch)


class StepLR(LRScheduler):
    """Multiply the rate by gamma after every step_size epochs.

    Args:
        optimizer: the optimizer.
        step_size: how many epochs.
        gamma: the factor.

    Example:
        >>> import gradviz as gv
        >>> optimizer = gv.optim.SGD([gv.tensor(1.0, requires_grad=True)], lr=0.5)
        >>> scheduler = gv.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
        >>> rates = []
        >>> for _ in range(3):
        ...     rates += scheduler.get_last_lr()
        ...     scheduler.step()
        >>> rates
        [0.5, 0.5, 0.25]
    """

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer)

    def factor(self, epoch: int) -> float:
        """gamma^⌊epoch/step_size⌋."""
        return float(self.gamma ** (epoch // self.step_size))


class MultiStepLR(LRScheduler):
    """Multiply the rate by gamma after each of some epochs.

    Args:
        optimizer: the optimizer.
        milestones: the epochs.
        gamma: the factor.

    Example:
        >>> import gradviz as gv
        >>> optimizer = gv.optim.SGD([gv.tensor(1.0, requires_grad=True)], lr=1.0)
        >>> scheduler = gv.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[1, 3], gamma=0.5)
        >>> for _ in range(3):
        ...     scheduler.step()
        >>> scheduler.get_last_lr()
        [0.25]
    """

    def __init__(self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1) -> None:
        self.milestones, self.gamma = sorted(milestones), gamma
        super().__init__(optimizer)

    def factor(self, epoch: int) -> float:
        """Gamma to the power of the number of milestones that are reached."""
        return float(self.gamma ** sum(epoch >= milestone for milestone in self.milestones))


class ExponentialLR(LRScheduler):
    """Multiply the rate by gamma after every epoch.

    Args:
        optimizer: the optimizer.
        gamma: the factor.

    Example:
        >>> import gradviz as gv
        >>> optimizer = gv.optim.SGD([gv.tensor(1.0, requires_grad=True)], lr=0.5)
        >>> scheduler = gv.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
        >>> rates = []
        >>> for _ in range(3):
        ...     rates += scheduler.get_last_lr()
        ...     scheduler.step()
        >>> rates
        [0.5, 0.25, 0.125]
    """

    def __init__(self, optimizer: Optimizer, gamma: float) -> None:
        self.gamma = gamma
        super().__init__(optimizer)

    def factor(self, epoch: int) -> float:
        """gamma^epoch."""
        return float(self.gamma**epoch)


class CosineAnnealingLR(LRScheduler):
    """Lower the rate along half a cosine, to 0 after T_max epochs.

    Args:
        optimizer: the optimizer.
        T_max: how many epochs.

    Example:
        >>> import gradviz as gv
        >>> optimizer = gv.optim.SGD([gv.tensor(1.0, requires_grad=True)], lr=0.5)
        >>> scheduler = gv.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=2)
        >>> scheduler.step()
        >>> round(scheduler.get_last_lr()[0], 4)
        0.25
    """

    def __init__(self, optimizer: Optimizer, T_max: int) -> None:
        self.T_max = T_max
        super().__init__(optimizer)

    def factor(self, epoch: int) -> float:
        """½(1 + cos(π epoch/T_max))."""
        return 0.5 * (1.0 + math.cos(math.pi * epoch / self.T_max))


class LambdaLR(LRScheduler):
    """Multiply the first rate by a function of the epoch.

    Args:
        optimizer: the optimizer.
        lr_lambda: the function.

    Example:
        >>> import gradviz as gv
        >>> optimizer = gv.optim.SGD([gv.tensor(1.0, requires_grad=True)], lr=0.5)
        >>> scheduler = gv.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 / (1 + epoch))
        >>> rates = []
        >>> for _ in range(3):
        ...     rates += scheduler.get_last_lr()
        ...     scheduler.step()
        >>> rates
        [0.5, 0.25, 0.16666666666666666]
    """

    def __init__(self, optimizer: Optimizer, lr_lambda: Callable[[int], float]) -> None:
        self.lr_lambda = lr_lambda
        super().__init__(optimizer)

    def factor(self, epoch: int) -> float:
        """lr_lambda(epoch)."""
        return self.lr_lambda(epoch)


def __getattr__(name: str) -> object:
    """The error for a name that gradviz does not have."""
    raise unknown(__name__, name, __all__)
