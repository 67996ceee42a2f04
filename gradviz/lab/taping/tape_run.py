"""Running a student's code once, really, and writing down which line did what."""

from __future__ import annotations

import contextlib
import io
import itertools
import linecache
import sys
import threading
import traceback
from collections.abc import Iterable, Mapping
from types import FrameType
from typing import Any

import gradviz

from ...core.advice.anomaly import unsaid
from ...core.grad_mode import Watcher, mode
from ...core.saved import inputs_of
from ...core.tensor import Tensor, serials
from ...core.visited import Visited
from ...language import say
from ...recording.tape import tape
from ...recording.watching import raw
from .tape_code import MARK, SHOWN, Code

MOST_STATES = 1000
"""So many lines that ran are kept; then the code is stopped, for it may be an endless loop."""

MOST_NODES = 20_000
"""So many operations are kept."""

MOST_PRINTED = 10_000
"""So many characters of what is printed are kept."""

PLAIN = (int, float, bool, str)
"""Values of these kinds are told as they are; the `repr` of others is the student's own code."""

_numbers = itertools.count(1)


class Enough(BaseException):
    """The code has run for as long as is kept. No `except Exception` of the student's holds it up."""


class Run(Watcher):
    """One run of a student's code.

    Attributes:
        code: the code, or None where it is not Python.
        log: what happened, in order: ("line", statement, deeper), ("leaf", tensor, value), ("op", tensor, value),
            ("sweep", root, seed, steps, kept), ("grad", leaf, gradient), ("zeroed", leaf, gradient),
            ("changed", tensor, value), ("set", name, text), ("read", name, gradient).
        printed: what was printed; ("printed", characters so far) in the log says when.
        error: what went wrong, in words that name the line; "" where nothing did.
        wrong: the number of the line that it went wrong in, or 0.
    """

    follows = False

    def __init__(self, text: str, names: Mapping[str, Any]) -> None:
        self.log: list[tuple[Any, ...]] = []
        self.printed, self.error, self.wrong = "", "", 0
        self.lines = text.split("\n")
        self.code: Code | None = None
        self._filename = f"<tape {next(_numbers)}>"
        self._cut = 0
        self._line = -1  # the statement that runs now
        self._frame: FrameType | None = None  # and its frame
        self._lines = 0
        self._seen: dict[Tensor, None] = {}
        self._sweeps: list[tuple[Tensor, Any, bool, list[Any]]] = []
        self._thread, self._start = threading.get_ident(), next(serials)
        linecache.cache[self._filename] = (len(text), None, [line + "\n" for line in self.lines], self._filename)
        try:
            self.code = Code(text, self._filename)
            self._run(self.code, {"__name__": "__main__", "gv": gradviz, **names, MARK: self._at, SHOWN: self._show})
        except (Exception, KeyboardInterrupt, SystemExit, Enough) as error:  # the student's code may raise anything
            self._explain(error)
        finally:
            self._frame = None

    def _run(self, code: Code, names: dict[str, Any]) -> None:
        on, watchers, packing = mode.on, mode.watchers, mode.packing
        mode.watch((*watchers, self), packing)
        mode.turn(True)
        try:
            with contextlib.redirect_stdout(_Printed(self)), unsaid():
                exec(code.runs, names)
            if self._frame is not None and self._frame.f_code is code.runs:
                self._of_line(names)
        finally:
            self._told(names)
            mode.watch(watchers, packing)
            mode.turn(on)

    # -- what the code says ------------------------------------------------------------------------

    def _at(self, line: int) -> bool:
        """A statement begins."""
        if threading.get_ident() == self._thread:
            frame = sys._getframe(1)
            self._end_line(frame)
            self._begin(line, frame)
        return True

    def _begin(self, line: int, frame: FrameType, back: bool = False) -> None:
        deeper = not back and self._frame is not None and _is_below(frame, self._frame)
        self._line, self._frame = line, frame
        self.log.append(("line", line, deeper))
        self._lines += 1
        if self._lines > MOST_STATES:
            raise Enough(say("{count} lines have run", count=f"{MOST_STATES:,}"))

    def _end_line(self, frame: FrameType) -> None:
        """Name what the last statement made, and tell what it gave to plain variables."""
        names = frame.f_locals
        self._told(names)
        if self.code is not None and self._line >= 0 and frame is self._frame:
            self._of_line(names)

    def _of_line(self, names: Mapping[str, Any]) -> None:
        assert self.code is not None
        done = self.code.statements[self._line]
        for name in done.sets:
            if type(names.get(name)) in PLAIN:
                self.log.append(("set", name, repr(names[name])))
        for name in done.reads:
            owner = names.get(name, self._frame.f_globals.get(name) if self._frame else None)
            if isinstance(owner, Tensor) and owner._op is None:
                self.log.append(("read", owner.name or name, raw(owner._grad)))

    def _told(self, names: Mapping[str, Any]) -> None:
        """Take the names of variables over, and the leaves that they hold."""
        for name, value in list(names.items()):
            if name.startswith("_"):
                continue
            for each in _tensors(value):
                mine = each._serial >= self._start
                if each is value and mine and each.name is None and not (each._info and each._info.parameter):
                    each.named(name)
                if each._op is None and mine:
                    self._see(each)

    def _see(self, tensor: Tensor) -> None:
        """Write down a Tensor that was not there before; held, so that no other one gets its identity."""
        if tensor not in self._seen:
            self._seen[tensor] = None
            self.log.append(("leaf" if tensor._op is None else "op", tensor, tensor._value))

    def _show(self, value: Any) -> Any:
        """The value of a last line."""
        if value is not None:
            print(repr(value))
        return value

    def _here(self) -> None:
        """Be at the line that runs now: after a function has returned, that is the rest of the line that called it."""
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_code.co_filename != self._filename:
            frame = frame.f_back
        if frame is None or self.code is None:
            return
        line = self.code.at(frame.f_lineno, self._line)
        if line != self._line or (frame is not self._frame and frame.f_code.co_name[:1] != "<"):
            self._begin(line, frame, back=True)

    # -- what the engine says ----------------------------------------------------------------------

    def recorded(self, node: Tensor) -> None:
        """An operation was put on the tape."""
        if self._sweeps:
            return  # the backward pass itself, or what a checkpoint computes again in it
        self._here()
        for source in inputs_of(node):
            if isinstance(source, Tensor) and source not in self._seen:
                for each in tape(source):  # what a backward pass with create_graph has recorded, for one
                    self._see(each)
        self._see(node)
        if len(self._seen) > MOST_NODES:
            raise Enough(say("{count} values are on the tape", count=f"{MOST_NODES:,}"))

    def sweeping(self, visited: Visited, seed: Any, keep: bool, graph: bool) -> Any:
        """A backward pass begins."""
        root = visited.root
        steps: list[Any] = []
        self._sweeps.append((root, seed, keep, steps))
        return steps.append if len(self._sweeps) == 1 and root._op is not None else None

    def swept(self, failed: bool) -> None:
        """A backward pass is over."""
        root, seed, keep, steps = self._sweeps.pop()
        if self._sweeps or failed or root._op is None:
            return
        self._here()
        self.log.append(("sweep", root, raw(seed), [(n, k, *map(raw, rest)) for n, k, *rest in steps], keep))

    def accumulated(self, leaves: list[Tensor]) -> None:
        """Leaves have added up what they received."""
        self.log += [("grad", leaf, raw(leaf._grad)) for leaf in leaves]

    def changed(self, tensor: Tensor) -> None:
        """A value was changed in place: that of a leaf, or its gradient."""
        self._here()
        self.log.append(("changed", tensor, tensor._value))
        owners = [leaf for leaf in self._seen if leaf._op is None and leaf._grad is tensor]
        self.log += [("zeroed", leaf, tensor._value) for leaf in owners]

    def cleared(self, leaf: Tensor) -> None:
        """The gradient of a leaf was forgotten or replaced."""
        self._here()
        self.log.append(("zeroed", leaf, raw(leaf._grad)))

    # -- what is printed, and what goes wrong ------------------------------------------------------

    def _write(self, text: str) -> None:
        room = MOST_PRINTED - len(self.printed)
        self.printed += text[:room]
        self._cut += max(0, len(text) - room)
        self.log.append(("printed", len(self.printed)))

    @property
    def not_shown(self) -> int:
        """How many characters of what was printed are left out."""
        return self._cut

    def _explain(self, error: BaseException) -> None:
        """Say what went wrong and in which line."""
        if isinstance(error, SyntaxError) and error.filename == self._filename:
            self.wrong, said = error.lineno or 1, _syntax(error, self.lines)
        else:
            frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == self._filename]
            self.wrong = (frames[-1].lineno or 0) if frames else 0
            said = _said(error)
        where = _place(self.wrong, self.lines[self.wrong - 1].strip()) + "\n" if self.wrong else ""
        self.error = "\n".join([where + said, *getattr(error, "__notes__", [])])[:2000]


class _Printed(io.TextIOBase):
    """Where `print` writes while the code runs."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def write(self, text: str) -> int:
        """Keep the text."""
        self._run._write(text)
        return len(text)


def _said(error: BaseException) -> str:
    if isinstance(error, Enough):
        return say(
            "Stopped: {reason}, and no more are kept. An endless loop? Else let the loop take fewer rounds, or put "
            "what is not to be seen line by line into a function of another module.", reason=error,
        )  # fmt: skip
    if isinstance(error, KeyboardInterrupt):
        return say("Interrupted here. What had happened before can be seen; run the cell again to run the code again.")
    if isinstance(error, SystemExit):
        return say("The code ended itself here (SystemExit).")
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _place(number: int | None, code: str) -> str:
    return say("line {number}: {code}", number=number, code=code)


def _syntax(error: SyntaxError, lines: list[str]) -> str:
    """The message of a syntax error, and the caret under the place."""
    line = lines[error.lineno - 1] if error.lineno and error.lineno <= len(lines) else ""
    indent = len(line) - len(line.lstrip())
    prefix = _place(error.lineno, "")
    caret = " " * (len(prefix) + max(0, (error.offset or 1) - 1 - indent)) + "^\n"
    return f"{caret}{type(error).__name__}: {error.msg}"


def _is_below(frame: FrameType, above: FrameType) -> bool:
    """Whether a frame was called, directly or through others, from another one."""
    back = frame.f_back
    while back is not None and back is not above:
        back = back.f_back
    return back is not None


def _tensors(value: Any) -> Iterable[Tensor]:
    """The Tensors in a variable: its own, those in a short list, the parameters of a module."""
    if isinstance(value, Tensor):
        return (value,)
    if isinstance(value, (list, tuple)):
        return [each for each in value[:100] if isinstance(each, Tensor)]
    module = sys.modules.get("gradviz.nn.module")
    if module is not None and isinstance(value, module.Module):
        with contextlib.suppress(Exception):  # a module whose __init__ has not come far has no parameters yet
            return list(itertools.islice(module.Module.parameters(value), 100))
    return ()
