"""The panel of `tape`: the code and the tape side by side, what was printed, and what went wrong.

The HTML is made once for each structure; what changes from state to state are texts in its slots and marks.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

from ...language import say
from ...pictures.captions import PHASES
from ...pictures.cutting import cut
from ...pictures.labels import names
from ...pictures.numbers import short, value_text
from ...recording import Graph
from ...recording.events import Computed
from ...recording.rows import Entry, entries
from .tape_run import Run
from .tape_story import State, Story
from .tape_telling import explanation, is_square, operation_name, phases_of, walk

MOST_ROWS = 60
"""A tape with more operations shows so many of them, the newest."""

NAME_WIDTH = 24

MOST_PRINTED = 200
"""So many lines of what was printed are shown."""

SHOWN, HIDDEN, NOW, DONE, WRONG = "", "future", "current", "done", "wrong"
"""What the marks of lines and rows say; the style sheet hides the future."""


class Place(NamedTuple):
    """The numbers of the extra texts: each part of the panel has its texts one after the other."""

    line: int
    told: int
    row: int
    output: int
    saved: int
    visited: int
    sent: int
    phase: int
    empty: int
    printed: int
    wrong: int


class Panel:
    """The panel of one story.

    Attributes:
        story: what is shown.
        lines: the numbers of the lines on which statements begin.
        printed: the lines that were printed, each with the place where it begins.
    """

    def __init__(self, story: Story) -> None:
        self.story, run = story, story.run
        statements = run.code.statements if run.code is not None else []
        self.lines = sorted({each.first for each in statements})
        self.printed = _printed(run)
        self.use(story.states)

    def use(self, states: list[State]) -> None:
        """From now show these states: those of the story, or its moments."""
        self.states = states
        self._told: dict[int, str] = {}

    def rows(self, graph: Graph | None) -> list[int]:
        """The operations that have a row."""
        return [i for i, node in enumerate(graph.nodes) if not node.is_leaf][-MOST_ROWS:] if graph else []

    def _places(self, graph: Graph | None) -> Place:
        lines, rows = len(self.lines), len(self.rows(graph))
        sizes = (lines, lines, rows, rows, rows, rows, rows, len(PHASES), 1, len(self.printed), 1)
        return Place(*itertools.accumulate(sizes[:-1], initial=0))

    # -- the texts of a state ----------------------------------------------------------------------

    def texts(self, now: int, graph: Graph | None) -> list[str]:
        """The extra texts after the state at `now`; of code that has not run, empty ones."""
        if not self.states:
            return [""] * (self._places(graph).wrong + 1)
        state, rows, run = self.states[now], self.rows(graph), self.story.run
        last, latest = now == len(self.states) - 1, self._latest(now)
        values = self.story.recording.frame(state.end - 1).values if state.end else []
        there, sent = self._there(state, rows, values), walk(self.story, state)
        on = phases_of(self.story, state)
        return [
            *[self._mark(line, state, latest, last) for line in self.lines],
            *[self._tell(latest[line]) if line in latest else say("Not run yet.") for line in self.lines],
            *there,
            *[_value(values[row]) for row in rows],
            *(self._saved(graph, state, values) if graph is not None else []),
            *[SHOWN if row in sent else HIDDEN for row in reversed(rows)],
            *[sent.get(row, "") for row in reversed(rows)],
            *[NOW if phase in on else "" for phase in PHASES],
            say("Nothing is on the tape yet.") if set(there) <= {HIDDEN} else "",
            *[SHOWN if start < state.printed else HIDDEN for start, _ in self.printed],
            WRONG if last and run.error else HIDDEN,
        ]

    def _there(self, state: State, rows: list[int], values: list[Any]) -> list[str]:
        """Which rows are there after a state, and which of them it has put there."""
        events = self.story.recording.events[state.start : state.end]
        new = {event.node for event in events if isinstance(event, Computed)}
        return [HIDDEN if values[row] is None else NOW if row in new else SHOWN for row in rows]

    def _saved(self, graph: Graph, state: State, values: list[Any]) -> list[str]:
        """Of every row, what is saved for its backward step."""
        called, found = [cut(name, NAME_WIDTH) for name in names(graph)], []
        for entry in entries(graph)[-MOST_ROWS:]:
            saved = ", ".join(f"{called[k]} = {_value(values[k])}" for k in entry.saved) or say("none")
            found.append(say("{values}, let go after the backward pass", values=saved)
                         if entry.node in state.freed and entry.saved else saved)  # fmt: skip
        return found

    def _latest(self, now: int) -> dict[int, int]:
        """For every line that has run by now, the state in which it did so last."""
        code = self.story.run.code
        if code is None:
            return {}
        return {code.statements[s].first: k for k in range(now + 1) for s in self.states[k].lines}

    def _mark(self, line: int, state: State, latest: dict[int, int], last: bool) -> str:
        run = self.story.run
        assert run.code is not None
        if last and run.error and run.wrong and run.code.statements[run.code.at(run.wrong, -1)].first == line:
            return WRONG
        if line in {run.code.statements[k].first for k in state.lines}:
            return NOW
        return DONE if line in latest else ""

    def _tell(self, number: int) -> str:
        if number not in self._told:
            self._told[number] = explanation(self.story, self.states[number])
        return self._told[number]

    def as_text(self, now: int, graph: Graph | None) -> str:
        """All of the panel after the state at `now`, as plain text."""
        run, lines = self.story.run, []
        texts = self.texts(now, graph) if self.states else []
        marks = dict(zip(self.lines, texts, strict=False))
        for number, text in enumerate(run.lines, 1):
            lines.append(f"{'>' if marks.get(number) in (NOW, WRONG) else ' '} {number:3} {text}".rstrip())
        if graph is not None:
            lines += self._tape_text(now, graph)
        printed = self.states[now].printed if self.states else 0
        lines += ["", run.printed[:printed].rstrip("\n")] if printed else []
        return "\n".join([*lines, *(["", run.error] if run.error else [])])

    def _tape_text(self, now: int, graph: Graph) -> list[str]:
        state, called, found = self.states[now], names(graph), [""]
        values = self.story.recording.frame(state.end - 1).values
        for entry in entries(graph)[-MOST_ROWS:]:
            if values[entry.node] is not None:
                said = ", ".join(references(graph, entry)[1])
                sign = operation_name(graph.nodes[entry.node])
                found.append(f"{sign:8} {called[entry.node]} = {_value(values[entry.node])}  {say('inputs')} {said}")
        sent = walk(self.story, state)
        return found + [f"{operation_name(graph.nodes[node])} {called[node]}: {text}" for node, text in sent.items()]

    # -- the HTML of a structure -------------------------------------------------------------------

    def html(self, graph: Graph | None, slot: Callable[[int], int]) -> str:
        """The panel for one structure; `slot` gives the slot of an extra text."""
        place = self._places(graph)
        code = f"<h4>{escape(say('Code'))}</h4>{self._code(place, slot)}{self._output(place, slot)}"
        rows = f"<h4>{escape(say('Tape'))}</h4>{self._tape(graph, place, slot)}"
        sides = f'<div class="gv-tape-code">{code}</div><div class="gv-tape-rows">{rows}</div>'
        return f'<div class="gv-tape-panel">{sides}</div>{self._phases(place, slot)}'

    def _code(self, place: Place, slot: Callable[[int], int]) -> str:
        run, items = self.story.run, []
        of_line = {line: k for k, line in enumerate(self.lines)}
        within = self._within()
        for number, text in enumerate(run.lines, 1):
            shown = f"<code>{escape(text) or ' '}</code>"
            k = of_line.get(number, of_line.get(within.get(number, 0), -1))
            wrong = ' data-state="wrong"' if run.code is None and number == run.wrong else ""
            mark = f' data-mark="{slot(place.line + k)}"' if k >= 0 else wrong
            if number in of_line:
                told = f'<p data-slot="{slot(place.told + k)}"></p>'
                shown = f"<details><summary>{shown}</summary>{told}</details>"
            items.append(f"<li{mark}>{shown}</li>")
        return f'<ol class="gv-code" aria-label="{escape(say("the code, line by line"))}">{"".join(items)}</ol>'

    def _within(self) -> dict[int, int]:
        """For every further line of a statement of several lines, the first."""
        code = self.story.run.code
        statements = code.statements if code is not None else []
        return {line: each.first for each in statements for line in range(each.first + 1, each.last + 1)}

    def _tape(self, graph: Graph | None, place: Place, slot: Callable[[int], int]) -> str:
        if graph is None:
            return f'<p data-slot="{slot(place.empty)}"></p>'
        rows = self.rows(graph)
        stored = [_row(graph, entry, slot(place.output + k), slot(place.saved + k))
                  for k, entry in enumerate(entries(graph)[-MOST_ROWS:])]  # fmt: skip
        items = [f'<li data-mark="{slot(place.row + k)}">{row}</li>' for k, row in enumerate(stored)]
        visits = [
            f'<li data-mark="{slot(place.visited + k)}"><b>{escape(operation_name(graph.nodes[row]))}</b> '
            f'{escape(names(graph)[row])}: <span class="g" data-slot="{slot(place.sent + k)}"></span></li>'
            for k, row in enumerate(reversed(rows))
        ]
        more = sum(not node.is_leaf for node in graph.nodes) - len(rows)
        before = f"<p>{escape(say('{count} operations before these', count=more))}</p>" if more else ""
        return (
            f'<p data-slot="{slot(place.empty)}"></p>{before}{_list(say("the tape"), items)}'
            f"<h4>{escape(say('Backward walk'))}</h4>{_list(say('the backward walk'), visits)}"
        )

    def _output(self, place: Place, slot: Callable[[int], int]) -> str:
        """What was printed, and the error."""
        run, parts = self.story.run, []
        if self.printed:
            lines = "".join(
                f'<span data-mark="{slot(place.printed + k)}">{escape(text)}\n</span>'
                for k, (_, text) in enumerate(self.printed)
            )
            left = run.not_shown + max(0, len(run.printed) - (self.printed[-1][0] + len(self.printed[-1][1]) + 1))
            more = f"<p>{escape(say('{count} more characters were printed.', count=f'{left:,}'))}</p>" if left else ""
            begun = f'<div data-mark="{slot(place.printed)}"><h4>{escape(say("Printed"))}</h4>'
            parts = [f'{begun}<pre class="gv-printed">{lines}</pre>{more}</div>']
        if run.error:
            mark = f'data-mark="{slot(place.wrong)}"' if self.story.states else ""
            parts.append(f'<pre class="gv-wrong" role="alert" {mark}>{escape(run.error)}</pre>')
        return "".join(parts)

    def _phases(self, place: Place, slot: Callable[[int], int]) -> str:
        items = "".join(
            f'<div data-mark="{slot(place.phase + k)}"><dt>{escape(say(phase))}</dt><dd>{escape(say(text))}</dd></div>'
            for k, (phase, text) in enumerate(PHASES.items())
        )
        return f'<dl class="gv-phases">{items}</dl>'


def _list(name: str, items: list[str]) -> str:
    return f'<ol aria-label="{escape(name)}">{"".join(items)}</ol>'


def _row(graph: Graph, entry: Entry, output: int, saved: int) -> str:
    """One operation on the tape, which opens to the five things that are stored of it (R41)."""
    called = [cut(name, NAME_WIDTH) for name in names(graph)]
    inputs, head = references(graph, entry)
    fields = (
        (say("operation"), escape(entry.operation)),
        (say("input references"), escape(", ".join(inputs))),
        (say("output"), f'{escape(called[entry.node])} = <span class="v" data-slot="{output}"></span>'),
        (say("gradient function"), escape(entry.gradient_function)),
        (say("saved values"), f'<span data-slot="{saved}"></span>'),
    )
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{text}</dd>" for name, text in fields)
    return (
        f"<details><summary><b>{escape(operation_name(graph.nodes[entry.node]))}</b> {escape(called[entry.node])} = "
        f'<span class="v" data-slot="{output}"></span> {escape(say("inputs"))} {escape(", ".join(head))}</summary>'
        f"<dl>{listed}</dl></details>"
    )


def references(graph: Graph, entry: Entry) -> tuple[list[str], list[str]]:
    """The inputs of an operation by name, numbers as they are; and those that a row says: SQUARE says its 2 itself."""
    called = [cut(name, NAME_WIDTH) for name in names(graph)]
    inputs = [called[given] if isinstance(given, int) else short(given[0]) for given in entry.inputs]
    if not is_square(graph.nodes[entry.node]):
        return inputs, inputs
    return inputs, [name for name, given in zip(inputs, entry.inputs, strict=True) if isinstance(given, int)]


def _value(value: Any) -> str:
    """A value in a row, as the picture writes it."""
    return "" if value is None else short(value) if value.__class__ is float else value_text(value, NAME_WIDTH)


def _printed(run: Run) -> list[tuple[int, str]]:
    """The lines that were printed, each with the number of characters before it."""
    found, start = [], 0
    for line in run.printed.split("\n")[:MOST_PRINTED]:
        if line or start < len(run.printed):
            found.append((start, line))
        start += len(line) + 1
    return found
