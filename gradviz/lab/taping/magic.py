"""`%%tape`: the cell itself is the code, so that it keeps its colours, its completion and its line numbers."""

from __future__ import annotations

import ast
from typing import Any

from .tape import Tape, program_text


def load(shell: Any) -> None:
    """Give an IPython shell the cell magic; `%load_ext gradviz` calls this."""

    def tape(line: str, cell: str) -> Tape:
        """Run this cell line by line and watch the tape grow, as `gv.tape` does.

        Inputs may stand beside it: `%%tape w=3, x=2`. The cell sees the notebook's names; its own stay in the cell.
        """
        text, _ = program_text(cell, inputs_in(line, shell.user_ns))
        return Tape(text, {name: value for name, value in shell.user_ns.items() if not name.startswith("_")})

    shell.register_magic_function(tape, "cell", "tape")


def inputs_in(line: str, names: dict[str, Any]) -> dict[str, Any]:
    """The inputs that stand beside `%%tape`.

    Raises:
        ValueError: if they are not written as inputs of a call are.
    """
    said = f"%%tape {line.strip()[:60]}: "
    example = "Write them as in a call: %%tape w=3, x=2; the code begins on the next line."
    try:
        call = ast.parse(f"dict({line})", mode="eval").body
    except (SyntaxError, ValueError):
        call = None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
        raise ValueError(f"{said}the inputs cannot be read, because this is no list of names with values. {example}")
    if call.args:
        raise ValueError(
            f"{said}{ast.unparse(call.args[0])[:40]} has no name, so it is not known which input it is. {example}"
        )
    try:
        given = eval(f"dict({line})", {**names, "dict": dict})  # the student's own line, in their own notebook
    except Exception as error:
        raise ValueError(
            f"{said}the values of the inputs cannot be computed ({type(error).__name__}: {error}). Use numbers, or "
            f"names that the notebook has. {example}"
        ) from None
    return dict(given)
