"""`%%tape`: the cell itself is the code, so that it keeps its colours, its completion and its line numbers."""

from __future__ import annotations

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
    try:
        given = eval(f"dict({line})", {**names, "dict": dict})  # the student's own line, in their own notebook
    except Exception as error:
        raise ValueError(
            f"%%tape {line.strip()[:60]}: the inputs cannot be read ({error}). Write them as in a call: "
            "%%tape w=3, x=2; the code begins on the next line."
        ) from None
    return dict(given)
