r"""A small reader of LaTeX that refuses what MathJax or KaTeX would: braces, commands, specials, double indices."""

import re

WORDS = """
frac tfrac partial cdot sqrt operatorname mathrm text bar ln sin cos tanh max min le ge ne lnot sum prod infty lfloor
rfloor lceil rceil ldots top times to quad begin end backslash wedge sim lt gt vert
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega
Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
ESCAPED = {"\\" + sign for sign in ",_%#&${}\\ "}
COMMANDS = {"\\" + word for word in WORDS.split()} | ESCAPED
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
ONE = (r"\sqrt", r"\operatorname", r"\mathrm", r"\text", r"\begin", r"\end")
ARGUMENTS = {r"\frac": 2, r"\tfrac": 2, **dict.fromkeys(ONE, 1)}


def complaints(latex):
    """Everything that is wrong with a piece of LaTeX."""
    tokens = TOKEN.findall(latex)
    return [*_signs(tokens), *_braces(tokens), *_indices(tokens), *_arguments(tokens)]


def _signs(tokens):
    aligned = r"\begin" in tokens
    for before, token in zip(["", *tokens], tokens, strict=False):
        if token.startswith("\\") and token not in COMMANDS:
            yield f"unknown command {token}"
        if token in ("%", "#", "$", "~", "\n") or (token == "&" and not aligned):
            yield f"{token!r} is not escaped"
        if ord(token[0]) >= 0xF0000:
            yield "a mark was left"
        if before.startswith("\\") and before[-1].isalpha() and token.isalpha():
            yield f"{before} runs into {token}"


def _braces(tokens):
    depth = 0
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth < 0:
            yield "a brace closes nothing"
            return
    if depth:
        yield "a brace is open"
    if tokens.count(r"\begin") != tokens.count(r"\end"):
        yield "an environment is open"


def _indices(tokens):
    """x_{1}_{2} and x^{2}^{3} are errors."""
    solid = [t for t in tokens if not t.isspace()]
    for i, token in enumerate(solid):
        if token in ("^", "_"):
            end = _after(solid, i + 1)
            if end < len(solid) and solid[end] == token:
                yield f"double {token}"
            if i + 1 >= len(solid) or solid[i + 1] in ("}", "^", "_"):
                yield f"{token} without an argument"


def _after(tokens, start):
    """The place after the group that begins at `start`."""
    depth = 0
    for i in range(start, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[i], 0)
        if depth == 0:
            return i + 1
    return len(tokens)


def _arguments(tokens):
    solid = [t for t in tokens if not t.isspace()]
    for i, token in enumerate(solid):
        place = i + 1
        for _ in range(ARGUMENTS.get(token, 0)):
            if place >= len(solid) or solid[place] != "{":
                yield f"{token} lacks an argument"
                break
            place = _after(solid, place)
