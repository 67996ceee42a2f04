"""Formulas as text: read once into a flat list of steps, then run as often as a slider moves.

A formula reaches nothing but its inputs and the table of functions, for there is no `eval`: Python's parser
reads the grammar, a white list of its nodes becomes steps, and the rest is refused with its place.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from .formula_errors import Place, excerpt, fault, nearest, shown, too_early
from .formula_text import Statement, normal, read, tidy

_Function = Callable[..., Any]
_CONSTANTS = {"pi": math.pi, "π": math.pi}
_BINARY: dict[type[ast.operator], _Function] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.Pow: operator.pow, ast.MatMult: operator.matmul,
}  # fmt: skip


class Formula:
    """A formula as a function of its inputs, read safely from text.

    It holds names, numbers, `+ - * / ** @`, brackets and known functions; `×`, `·`, `÷` and `−` are read as what
    they look like. Statements such as `z = w*x` are separated by `;` or a new line, and the last gives the value.
    A name that is not assigned is an input, except `pi`. Arithmetic between numbers is done once, in float64.

    Args:
        text: The formula.
        functions: What may be called, by name; gradviz's own functions when left out.

    Attributes:
        text: The formula as it was given.
        inputs: The names to be given, in order of first appearance.
        assigned: The names on the left of `=`, in order.
        output: The name that the last statement assigns, or None.

    Raises:
        FormulaError: When the text is not such a formula; the message shows the place.

    Example:
        >>> loss = Formula("z = w*x; y = z + b; d = y - t; L = d**2")
        >>> loss.inputs, loss.assigned, loss.output
        (('w', 'x', 'b', 't'), ('z', 'y', 'd', 'L'), 'L')
        >>> loss(w=2.0, x=3.0, b=1.0, t=5.0)
        4.0
    """

    def __init__(self, text: str, functions: Mapping[str, _Function] | None = None) -> None:
        if not isinstance(text, str):
            raise TypeError(f"a formula is text, not {type(text).__name__}. Try: Formula('(w*x + b - t)**2')")
        if functions is None:
            from ..core import FUNCTIONS  # late: a formula with a table of its own needs no engine

            functions = FUNCTIONS
        self.text, program = text, _Program(text, functions)
        self.inputs, self.assigned = tuple(program.inputs), tuple(program.assigned)
        self.output = program.output
        self._program = program
        self._slots = program.inputs | program.optional

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"

    def __call__(self, /, **inputs: Any) -> Any:
        """Runs the formula on tensors or numbers, and names each tensor that it assigns.

        Raises:
            FormulaError: When an input is missing, unknown, or neither a tensor nor a number.
            Exception: What an operation itself raises, with a note that shows the place in the formula.
        """
        program, slots = self._program, self._slots
        if inputs.keys() != program.inputs.keys():
            inputs = self._matched({normal(name): value for name, value in inputs.items()})
        values = program.start.copy()
        for name, value in inputs.items():
            values[slots[name]] = value if type(value) is float else self._number(name, value)
        try:
            for function, a, b, out in program.steps:
                if b:
                    values[out] = function(values[a], values[b])
                elif a:
                    values[out] = function(values[a])
                else:
                    values[out] = function(values)
        except Exception as error:
            error.add_note(f"This happened in the formula, here:\n{excerpt(self.text, program.places[out])}")
            raise
        return values[program.result]

    def check(self, names: Iterable[str]) -> None:
        """Raise a FormulaError unless these are the inputs."""
        self._matched(dict.fromkeys(map(normal, names)))

    def _number(self, name: str, value: Any) -> Any:
        why, fact = "a formula computes with tensors and numbers", f"of type {type(value).__name__}"
        try:
            if isinstance(value, int):
                return float(value)  # a Python int could grow without end: x**x**x
            if hasattr(value, "__pow__"):  # every tensor, array and number has it; text and lists have not
                return value
        except OverflowError:
            why, fact = "it does not fit into a float64", "too large"
        place = self._program.places[self._slots[name]]
        raise fault(self.text, place, f"the input {shown(name)} is {fact}", why, f"give {name}=2.0")

    def _matched(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """The inputs, when they fit; pi may be among them."""
        slots, places = self._slots, self._program.places
        unknown = [name for name in inputs if name not in slots]
        missing = [name for name in self.inputs if name not in inputs]
        why = f"the inputs of this formula are {', '.join(self.inputs[:20])}"
        if missing:
            first, near = missing[0], nearest(missing[0], unknown)
            what = f"no value is given for {', '.join(map(shown, missing[:20]))}"
            add = f"add {first}=1.0" + "; for e**x write exp(x)" * (first == "e")
            raise fault(self.text, places[slots[first]], what, why, f"rename {shown(near)} to {first}" if near else add)
        if unknown:
            near = nearest(unknown[0], slots)
            if unknown[0] in self.assigned:
                why = f"the formula computes {unknown[0]} itself; {why}"
            place = places[slots[near]] if near else Place(0, 1)
            advice = f"leave it out; the nearest name is {near}" if near else "leave it out"
            raise fault(self.text, place, f"unknown input {shown(unknown[0])}", why, advice)
        return inputs


class _Program:
    """Steps (function, slot, slot, slot of the result) and what the slots start with; slot 0 is no value."""

    def __init__(self, text: str, functions: Mapping[str, _Function]) -> None:
        self.text = text
        self.functions = functions
        self.inputs: dict[str, int] = {}
        self.optional: dict[str, int] = {}
        self.assigned: dict[str, int] = {}
        self.output: str | None = None
        self.result = 0
        self.steps: list[tuple[_Function, int, int, int]] = []
        self.start: list[Any] = [None]
        self.places = [Place(0, 1)]
        self._numbers: set[int] = set()  # the slots whose value is known already
        statements = read(text, functions)
        self._later = {statement.name for statement in statements}
        for statement in statements:
            self._place = statement.place
            self._add(statement)
        if self.result in self._numbers or not self.inputs:
            what, why = "the value of this formula is a constant", "there is nothing to differentiate"
            raise fault(text, statements[-1].start, what, why, "use a name for what may vary, as in w*2")

    def _add(self, statement: Statement) -> None:
        name = self.output = statement.name
        if name in self.functions:
            advice = f"pick another name: {name}_1"
            raise fault(self.text, statement.start, f"{name} cannot be assigned", "it is a function", advice)
        if name in self.assigned:
            why, advice = "each name stands for one node of the picture", f"pick a new name: {name}_2"
            raise fault(self.text, statement.start, f"{shown(name)} is assigned twice", why, advice)
        steps = len(self.steps)
        self.result = self._expression(statement.tree())
        if name is not None:
            if len(self.steps) > steps:  # in y = x no new value arises, and the input keeps its own name
                self.steps.append((_namer(name), self.result, 0, self.result))
            self.assigned[name] = self.result

    def _expression(self, root: ast.expr) -> int:
        """The slot of an expression's value; no recursion, for a + b + c + ... is as deep as it is long."""
        waiting, order = [root], []
        while waiting:
            node = waiting.pop()
            order.append(node)
            waiting += _parts(node)
        slots: list[int] = []
        for node in reversed(order):
            first = len(slots) - len(_parts(node))
            slots[first:] = [self._value(node, slots[first:], self._place(node))]
        return slots[0]

    def _value(self, node: ast.expr, slots: list[int], place: Place) -> int:
        match node:
            case ast.Name(id=name):
                return self._name(name, place)
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return self._constant(number, place)
            case ast.UnaryOp(op=ast.UAdd()):
                return slots[0]
            case ast.UnaryOp(op=ast.USub()):
                return self._operation(operator.neg, slots, place)
            case ast.BinOp(op=sign) if type(sign) in _BINARY:
                return self._operation(_BINARY[type(sign)], slots, place)
            case ast.Call(func=ast.Name(id=name)):
                return self._step(self._function(name, node, slots), slots, place)
        why = "a formula holds numbers, names, operators and calls; lists, True and False only set options"
        raise fault(self.text, place, "this cannot stand in a formula", why, "write an expression: w*x + b")

    def _name(self, name: str, place: Place) -> int:
        for known in (self.assigned, self.inputs, self.optional):
            if name in known:
                return known[name]
        if name in self.functions:
            what, why = f"{shown(name)} is a function, not a value", "a function is called with brackets"
            raise fault(self.text, place, what, why, f"write {name}(x), or pick another name for the value")
        if name in self._later:
            why, advice = too_early(name, self.output)
            raise fault(self.text, place, f"{shown(name)} is used before it is assigned", why, advice)
        table = self.optional if name in _CONSTANTS else self.inputs
        table[name] = self._slot(place, _CONSTANTS.get(name))
        return table[name]

    def _slot(self, place: Place, value: Any = None) -> int:
        self.start.append(value)
        self.places.append(place)
        return len(self.start) - 1

    def _constant(self, number: float, place: Place) -> int:
        self._numbers.add(self._slot(place, number))
        return len(self.start) - 1

    def _step(self, function: _Function, slots: list[int], place: Place) -> int:
        out = self._slot(place)
        if len(slots) in (1, 2):
            self.steps.append((function, slots[0], sum(slots[1:]), out))
        else:
            self.steps.append((lambda values: function(*[values[slot] for slot in slots]), 0, 0, out))
        return out

    def _operation(self, function: _Function, slots: list[int], place: Place) -> int:
        if not self._numbers.issuperset(slots):
            recorded = {operator.truediv: "divide", operator.pow: "power"}.get(function, "")  # IEEE's answers
            return self._step(self.functions.get(recorded, function), slots, place)
        try:
            return self._constant(_folded(function, [self.start[slot] for slot in slots]), place)
        except ZeroDivisionError:
            why = "a division by zero has no value"
        except OverflowError:
            why = "the result is too large for a float64"
        except ValueError:
            why = "such a power of a negative number is not real"
        except TypeError:
            why = "@ multiplies matrices, not numbers"
        raise fault(self.text, place, "this number cannot be computed", why, "write the number that is meant")

    def _function(self, name: str, node: ast.Call, slots: list[int]) -> _Function:
        options: dict[str, Any] = {}
        for option in node.keywords:
            if option.arg in options:
                what, place = f"the option {option.arg} is given twice", self._place(option.value)
                raise fault(self.text, place, what, "an option has one value", "leave one out")
            options[option.arg or ""] = self._option(option)
        function = partial(self.functions[name], **options) if options else self.functions[name]
        if self._numbers.issuperset(slots):
            return lambda *numbers: _no_int(function(*map(float, numbers)))
        if not self._numbers.isdisjoint(slots):
            return lambda *values: _no_int(function(*values))
        return function

    def _option(self, option: ast.keyword) -> Any:
        try:
            value = ast.literal_eval(option.value)  # reads constants only: it calls and computes nothing
            parts = value if isinstance(value, (tuple, list)) else [value]
            if all(isinstance(part, int) for part in parts):
                return value
        except (ValueError, TypeError):
            pass
        why = "an option is a whole number, True, False, or several whole numbers in brackets"
        raise fault(self.text, self._place(option.value), "this cannot be an option", why, "write dim=0")


def _parts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    return node.args if isinstance(node, ast.Call) else []


def _folded(function: _Function, numbers: list[float]) -> float:
    """Computes in floats, for 9**9**9 must not build a huge int; whole results of ints are ints again."""
    result = function(*map(float, numbers))
    if isinstance(result, complex):
        raise ValueError
    if math.isinf(result):
        raise OverflowError
    return tidy(result) if all(isinstance(number, int) for number in numbers) else float(result)


def _no_int(value: Any) -> Any:
    """maximum(x, 9) may give the int 9, and a tower of powers of ints would run for ever."""
    return float(value) if isinstance(value, int) else value


def _namer(name: str) -> _Function:
    return lambda value: value if type(value) is float or not hasattr(value, "named") else value.named(name)
