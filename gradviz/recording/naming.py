"""Names for Tensors from the learner's own variables."""

from __future__ import annotations

import sys
from collections.abc import Container

from ..core.tensor import Tensor


def name_from_frames(tensors: Container[Tensor]) -> None:
    """Give those that have no name the name of the variable that holds them where the learner's code is now.

    Only the innermost frame that is not ours is looked at: what others call the same Tensor is not what the learner
    sees. A parameter is not named by a loop's variable; its module knows its name.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).partition(".")[0] == "gradviz":
        frame = frame.f_back
    for name, value in list(frame.f_locals.items()):
        if value.__class__ is not Tensor or value not in tensors or value.name is not None or name.startswith("_"):
            continue
        if not value._extras().parameter:
            value.named(name)
