"""Names for Tensors from the learner's own variables."""

from __future__ import annotations

import sys

from ..core.tensor import Tensor


def name_from_frames(tensors: list[Tensor]) -> None:
    """Give those that have no name the name of the variable that holds them where the learner's code is now.

    Only the innermost frame that is not ours is looked at: what others call the same Tensor is not what the learner
    sees. A parameter is not named by a loop's variable; its module knows its name.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).partition(".")[0] == "gradviz":
        frame = frame.f_back
    unnamed = {id(t) for t in tensors if t.name is None and not (t._info is not None and t._info.parameter)}
    for name, value in list(frame.f_locals.items()):
        if id(value) in unnamed and not name.startswith("_") and value.name is None:
            value.named(name)
