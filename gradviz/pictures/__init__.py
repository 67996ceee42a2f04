"""Drawing: numbers as text, DOT, engines, layouts, Pictures and their text twins; captions and equations.

Read in this order: `numbers` (one function formats every number), `look` (what `draw` may be asked for), `marks`,
`labels` (what stands where), `highlight`, `expression` (formulas read off a graph), `dot`, `engines`,
`places`, `legend`, `layout`, `picture`, `twin`, `themes`.

Another graph for the recorded one: `views`, `joining` (several nodes as one), `folding` (which), `tree` (shared nodes
once for each use), `limits` (what is too large to draw).

In words and in LaTeX: `operations` (a call written out), `wording`, `captions` (a sentence for every event);
`tex_names`, `tex` and `tex_text` (names and formulas as LaTeX, and LaTeX as text), `equation`, `addresses` (nodes,
edges and paths by name), `chain` (the sides of an equation), `derivatives` (the equations).
"""

from .captions import caption, phases
from .derivatives import latex, leaf_gradients
from .drawing import draw
from .engines import EngineError
from .equation import Equation
from .picture import Picture

__all__ = ["EngineError", "Equation", "Picture", "caption", "draw", "latex", "leaf_gradients", "phases"]
