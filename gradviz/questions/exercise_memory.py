"""The check of R114, repaired: what the tape keeps, measured where it can be seen and not guessed."""

from __future__ import annotations

import math
from typing import Any

from ..core import tensor
from ..core.meter import Meter
from ..language import mark, say
from .given import as_number, listed, truth_value_in
from .reports import Report

COUNT = 1000
"""How many numbers x holds."""

MOMENTS = (mark("when x has been made"), mark("after the forward pass"), mark("after the backward pass"))
WRONG = (
    (0, (8000, 16000), "", mark("the numbers of x are there either way: requires_grad alone keeps nothing more")),
    (1, (0,), "", mark("exp needs its result for the backward pass, so it is kept")),
    (1, (8000,), "", mark("both operations keep something, each its own result")),
    (1, (24000,), "", mark("exp keeps its result and not its input as well: the slope of exp is its own value")),
    (1, (2, 2000, 1000), "", mark("a number takes 8 bytes")),
    (2, (8000, 16000, 24000), "M16", mark("what was kept is freed as the pass goes back, unless retain_graph says so")),
)  # fmt: skip


def memory(answer: Any) -> Report:
    """R114: bytes kept for the backward pass of sum(exp(exp(x))), at three moments."""
    parts = listed(answer)
    given = [as_number(each) for each in parts]
    if len(given) != len(MOMENTS) or not all(each is not None and math.isfinite(each) for each in given):
        text = say("Give three numbers of bytes, one for each moment: {example}.", example="(0, 0, 0)")
        return Report(False, truth_value_in(parts) + text)
    wanted = _measured()
    for place, (typed, right) in enumerate(zip(given, wanted, strict=True)):
        if typed == right:
            continue
        rule, fault = next(((r, f) for k, numbers, r, f in WRONG if k == place and typed in numbers), ("", ""))
        text = say("{given} bytes are not what is measured {moment}.", moment=say(MOMENTS[place]),
                   given=str(parts[place])[:40])  # fmt: skip
        text = f"{text.rstrip('.')}: {say(fault)}." if fault else text
        return Report(False, text, rule=rule or None, where=MOMENTS[place])
    return Report(True, say("{first}, {second}, {third} bytes: what needs gradients costs nothing until operations "
                            "have run, and the backward pass gives it back.",
                            first=wanted[0], second=wanted[1], third=wanted[2]))  # fmt: skip


def _measured() -> tuple[int, int, int]:
    """The three numbers from the meter itself."""
    with Meter() as meter:
        x = tensor([0.001 * k for k in range(COUNT)], requires_grad=True)
        made = meter.bytes
        y = x.exp().exp().sum()
        after = meter.bytes
        y.backward()
    return made, after, meter.bytes
