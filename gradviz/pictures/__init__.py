"""Drawing: numbers as text, DOT, engines, layouts, Pictures and their text twins.

Read in this order: `numbers` (one function formats every number), `labels` (what stands where), `expression`
(formulas read off a graph), `dot`, `engines`, `layout`, `picture`, `twin`, `themes`.
"""

from .drawing import draw
from .engines import EngineError
from .picture import Picture

__all__ = ["EngineError", "Picture", "draw"]
