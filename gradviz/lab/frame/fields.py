"""Fields of which the page tells what stands in them before it tells of an Enter or of a button.

ipywidgets sends what is typed one message at a time, each when the kernel is done with the one before, and an Enter or
a click at once: on a busy kernel the click would overtake the letters, and "1" would be graded of "162".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any
from weakref import WeakValueDictionary

import ipywidgets as widgets

_PREFIX = "gv-field-"
_numbers = count(1)
_fields: WeakValueDictionary[str, Any] = WeakValueDictionary()


def in_time(field: Any) -> Any:
    """Let the page tell what stands in a field before anything is done with it; returns the field.

    Args:
        field: a Text, Textarea, Checkbox, or a Dropdown or RadioButtons whose options stay and that the learner alone
            sets.
    """
    name = f"{_PREFIX}{next(_numbers)}"
    field.add_class(name)
    _fields[name] = field
    return field


def on_enter(field: widgets.Text, send: Callable[[], None]) -> None:
    """Call `send` when Enter is pressed in a field: ipywidgets tells of it by a message of its own."""
    in_time(field)._submission_callbacks.register_callback(lambda _: send())


def take_over(told: Mapping[Any, Any]) -> None:
    """What the page says stands in its fields; nothing is sent back, for somebody may be typing on."""
    for name, text in told.items():
        field = _fields.get(name) if isinstance(name, str) else None
        if field is None or field.disabled:
            continue
        if isinstance(field, (widgets.Dropdown, widgets.RadioButtons)):
            if type(text) is int and 0 <= text < len(field.options):
                field.set_state({"index": text})
        elif isinstance(text, bool if isinstance(field, widgets.Checkbox) else str):
            field.set_state({"value": text})
