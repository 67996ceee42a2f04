"""Switching the search for inf and nan on and off, by PyTorch's names."""

from __future__ import annotations

from ..core.advice.anomaly import Detection


class set_detect_anomaly:
    """Look for inf and nan in graphs of any size, or not at all; a call, or a context that ends with what was before.

    Unless this was called, gradviz looks in graphs below 10,000 operations, and warns: of an operation that makes inf
    or nan out of finite numbers in the forward pass, and of a node at which a finite gradient becomes inf or nan in
    the backward pass. With True every recorded operation remembers the learner's line that made it (which takes time),
    the backward pass names that line too, and if a gradient is nan it raises, as PyTorch's does. With False nothing is
    looked for.

    Args:
        mode: whether to look.
        check_nan: False leaves out the search, as in PyTorch.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(-1.0)
        >>> with gv.autograd.set_detect_anomaly(False):
        ...     gv.log(x)
        tensor(nan)
    """

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = Detection.asked
        Detection.ask(bool(mode) and check_nan)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exc_info: object) -> None:
        Detection.ask(self._before)


class detect_anomaly:
    """A context in which `set_detect_anomaly(True)` holds.

    Args:
        check_nan: False leaves out the search, as in PyTorch.

    Example:
        >>> import gradviz as gv
        >>> x = gv.tensor(0.0, requires_grad=True)
        >>> with gv.autograd.detect_anomaly():
        ...     gv.autograd.is_anomaly_enabled()
        True
    """

    def __init__(self, check_nan: bool = True) -> None:
        self._check_nan = check_nan

    def __enter__(self) -> None:
        self._before = Detection.asked
        Detection.ask(self._check_nan)

    def __exit__(self, *exc_info: object) -> None:
        Detection.ask(self._before)


def is_anomaly_enabled() -> bool:
    """Whether `set_detect_anomaly(True)` holds."""
    return Detection.asked is True
