"""Questions about a learner's own passing class: its lines, its order, its numbers. The keys come from running it."""

from __future__ import annotations

import ast
import linecache
import sys
import textwrap
from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple

from ..language import say
from .apart import apart
from .bank_parts import chosen, number, right, wrong
from .challenge import grade
from .own_runs import seen
from .question import Option, Question, QuestionError
from .seeds import Seed, shuffled

COUNT = 3
WRONG_LINES = 3


class Text(NamedTuple):
    """The text of a class.

    Attributes:
        source: its lines, without the indent that they all have.
        name: of the class.
        names: what else the text speaks of.
    """

    source: str
    name: str
    names: dict[str, Any]

    def line(self, number: int) -> str:
        """A line as it is shown."""
        return self.source.split("\n")[number - 1].strip()


def questions_about(kind: Any, seed: Seed | None = None) -> list[Question]:
    """Three questions about a class that passes the challenge `autograd` (P12).

    Args:
        kind: the class.
        seed: of who is asked: it chooses among the lines.

    Raises:
        QuestionError: if it is no class, does not pass, has no source to be read, or is too unlike what can be traced.
    """
    if not isinstance(kind, type):
        raise QuestionError(f"questions are about a class, and this is a {type(kind).__name__}. Give the class itself.")
    text = text_of(kind)
    report = grade(kind)
    if not report:
        raise QuestionError(f"{kind.__name__} does not pass the challenge yet, so what it does is not asked about. "
                            f"Mend it first: {report.message}")  # fmt: skip
    outcome = apart(seen, *text)
    if outcome.failed:
        raise QuestionError(f"{kind.__name__} passes, and its text cannot be run by itself ({outcome.message:.200}). "
                            "Write the class in one cell, with the functions that it uses beside it.")  # fmt: skip
    dice_seed = seed or Seed("", "", kind.__name__)
    makers: tuple[Callable[[Text, dict[str, Any], Seed], Question | None], ...] = (_line, _third, _runs, _twice, _made)
    found = [question for make in makers if (question := make(text, outcome.value, dice_seed)) is not None]
    return found[:COUNT]


def text_of(kind: type) -> Text:
    """The text of a class, written in a notebook's cell or in a file.

    Raises:
        QuestionError: if it is not there.
    """
    functions = [each for each in vars(kind).values() if isinstance(each, FunctionType)]
    for function in functions:
        lines = linecache.getlines(function.__code__.co_filename)
        try:
            tree = ast.parse("".join(lines))
        except SyntaxError:  # a cell with a magic line
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == kind.__name__ and _holds(node, function):
                return _cut(kind, node, lines)
    raise QuestionError(
        f"the text of {kind.__name__} is not to be found. It was made by exec or in a console that keeps none. "
        "Write the class in a cell of a notebook, or in a file, and run that."
    )


def _holds(node: ast.ClassDef, function: FunctionType) -> bool:
    return node.lineno <= function.__code__.co_firstlineno <= (node.end_lineno or node.lineno)


def _cut(kind: type, node: ast.ClassDef, lines: list[str]) -> Text:
    first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
    source = textwrap.dedent("".join(lines[first - 1 : node.end_lineno]))
    around = vars(sys.modules.get(kind.__module__, sys)) | {base.__name__: base for base in kind.__bases__}
    used = {each.id for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Name)} - {kind.__name__}
    return Text(source, kind.__name__, {name: around[name] for name in sorted(used) if name in around})


def _line(text: Text, found: dict[str, Any], seed: Seed) -> Question | None:
    """Which line adds a contribution: found by putting = for += line by line."""
    adding = found["adding"]
    unsure = [line for line in found["sums"] if found["backward"].get(str(line))]  # no formula has told
    others = [(line, inside) for line, inside in found["lines"] if line not in (*adding, *unsure)]
    if not adding or len(others) < WRONG_LINES:
        return None
    dice = seed.dice("own line")
    key = shuffled(dice, list(adding))[0]
    near = sorted(shuffled(dice, others), key=lambda each: "+" not in text.line(each[0]))
    taken = {text.line(key)}
    options: list[tuple[int, Option]] = []
    for line, inside in near:
        if text.line(line) not in taken and len(options) < WRONG_LINES:
            taken.add(text.line(line))
            options.append((line, wrong(_shown(text, line), _why_not(line, inside, found), "M1")))
    yes = say("With = in the place of + here, formulas in which every value is used once stay right, and x²·3x goes "
              "wrong.")  # fmt: skip
    ordered = [option for _, option in sorted([*options, (key, right(_shown(text, key), yes))])]
    prompt = say("Your class {name}: which line adds one more contribution to a gradient, so that a value may be used "
                 "twice?", name=text.name)  # fmt: skip
    return chosen("own-line", "07", "R74 R116", prompt, *ordered)


def _shown(text: Text, line: int) -> str:
    return say("line {number}: {text}", number=line, text=text.line(line)[:100])


def _why_not(line: int, inside: str, found: dict[str, Any]) -> str:
    """Where the line stands, and when it runs, as it was traced."""
    forward, backward = found["forward"].get(str(line), 0), found["backward"].get(str(line), 0)
    words = {"inside": inside, "forward": forward, "backward": backward}
    when = say("It stands in {inside}; on x²·3x it runs {forward} times going forward and {backward} times going back.",
               **words)  # fmt: skip
    return f"{when} {say('No contribution of one use is added to those of the others there.')}"


def _third(text: Text, found: dict[str, Any], _seed: Seed) -> Question | None:
    """A32, on a graph with two right orders: theirs is asked for."""
    order = found["order"]
    if not order:
        return None
    prompt = say("c = a + b, d = a·b, e = c·d, L = e². L.backward() of your class {name} handles the four operations "
                 "one after the other. Whose gradient is handed on third?", name=text.name)  # fmt: skip
    why = {
        order[0]: say("That is the first: the pass starts there."),
        order[1]: say("That is the second: it waits for L alone."),
        order[3]: say("That would be right too, but yours takes it fourth: look at the order in which it puts the "
                      "inputs of e into its list."),
    }  # fmt: skip
    yes = say("{names}: each after all that use it.", names=", ".join(order))
    options = [right(name, yes) if name == order[2] else wrong(name, why[name], "M19") for name in sorted(order)]
    return chosen("own-order", "07", "R72 R39", prompt, *options)


def _runs(text: Text, found: dict[str, Any], _seed: Seed) -> Question | None:
    """A33: how often the adding line runs, where there is one."""
    counts = {line: found["backward"].get(str(line), 0) for line in found["adding"]}
    if len(counts) != 1:
        return None
    [(line, count)] = counts.items()
    prompt = say("f = x**2 * (x * 3). How often does line {number} of your class {name} run during f.backward()? It "
                 "is: {text}", number=line, name=text.name, text=text.line(line)[:100])  # fmt: skip
    known: list[tuple[int, str, str]] = [
        (1, say("It runs for each edge, not once for the pass."), "M1"),
        (2, say("Two of them are for x, which is used twice; the inner results receive something too."), ""),
        (3, say("That is the number of operations. An operation with two inputs sends twice."), ""),
        (4, say("Does your class leave out inputs that need no gradient, such as the 3? Look before the line."), ""),
        (5, say("Does your class send something to the 3 as well? Look before the line."), ""),
    ]
    options = [Option(str(n), said, rule, False) for n, said, rule in known if n != count]
    return number("own-runs", "07", "R74 R106", prompt, count, *options, rtol=0.0)


def _twice(text: Text, found: dict[str, Any], _seed: Seed) -> Question:
    """A34."""
    prompt = say("x = {name}(2.0); y = x**2 * 3; then y.backward() twice. What stands in x.grad?", name=text.name)
    wrongs = [
        Option("36", say("So it would be if inner gradients of the first pass were still there."), "M16", False),
        Option("12", say("That is one pass. The gradient of a leaf is added to."), "M14", False),
    ]
    return number("own-twice", "07", "R67 R78", prompt, found["twice"], *wrongs)


def _made(text: Text, found: dict[str, Any], _seed: Seed) -> Question:
    """How many objects a formula makes: whether numbers become nodes."""
    prompt = say("x = {name}(2.0); f = x**2 * (x * 3). How many objects of your class are there now, x among them?",
                 name=text.name)  # fmt: skip
    known = [(1, say("Every operation makes one more.")), (3, say("Those are the operations. x is one too.")),
             (4, say("Does your class make an object of the 3?")), (5, say("Does your class make an object of the 2?")),
             (6, say("Are both the 2 and the 3 made into objects?"))]  # fmt: skip
    options = [Option(str(n), said, "", False) for n, said in known if n != found["made"]]
    return number("own-objects", "07", "R72", prompt, found["made"], *options, rtol=0.0)
