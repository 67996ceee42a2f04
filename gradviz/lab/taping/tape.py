"""`tape`: a student's code and the tape that it writes, side by side."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets

from ...language import mark, say
from ...pictures import draw
from ...pictures.highlight import Lit
from ...pictures.labels import names
from ...pictures.picture import image
from ...recording import Graph
from ...recording.events import Computed, Contributed, Leaf, Seeded
from ...recording.running import code_of, merged
from ..frame.figure import Figure
from ..frame.inputs import check_inputs
from ..frame.scrubber import Scrubber
from .tape_panel import Panel
from .tape_run import Run
from .tape_story import State, Story
from .tape_telling import explanation

CAPTION_SENTENCES = 3


def tape(code: str | Callable[..., Any], /, *, inputs: Mapping[str, Any] | None = None, **variables: Any) -> Tape:
    r"""Run code once and show, line by line, what each line puts on the tape and what the backward pass does.

    The code runs in a namespace of its own, in which `gv` is gradviz; `import gradviz as torch` makes a listing written
    for PyTorch run. What it prints is shown, an error with its line. After 1,000 lines that ran it is stopped.

    Args:
        code: the text of the code, as in a cell; or a function, whose source is shown and which is called.
        inputs: inputs by name, for names that cannot be keywords here.
        **variables: inputs by name, numbers or arrays: they become lines that create them.

    Returns:
        A widget; Jupyter shows it. `.states` are the lines that ran, `.recording` is everything that happened.

    Raises:
        TypeError, ValueError: if it is no code, a function's source cannot be read, or the inputs do not fit.

    Example:
        >>> import gradviz as gv
        >>> figure = gv.tape('''
        ... t1 = x * w
        ... t2 = t1 + b
        ... y = t2 ** 2
        ... y.backward()
        ... print(x.grad)
        ... ''', x=2, w=3, b=1)
        >>> len(figure.states), figure.recording.gradient("w"), figure.printed
        (6, 28.0, 'tensor(42.)\n')
    """
    return Tape(*program_text(code, merged(inputs, variables)))


def program_text(code: Any, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The text to run, and the names that it may use beside its own."""
    created = [f"{name} = {_creation(name, value)}" for name, value in given.items()]
    if isinstance(code, str):
        return "\n".join([*created, textwrap.dedent(code).strip("\n").rstrip()]), {}
    if not inspect.isfunction(code):
        raise TypeError(
            f"tape() got {code!r:.60} ({type(code).__name__}), and it shows code. Give the text of the code, or a "
            "function that was defined with def."
        )
    check_inputs(code, given)
    called = f"{code.__name__}({', '.join(f'{name}={name}' for name in given)})"
    call = [f"output = {called}", "output.backward()"] if given else [called]
    closure = inspect.getclosurevars(code).nonlocals
    return "\n".join([_source(code), "", *created, *call]), {**code.__globals__, **closure}


def _source(function: Callable[..., Any]) -> str:
    """The source of a function that was defined with `def`.

    Raises:
        ValueError: if it cannot be read.
    """
    try:
        source = textwrap.dedent(inspect.getsource(function)).rstrip()
    except (OSError, TypeError):
        source = ""
    code = code_of(function)
    if code is None or code.co_name == "<lambda>" or f"def {code.co_name}" not in source:
        raise ValueError(
            f"the source of {function!r:.60} cannot be read line by line. Define it with def in a cell or a file, or "
            "give tape() the text of the code."
        )
    return source


def _creation(name: str, value: Any) -> str:
    """A line of code that creates an input."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, (float, list, tuple)):
        raise TypeError(f"{name}: cannot create an input from {value!r:.60}. Give a number or an array.")
    text = repr(value) if value == value and value not in (float("inf"), -float("inf")) else f"float('{value!r}')"
    return f"gv.tensor({text}, requires_grad=True)"


class Tape(Figure):
    """The figure that `tape` returns: code, tape, growing graph.

    Attributes:
        story: what happened, line by line.
        scrubber: moves through the states.
        apart: the switch that shows a backward pass operation by operation.
    """

    title = mark("Tape")
    idea = mark("While the code runs, each operation is put on a tape; the backward pass reads the tape from its end.")
    own_keys = (
        (mark("Left, Right"), mark("a line back, a line on")),
        (mark("Home, End"), mark("the first line, the last line")),
        (mark("Space"), mark("play, stop")),
        ("B", mark("the backward pass operation by operation, or at once")),
    )

    def __init__(self, text: str, namespace: Mapping[str, Any]) -> None:
        self.story = Story(Run(text, namespace))
        self._panel = Panel(self.story)
        self._html_of: Graph | None = None
        self.scrubber = Scrubber(1, told=_told, name=say("line"))
        self.apart = widgets.Checkbox(
            value=False, description=say("backward() operation by operation"), indent=False, layout={"width": "auto"}
        )
        swept = any(isinstance(event, Seeded) for event in self.story.recording.events)
        super().__init__("tape", [self.scrubber, *([self.apart] if swept else [])])
        self.scrubber.observe(lambda _: self._draw(), "index")
        self.apart.observe(lambda _: self._divide(), "value")
        self._divide()
        if self.story.run.error:
            self.scrubber.index = self.scrubber.count - 1

    @property
    def states(self) -> list[State]:
        """What can be stepped through: the lines that ran, in the order of execution."""
        return self._panel.states

    @property
    def printed(self) -> str:
        """What the code printed."""
        return self.story.run.printed

    def _divide(self) -> None:
        """Take a backward pass apart, or put it together, and stay at the same line."""
        here = self.states[self.scrubber.index].start if self.states else 0
        self._panel.use(self.story.moments(self.apart.value))
        there = [k for k, state in enumerate(self.states) if state.start <= here]
        self.scrubber.count = max(1, len(self.states))
        self.scrubber.index = there[-1] if there else 0
        self._draw()

    def pressed(self, key: str) -> None:
        """The scrubber's keys, and B."""
        if key == "b":
            self.apart.value = not self.apart.value
        else:
            self.scrubber.press(key)

    def reset(self) -> None:
        """Go back to the first line."""
        self.scrubber.index = 0

    def _draw(self) -> None:
        """Show the state that the scrubber is at."""
        story = self.story
        if not self.states:
            self._without_picture(self._panel.texts(0, None), say("The code did not run."))
            return
        now = self.scrubber.index
        state, graph = self.states[now], self._graph(now)
        extra = self._panel.texts(now, graph)
        if graph is None:
            self._without_picture(extra, self._caption(state))
            return
        self.show(
            story.recording, state.end - 1, caption=self._caption(state), extra=extra, highlight=state,
            panel=lambda: self._panel.html(graph, self.extra_slot),
        )  # fmt: skip

    def _graph(self, now: int) -> Graph | None:
        """The structure after a state; None where nothing is on the tape in the whole run."""
        end = self.states[now].end
        return self.story.recording.graph_at(end - 1) if end else None

    def _without_picture(self, extra: list[str], caption: str) -> None:
        with self.diagram.hold_sync():
            self.diagram.texts = [*extra, caption]
            self.diagram.panel = self._panel.html(None, self.extra_slot)

    def _caption(self, state: State) -> str:
        """The line or lines, and what they did."""
        code = self.story.run.code
        first, last = (code.statements[k].first for k in (state.lines[0], state.lines[-1])) if code else (0, 0)
        told = explanation(self.story, state, CAPTION_SENTENCES)
        if self.story.run.error and state is self.states[-1]:
            told = say("the code stops here.")
        if first == last:
            return say("Line {number}: {text}", number=first, text=told)
        return say("Lines {first} to {last}: {text}", first=first, last=last, text=told)

    def _lit(self, graph: Graph, what: Any) -> Lit:
        """What a state has done, as active; what is not there yet is not seen."""
        events = self.story.recording.events[what.start : what.end]
        values = self.story.recording.frame(what.end - 1).values
        edges = frozenset(event.edge for event in events if isinstance(event, Contributed))
        made = (Seeded,) if edges or any(isinstance(e, Seeded) for e in events) else (Leaf, Computed)
        nodes = frozenset(event.node for event in events if isinstance(event, made) and values[event.node] is not None)
        nodes |= frozenset(graph.edges[edge].source for edge in edges)
        unmade = frozenset(k for k, value in enumerate(values) if value is None)
        hidden = frozenset(k for k, edge in enumerate(graph.edges) if edge.target in unmade)
        words = ", ".join(names(graph)[node] for node in sorted(nodes)[:8])
        lit = Lit(nodes, edges, words, "active", unmade, hidden)
        return lit if self._view is None else _through(self._view, lit)

    def fallback_text(self) -> str:
        """The code, the tape, what was printed and what went wrong, as text: what stands still shows the end."""
        return self._panel.as_text(len(self.states) - 1, self._graph(-1) if self.states else None)

    def fallback_html(self) -> str:
        """The picture at the end of the run."""
        if not self.diagram.svg:
            return ""
        picture = draw(self.story.recording)
        return image(picture.svg, picture.description)


def _through(view: Any, lit: Lit) -> Lit:
    """What is lit in the graph that a view draws: what shows one of the nodes or edges."""
    nodes = frozenset(k for k, those in enumerate(view.members) if not lit.nodes.isdisjoint(those))
    edges = frozenset(k for k, those in enumerate(view.edges) if not lit.edges.isdisjoint(those))
    unmade = frozenset(k for k, those in enumerate(view.members) if lit.unmade.issuperset(those))
    hidden = frozenset(k for k, edge in enumerate(view.graph.edges) if edge.target in unmade)
    return Lit(nodes, edges, lit.words, lit.state, unmade, hidden)


def _told(index: int, count: int) -> str:
    return say("step {now} of {count}", now=index + 1, count=count)
