"""What a run of code did as a Recording, and after which of its events each line that ran had ended."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...core.tensor import Tensor
from ...recording import Graph, Recording
from ...recording.events import Accumulated, Computed, Contributed, Event, Leaf, Seeded, Started, Updated, Zeroed
from ...recording.tape import structure, tape
from ...recording.watching import told
from .tape_run import Run


class State(NamedTuple):
    """How things stood after a line had run.

    Attributes:
        lines: the statements that ran, by their numbers: one, or several that only prepare.
        start: how many events had happened before.
        end: how many had happened after; of a backward pass that is told in parts, after this part.
        printed: how many characters had been printed.
        sets: what the line gave to plain variables: (name, text).
        reads: the gradients that it read: (name, gradient).
        calls: whether it called a function whose own lines run next.
        freed: the nodes whose saved values have been let go.
    """

    lines: tuple[int, ...]
    start: int
    end: int
    printed: int = 0
    sets: tuple[tuple[str, str], ...] = ()
    reads: tuple[tuple[str, Any], ...] = ()
    calls: bool = False
    freed: frozenset[int] = frozenset()


class _Pass(NamedTuple):
    """The operations up to a backward pass and what follows it, with all that they were computed from."""

    tensors: list[Tensor]
    places: dict[Tensor, int]
    graph: Graph


class Story:
    """The Recording of a run, and its states.

    Attributes:
        run: the run.
        recording: everything that happened; empty where no Tensor was made.
        states: one for each line that ran, in the order of execution.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.states: list[State] = []
        self._events: list[Event] = []
        self._graphs: list[Graph] = []
        self._values: dict[Tensor, Any] = {}  # of all that is there by now
        self._gradients: dict[Tensor, Any] = {}
        self._freed: set[Tensor] = set()
        self._printed = 0
        self._kept: set[int] = set()
        self._tell(_with_beginnings(run.log))
        self.states = _joined(self.states, self._events, run)
        self.recording = Recording(self._graphs, tuple(self._events), kept=self._kept)

    def moments(self, apart: bool) -> list[State]:
        """The states; with `apart` those of a backward pass in parts, one for each operation that it visits."""
        return [part for state in self.states for part in (self._parts(state) if apart else [state])]

    def _parts(self, state: State) -> list[State]:
        """A state for the seed, and one for each operation in the order in which the gradient passes it."""
        ends, before = [], None
        for place in range(state.start, state.end):
            event = self.recording.events[place]
            here = self._visited(event, place)
            if before is not None and here is not None and here != before:
                ends.append(place)
            before = before if here is None else here
        starts = [state.start, *ends]
        return [state._replace(start=a, end=b) for a, b in zip(starts, [*ends, state.end], strict=True)]

    def _visited(self, event: Event, place: int) -> Any:
        """What an event visits: the operation of an edge, -1 for the seed, -2 for all of the forward pass, or None."""
        if isinstance(event, Contributed):
            return self.recording.graph_at(place).edges[event.edge].target
        return -1 if isinstance(event, Seeded) else -2 if isinstance(event, Computed) else None

    # -- from the log to events --------------------------------------------------------------------

    def _tell(self, log: list[tuple[Any, ...]]) -> None:
        now: _Pass | None = None
        for kind, *what in log:
            if kind == "pass":
                now = what[0]
                self._begin(now)
            elif kind == "line":
                self._state(now)
                self.states.append(State((what[0],), len(self._events), 0))
                if what[1] and len(self.states) > 1:
                    self.states[-2] = self.states[-2]._replace(calls=True)
            elif kind == "printed":
                self._printed = what[0]
            elif kind == "set" and self.states:
                self.states[-1] = self.states[-1]._replace(sets=(*self.states[-1].sets, (what[0], what[1])))
            elif kind == "read" and self.states:
                self.states[-1] = self.states[-1]._replace(reads=(*self.states[-1].reads, (what[0], what[1])))
            elif now is not None:
                self._happened(now, kind, what)
        self._state(now)

    def _state(self, now: _Pass | None) -> None:
        """The last state is over."""
        if self.states:
            freed = {now.places[t] for t in self._freed if t in now.places} if now else ()
            self.states[-1] = self.states[-1]._replace(
                end=len(self._events), printed=self._printed, freed=frozenset(freed)
            )

    def _begin(self, now: _Pass) -> None:
        """A pass begins, with all that was there before."""
        if now.graph not in self._graphs:
            self._graphs.append(now.graph)
        self._events.append(Started(self._graphs.index(now.graph)))
        for tensor, place in now.places.items():
            if tensor in self._values:
                kind = Leaf if tensor._op is None else Computed
                self._events.append(kind(place, self._values[tensor]))
            if self._gradients.get(tensor) is not None:
                self._events.append(Accumulated(place, self._gradients[tensor]))

    def _happened(self, now: _Pass, kind: str, what: list[Any]) -> None:
        """One entry of the log as events."""
        tensor, value = what[:2]
        if kind == "changed" and tensor not in self._values:
            return  # while it is made, as an initial value is
        if kind in ("leaf", "op", "changed"):
            self._values[tensor] = value
        elif kind in ("grad", "zeroed"):
            self._gradients[tensor] = value
        if tensor not in now.places:
            return
        place = now.places[tensor]
        if kind == "sweep":
            self._sweep(now, *what)
            return
        made: Any = {"leaf": Leaf, "op": Computed, "grad": Accumulated, "changed": Updated, "zeroed": Zeroed}[kind]
        last: Any = self._events[-1]
        if type(last) is not made or last[0] != place or last[1] is not value:  # zero_() is heard of twice
            self._events.append(made(place, value))

    def _sweep(self, now: _Pass, root: Tensor, seed: Any, steps: list[Any], keep: bool) -> None:
        if keep:
            self._kept.add(len(self._events))
        else:
            self._freed.update(step[0] for step in steps)
        flat = [part for step in steps for part in step]
        self._events += [Seeded(now.places[root], seed), *told(now.graph, now.places, flat)]


def _with_beginnings(log: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The log with ("pass", what it holds) where a pass begins, and without leaves that are on no tape."""
    used = {t for kind, *what in log if kind == "op" for t in tape(what[0]) if t._op is None}
    parts: list[list[tuple[Any, ...]]] = [[]]
    swept = False
    for entry in log:
        if entry[0] == "leaf" and not (entry[1]._needs or entry[1] in used):
            continue
        if entry[0] in ("leaf", "op") and swept:
            parts.append(_back_to_line(parts[-1]))
            swept = False
        parts[-1].append(entry)
        swept = swept or entry[0] == "sweep"
    found: list[tuple[Any, ...]] = []
    for part in parts:
        roots = [entry[1] for entry in part if entry[0] in ("leaf", "op", "sweep")]
        begins_with_line = part[:1] if part and part[0][0] == "line" else []
        found += [*begins_with_line, *([("pass", _pass(roots))] if roots else []), *part[len(begins_with_line) :]]
    return found


def _back_to_line(part: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Take the last line out of a part, if nothing has happened in it: the next pass begins with the line."""
    return [part.pop()] if part and part[-1][0] == "line" else []


def _pass(roots: list[Tensor]) -> _Pass:
    tensors = tape(*roots)
    places = dict(zip(tensors, range(len(tensors)), strict=True))
    return _Pass(tensors, places, structure(tensors, places))


# -- states that belong together ---------------------------------------------------------------------


def _joined(states: list[State], events: list[Event], run: Run) -> list[State]:
    """The states without those that are no step of their own.

    A loop's head has two marks before its first round, and is one. Lines that follow each other and only create
    inputs are one step, with the imports before them.
    """
    found: list[State] = []
    prepared = False
    for state in states:
        last, prepares = found[-1] if found else None, _prepares(state, events, run)
        if last is not None and last.lines == state.lines and _same_head(last, state):
            found[-1] = state._replace(sets=state.sets or last.sets)
        elif last is not None and prepared and prepares and last.lines[-1] < state.lines[0]:
            found[-1] = state._replace(lines=(*last.lines, *state.lines), start=last.start, sets=last.sets + state.sets)
        else:
            found.append(state)
        prepared = prepares
    return found


def _same_head(last: State, state: State) -> bool:
    """Whether nothing has happened in a state, so that the same line again is its second mark."""
    return last.start == last.end and not last.calls and state.start == last.end


def _prepares(state: State, events: list[Event], run: Run) -> bool:
    """Whether a line only creates inputs, or imports."""
    if state.reads or state.calls or run.code is None:
        return False
    kinds = {type(event) for event in events[state.start : state.end]} - {Started}
    if not kinds:
        return run.code.statements[state.lines[0]].kind == "import"
    return Leaf in kinds and kinds <= {Leaf, Accumulated}
