"""A learner's own class at work, traced and changed line by line: this runs in a process of its own (see `apart`)."""

from __future__ import annotations

import ast
import copy
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from types import FrameType, FunctionType
from typing import Any

from .probes import PROBES, SLOW, Kind, answer, same

FILE = "<your class>"
USES = ("R106", "R95", "R116")  # what asks for a value that is used again
SINGLE = tuple(probe for probe in PROBES if probe.stage == 1)
SHARED = tuple(probe for probe in PROBES if probe.stage == 2 and probe.name not in SLOW and probe.source in USES)
PARENTS = {"L": ("e",), "e": ("c", "d"), "c": ("a", "b"), "d": ("a", "b")}
"""The graph that is handled: c = a + b, d = a·b, e = c·d, L = e²."""


def seen(source: str, name: str, names: dict[str, Any]) -> dict[str, Any]:
    """What is asked about a class: the lines that add up, how often lines run, the order of a pass, and numbers.

    Args:
        source: the text of the class.
        name: what it is called.
        names: the other names that the text uses.
    """
    tree = ast.parse(source)
    kind = _made(tree, name, names)
    adding = [line for line, changed in _without_adding(tree) if _only_shared_differ(_made(changed, name, names))]
    forward, backward, made = _hits(kind)
    return {
        "adding": sorted(set(adding)), "forward": dict(forward), "backward": dict(backward), "made": made,
        "order": _order(kind), "twice": _twice(kind), "lines": _lines(tree),
        "sums": sorted({getattr(node, "lineno", 0) for node in ast.walk(tree) if _adds(node)}),
    }  # fmt: skip


def _made(tree: ast.Module, name: str, names: dict[str, Any]) -> Kind:
    """The class of a text; functions beside it that speak of it speak of this one."""
    space: dict[str, Any] = {"__name__": "__main__", **names}
    functions = {key: value for key, value in names.items() if isinstance(value, FunctionType)}
    for key, value in functions.items():
        space.update({other: each for other, each in value.__globals__.items() if other not in space})
        space[key] = FunctionType(value.__code__, space, key, value.__defaults__, value.__closure__)
        space[key].__kwdefaults__ = value.__kwdefaults__
    exec(compile(ast.fix_missing_locations(tree), FILE, "exec"), space)  # the learner's own text, apart
    made: Kind = space[name]
    return made


def _without_adding(tree: ast.Module) -> Iterator[tuple[int, ast.Module]]:
    """For every sum in the text: its line, and the text with one of its two sides alone (= for +=)."""
    places = [k for k, node in enumerate(ast.walk(tree)) if _adds(node)]
    for place, side in ((place, side) for place in places for side in ("left", "right")):
        changed = copy.deepcopy(tree)
        node: Any = list(ast.walk(changed))[place]
        if isinstance(node, ast.BinOp):
            _replace(changed, node, getattr(node, side))
        else:
            _replace(changed, node, ast.Assign([node.target], node.value, lineno=node.lineno))
        yield node.lineno, changed


def _adds(node: ast.AST) -> bool:
    """Whether it is a sum that can hold a gradient: one with a written number, such as + 1, counts something."""
    sides = {ast.BinOp: ("left", "right"), ast.AugAssign: ("value",)}.get(type(node), ())
    constant = any(isinstance(getattr(node, side), ast.Constant) for side in sides)
    return isinstance(node, (ast.BinOp, ast.AugAssign)) and isinstance(node.op, ast.Add) and not constant


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
            elif isinstance(value, list):
                setattr(parent, field, [new if each is old else each for each in value])


def _only_shared_differ(kind: Kind) -> bool:
    """Whether every formula without a shared value is right, and one with a shared value is not."""
    return all(_right(probe, kind) for probe in SINGLE) and not all(_right(probe, kind) for probe in SHARED)


def _right(probe: Any, kind: Kind) -> bool:
    got = answer(probe, kind)["got"]
    return got is not None and same(got, probe.wanted)


def _traced(work: Callable[[], Any], each: Callable[[FrameType], None]) -> Any:
    """Call something, and look at every frame of the class's text before each of its lines."""

    def trace(frame: FrameType, event: str, _arg: Any) -> Any:
        if frame.f_code.co_filename != FILE:
            return trace if event == "call" else None
        if event == "line":
            each(frame)
        return trace

    sys.settrace(trace)
    try:
        return work()
    finally:
        sys.settrace(None)


def _hits(kind: Any) -> tuple[Counter[int], Counter[int], int]:
    """On x²·3x: how often each line runs going forward and going back, and how many objects are made."""
    forward: Counter[int] = Counter()
    backward: Counter[int] = Counter()
    made: set[int] = set()
    kept: list[Any] = []  # an id is one object's as long as the object is there

    def going_forward(frame: FrameType) -> None:
        forward[frame.f_lineno] += 1
        if frame.f_code.co_name == "__init__" and id(frame.f_locals.get("self")) not in made:
            kept.append(frame.f_locals.get("self"))
            made.add(id(kept[-1]))

    def program() -> Any:
        x = kind(2.0)
        return x**2 * (x * 3)

    f = _traced(program, going_forward)
    _traced(f.backward, lambda frame: backward.update([frame.f_lineno]))
    return forward, backward, len(made)


def _order(kind: Any) -> list[str]:
    """The operations of c = a + b, d = a·b, e = c·d, L = e² in the order in which a pass hands on their gradients.

    An operation is at work when it and one of its inputs stand among the names of a line for the first time.
    """
    a, b = kind(2.0), kind(3.0)
    c, d = a + b, a * b
    e = c * d
    L = e**2
    names = {id(node): name for name, node in zip("abcdeL", (a, b, c, d, e, L), strict=True)}
    found: dict[str, None] = {}
    pairs: set[tuple[str, str]] = set()

    def look(frame: FrameType) -> None:
        here = {names[id(value)] for value in frame.f_locals.values() if id(value) in names}
        for target, inputs in PARENTS.items():
            new = {(target, each) for each in inputs if target in here and each in here} - pairs
            pairs.update(new)
            found.update(dict.fromkeys([target] if new else []))

    _traced(L.backward, look)
    handled = list(found)
    return handled if sorted(handled) == sorted(PARENTS) and handled[:2] == ["L", "e"] else []


def _twice(kind: Any) -> float:
    """x²·3 at 2, backward twice: what stands in x.grad."""
    x = kind(2.0)
    y = x**2 * 3
    y.backward()
    y.backward()
    return float(getattr(x.grad, "value", x.grad))


def _lines(tree: ast.Module) -> list[list[Any]]:
    """The lines with a simple statement, each with the function in which it stands."""
    found: dict[int, str] = {}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:  # from the outside in: the innermost has the last word
        for node in ast.walk(function):
            if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Expr)):
                found[node.lineno] = function.name
    return [[line, function] for line, function in sorted(found.items())]
