"""A figure whose inputs have controls: every move runs the learner's function forward and backward again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...core import Tensor
from ...core.advice.anomaly import unsaid
from ...recording import Recording, watch
from ...recording.running import run
from .controlled import Controlled


class Live(Controlled):
    """What figures of a learner's function share. A subclass says in `ran` what it shows of a run."""

    def ran(self, output: Tensor, recording: Recording, moved: str | None) -> None:
        """Show a run. `moved` is the input whose move it was, or None."""

    def tick(self, moved: str | None = None) -> None:
        """Run the function forward and backward on the inputs as they are, and show what happened."""
        if self.controls.is_quiet or self.function is None:
            return
        function, now = self.function, self.controls.now
        done = self.attempt(lambda: forward_and_backward(function, now), function)
        self.failed = done is None
        if done is not None:
            self.ran(*done, moved)


def forward_and_backward(function: Callable[..., Any], inputs: Mapping[str, Any]) -> tuple[Tensor, Recording]:
    """A run of a function, with its record. The figure names the node in which inf or nan was born: no warning does."""
    with unsaid():
        output = run(function, inputs)
        return output, watch(output)
