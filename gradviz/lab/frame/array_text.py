"""An array as a line of text that can be edited."""

from __future__ import annotations

import ast
from typing import Any

import ipywidgets as widgets
import traitlets


class ArrayText(widgets.HBox):
    """An array as a line of text that can be edited: [1, 2, 3]. Its `value` is the last good list."""

    def __init__(self, given: list[Any], description: str) -> None:
        self.text = widgets.Text(value=str(given), description=description, continuous_update=False)
        super().__init__([self.text])
        self.add_traits(value=traitlets.Any(given), disabled=traitlets.Bool(False))
        traitlets.dlink((self, "disabled"), (self.text, "disabled"))
        self.text.observe(self._read, "value")
        self.observe(self._write, "value")

    def _read(self, change: dict[str, Any]) -> None:
        """Take the text over as it is; what is wrong with it is said where the figure says what is wrong."""
        try:
            self.value = ast.literal_eval(change["new"])
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            self.value = change["new"]

    def _write(self, change: dict[str, Any]) -> None:
        """Show a list that was set from outside, as Reset does; what was typed stays as it was typed."""
        try:
            typed = ast.literal_eval(self.text.value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            typed = self.text.value
        if typed != change["new"]:
            self.text.value = str(change["new"])
