"""The control with which a question is answered, for each kind of question; plain ipywidgets, worked by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import ipywidgets as widgets

from ...language import say
from ...questions import picking
from ...questions.bank import is_ordered
from ...questions.diagnosis import RIGHT
from ...questions.passes import FOLLOWED, MISSING, WRONG, PassMarks, steps_back, worked
from ...questions.program import case_for, labels
from ...questions.question import ORDER, Question
from ...questions.seeds import Seed, shuffled
from ..frame.fields import in_time, on_enter

WIDE = {"width": "100%", "min_width": "220px"}
WHOLE = {"description_width": "initial"}
"""The style in which a label is never cut."""


class Answering(NamedTuple):
    """A control and what it holds.

    Attributes:
        box: the widget.
        read: what is answered now, as `grade` takes it.
        clear: empties it.
        picked: takes over a node that was picked in the picture.
        mark: writes beside each field what became of it, in words; with None it takes the words away.
        focus: brings the keys back to where the answer is typed.
    """

    box: widgets.Widget
    read: Callable[[], Any]
    clear: Callable[[], None]
    picked: Callable[[int], None] = lambda _: None
    mark: Callable[[PassMarks | None], None] = lambda _: None
    focus: Callable[[], None] = lambda: None


def answering(question: Question, send: Callable[[], None]) -> Answering:
    """The control for a question; `send` is called when Enter is pressed in a field."""
    return _MAKERS[question.kind](question, send)


def _field(question: Question, send: Callable[[], None]) -> Answering:
    names = {"number": say("your number"), "shape": say("your shape"), "string": say("your answer")}
    field = widgets.Text(description=names[question.kind], placeholder="…", layout=WIDE, style=WHOLE)
    on_enter(field, send)
    return Answering(field, lambda: field.value, lambda: setattr(field, "value", ""), focus=field.focus)


def _words(question: Question, _send: Callable[[], None]) -> Answering:
    area = in_time(widgets.Textarea(description=say("your answer"), layout=WIDE, style=WHOLE, rows=4))
    return Answering(area, lambda: area.value, lambda: setattr(area, "value", ""))


def _one_of(options: list[str]) -> Answering:
    radio = in_time(widgets.RadioButtons(options=[(text, k) for k, text in enumerate(options)], layout=WIDE))
    radio.index = None
    return Answering(radio, lambda: radio.value, lambda: setattr(radio, "index", None))


def _choice(question: Question, _send: Callable[[], None]) -> Answering:
    return _one_of([option.text for option in question.options])


def _sign(question: Question, _send: Callable[[], None]) -> Answering:
    words = ("up", "down", "neither")
    made = _one_of([say("up"), say("down"), say("neither")])
    return made._replace(read=lambda: "" if made.box.index is None else words[made.box.index])


def _choices(question: Question, _send: Callable[[], None]) -> Answering:
    texts = [option.text for option in question.options]
    boxes = [in_time(widgets.Checkbox(description=text, indent=False, layout=WIDE)) for text in texts]

    def clear() -> None:
        for box in boxes:
            box.value = False

    return Answering(widgets.VBox(boxes), lambda: [k for k, box in enumerate(boxes) if box.value], clear)


def shuffled_places(question: Question) -> list[int]:
    """The places of the options in the order in which they are shown: never a right one, if there is a wrong one."""
    places = list(range(len(question.options)))
    if question.kind == ORDER and question.generated:
        turned = [places[k:] + places[:k] for k in range(len(places))]
        return next((each for each in turned if not picking.order(question, each).correct), places)
    if not is_ordered(question) or len(places) < 2:
        return places
    mixed = shuffled((question.seed or Seed("", "", question.id or question.prompt)).dice("shown"), places)
    return mixed if mixed != places else places[1:] + places[:1]


def _order(question: Question, _send: Callable[[], None]) -> Answering:
    """A list whose chosen line goes up and down."""
    texts = [option.text for option in question.options]
    start = shuffled_places(question)
    order = list(start)
    shown = widgets.Select(description=say("order"), rows=max(2, len(texts)), layout=WIDE, style=WHOLE)

    def write(chosen: int) -> None:
        shown.options = [(f"{k + 1}. {texts[place]}", place) for k, place in enumerate(order)]
        shown.value = chosen

    def move(step: int) -> None:
        chosen = shown.value
        place = order.index(chosen)
        if 0 <= place + step < len(order):
            order[place], order[place + step] = order[place + step], order[place]
            write(chosen)

    def clear() -> None:
        order[:] = start
        write(start[0])

    clear()
    up = widgets.Button(description=say("Earlier"), tooltip=say("The chosen step one place up"), icon="arrow-up")
    down = widgets.Button(description=say("Later"), tooltip=say("The chosen step one place down"), icon="arrow-down")
    up.on_click(lambda _: move(-1))
    down.on_click(lambda _: move(1))
    return Answering(widgets.VBox([shown, widgets.HBox([up, down])]), lambda: list(order), clear)


def _pick(question: Question, _send: Callable[[], None]) -> Answering:
    """A list of all nodes or edges; a click on a node in the picture chooses it there too."""
    case = case_for(question)
    called = labels(case.graph)
    if question.asks == "local":
        options: list[tuple[str, Any]] = [
            (f"{called[edge.source]} → {called[edge.target]}", tuple(edge)) for edge in case.graph.edges
        ]
    else:
        options = [(name, position) for position, name in enumerate(called)]
    chosen = widgets.Dropdown(options=[(say("choose, or click in the picture"), None), *options],
                              description=say("picked"), layout=WIDE, style=WHOLE)  # fmt: skip

    def picked(node: int) -> None:
        if question.asks != "local":
            chosen.value = node

    return Answering(chosen, lambda: chosen.value, lambda: setattr(chosen, "value", None), picked)


def _pass(question: Question, send: Callable[[], None]) -> Answering:
    """A field for every node of the backward pass, or for the blank ones of a worked example."""
    case = case_for(question)
    lines = {line.node: line for line in worked(case, question.fade if question.kind == "faded" else 4)}
    called, rows = labels(case.graph), list[widgets.Widget]()
    fields, words, total = dict[int, widgets.Text](), dict[int, widgets.Label](), widgets.Label()
    for node in steps_back(case):
        if lines[node].blank:
            name = f"∂{called[-1]}/∂{called[node]}"
            fields[node] = widgets.Text(description=name, tooltip=name, placeholder="…", layout=WIDE,
                                        style=WHOLE)  # fmt: skip
            on_enter(fields[node], send)
            words[node] = widgets.Label()
            words[node].add_class("gv-step-mark")
            rows.append(widgets.VBox([fields[node], words[node]]))
        else:
            rows.append(widgets.Label(lines[node].text))

    def clear() -> None:
        for field in fields.values():
            field.value = ""

    def mark(marks: PassMarks | None) -> None:
        states = {} if marks is None else {each.node: each.state for each in marks.marks}
        for node, label in words.items():
            label.value = _said(states.get(node, ""))
        total.value = "" if marks is None else _credit(marks)

    def focus() -> None:
        first = next((node for node in fields if not words[node].value or words[node].value == _said(WRONG)), None)
        fields[next(iter(fields)) if first is None else first].focus()

    box = widgets.VBox([*rows, total])
    return Answering(box, lambda: {node: field.value for node, field in fields.items()}, clear, mark=mark,
                     focus=focus if fields else lambda: None)  # fmt: skip


def _credit(marks: PassMarks) -> str:
    count = sum(each.credit for each in marks.marks)
    return say("Steps done right: {count} of {steps}.", count=count, steps=len(marks.marks))


def _said(state: str) -> str:
    """What became of one step, in words: colour alone would not do."""
    return {
        RIGHT: say("right"), FOLLOWED: say("counts: right from your number before"), WRONG: say("not yet: look here"),
        MISSING: say("still missing"),
    }.get(state, "")  # fmt: skip


_MAKERS: dict[str, Callable[[Question, Callable[[], None]], Answering]] = {
    "number": _field, "shape": _field, "string": _field, "text": _words, "choice": _choice, "sign": _sign,
    "choices": _choices, "order": _order, "pick": _pick, "pass": _pass, "faded": _pass,
}  # fmt: skip
