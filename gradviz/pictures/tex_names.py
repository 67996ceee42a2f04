r"""What the learner calls things, as LaTeX: x1 is x with an index, theta is the letter, and no name is a command."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from ..recording import Graph
from .cutting import cut
from .labels import names

NAME_COLUMNS = 24
"""A longer name is cut in an equation, which is about the structure."""

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta",
    "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi",
    "Ω": "Omega",
}  # fmt: skip
_SPELLED = frozenset(_GREEK.values())
_SPECIAL = {
    "_": r"\_", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "{": r"\{", "}": r"\}", "\\": r"\backslash{}",
    "^": r"\wedge{}", "~": r"\sim{}", "<": r"\lt{}", ">": r"\gt{}", " ": r"\ ", "|": r"\vert{}",
}  # fmt: skip
"""Characters that LaTeX has a meaning for, or a page that shows it."""

_INDEXED = re.compile(r"([^\W\d_]+)_?(\d+)|([^\W\d_]+)_([^\W_]+)")


def latex_name(name: str) -> str:
    r"""A name in LaTeX, as a mathematician would write it where that is plain.

    Example:
        >>> latex_name("w"), latex_name("x12"), latex_name("theta"), latex_name("loss"), latex_name("a_b_c")
        ('w', 'x_{12}', '\\theta', '\\mathrm{loss}', '\\mathrm{a\\_b\\_c}')
    """
    match = _INDEXED.fullmatch(name)
    if match is None:
        return _word(name)
    base, index = (match[1], match[2]) if match[1] else (match[3], match[4])
    return f"{_word(base)}_{{{index if index.isascii() and index.isdigit() else _word(index)}}}"


def _word(text: str) -> str:
    letter = _GREEK.get(unicodedata.normalize("NFKC", text), text)
    if letter in _SPELLED:
        return "\\" + letter
    return text if len(text) == 1 and text.isascii() and text.isalpha() else upright(text)


def upright(text: str) -> str:
    r"""Any text as an upright word; what is neither a plain letter nor a sign with a command stands in \text."""
    pieces = []
    for plain, other in re.findall(r"([A-Za-z0-9_%#&$(){}\\^~<>| ]+)|([^A-Za-z0-9_%#&$(){}\\^~<>| ]+)", text):
        inside = "".join(_SPECIAL.get(character, character) for character in plain)
        pieces.append(rf"\mathrm{{{inside}}}" if plain else rf"\text{{{other}}}")
    return pieces[0] if len(pieces) == 1 else f"{{{''.join(pieces)}}}"


@lru_cache(maxsize=64)
def latex_names(graph: Graph) -> tuple[str, ...]:
    """Every node's name in LaTeX; two that would look alike, such as x1 and x_1, are written letter by letter."""
    called = names(graph)
    written = [latex_name(cut(name, NAME_COLUMNS)) for name in called]
    count = Counter(written)
    return tuple(w if count[w] == 1 else upright(name) for w, name in zip(written, called, strict=True))
