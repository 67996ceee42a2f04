"""Naming the operation in which inf or nan was born."""

from __future__ import annotations

from typing import Any

from .scalars import Flags


def forward(op: Any, inputs: tuple[Any, ...], value: Any, out: Any) -> None:
    """Say that an operation's result is not finite."""
    Flags.raised = False
