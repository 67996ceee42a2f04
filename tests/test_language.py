"""One catalogue of all visible texts: complete, current, and obeyed by what a student sees."""

import ast
import re
import xml.etree.ElementTree as ET

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

import gradviz as gv
from gradviz import language
from gradviz.language import say

from .catalogue import ROOT, TEMPLATE, calls, catalogue, places, template

FILES = sorted((ROOT / "gradviz").rglob("*.py"))
KNOWN = {message.id for message in catalogue() if message.id}


def test_the_template_is_current():
    assert TEMPLATE.read_text(encoding="utf-8") == template(), "run: make texts"


def test_no_text_has_the_number_of_a_requirement_or_of_a_plan():
    """R31, E4: they are for who builds this, and tell a student nothing."""
    assert len(KNOWN) > 1000 and [text for text in map(str, KNOWN) if re.search(r"\b[RE]\d+\b", text)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_text_is_a_literal_or_a_name_of_one_that_was_marked(path):
    """An f-string or a sum cannot be collected. That a name holds a marked text, the pseudo-language checks."""
    for call in calls(ast.parse(path.read_text(encoding="utf-8"))):
        text = call.args[0]
        literal = isinstance(text, ast.Constant) and isinstance(text.value, str)
        named = isinstance(text, (ast.Name, ast.Attribute, ast.Subscript)) and call.func.id == "say"
        assert literal or named, f"line {call.lineno}: {ast.unparse(call)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_place_in_a_text_is_filled(path):
    for call in calls(ast.parse(path.read_text(encoding="utf-8"))):
        text, given = call.args[0], [keyword.arg for keyword in call.keywords]
        if isinstance(text, ast.Constant) and call.func.id == "say" and given and None not in given:
            assert set(places(text.value)) == set(given), f"line {call.lineno}: {ast.unparse(call)}"


# -- a language in which every text stands in brackets ---------------------------------------------------


class Pseudo:
    """A translation that can be seen: what is not in the template is refused."""

    def gettext(self, text):
        is_known = text in KNOWN or not re.search("[a-z]{2}", text)  # letters of keys are what they are
        assert is_known, f"{text!r} is not in the template: it was not marked where it is written"
        return f"⟦{text}⟧"


@pytest.fixture
def pseudo(monkeypatch):
    monkeypatch.setattr(language, "_catalogue", lambda _name: Pseudo())
    monkeypatch.setattr(gv.options, "language", "pseudo")


NAMES = {
    "multiply", "power", "log", "add", "sum", "relu", "max", "clone", "copy", "subtract", "zero_grad", "MUL",
    "MulBackward", "nan", "inf", "loss", "upstream", "matmul",
}
"""Words in a picture that are names of Python's and not English."""


def unbracketed(text):
    """The words that stand outside of all brackets."""
    text = str(text)
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = shorter
    return [word for word in re.findall(r"[A-Za-z_]{3,}", text) if word not in NAMES]


def of_html(html):
    """What is read in HTML: its texts, and what its attributes say."""
    said = re.findall(r'(?:title|aria-label|alt)="([^"]*)"', html)
    return [*said, *re.sub(r"<(code|pre)\b.*?</\1>|<[^>]*>", "\n", html, flags=re.S).split("\n")]


def of_svg(svg):
    """What is read in a drawing."""
    return [text for element in ET.fromstring(svg).iter() if not element.tag.endswith("style")
            for text in [element.text or ""]]  # fmt: skip


def of_figure(figure):
    """Everything that a figure says: head, picture, panel, controls."""
    diagram = figure.diagram
    places = {int(place) for place in re.findall(r'data-slot="(\d+)"', diagram.panel + diagram.svg)}
    said = [text for k, text in enumerate(diagram.texts) if k in places or k == len(diagram.texts) - 1]
    said += [*of_html(diagram.panel), *of_html(diagram.help), diagram.lacking]
    said += of_svg(diagram.svg) if diagram.svg else []
    said += [word for words in diagram.words for word in words if isinstance(word, str)]
    waiting = list(figure.children)
    for widget in waiting:  # grows while it is walked
        waiting += getattr(widget, "children", ())
        said += of_html(str(widget.value)) if type(widget).__name__ == "HTML" else []
        said += [widget.value] if type(widget).__name__ == "Label" else []
        said += [getattr(widget, name, None) or "" for name in ("description", "tooltip")]
    return said


def seen_in(said):
    return [words for text in said if (words := unbracketed(text))]


RUNS = {
    "numbers": lambda: gv.record("z = w*x; L = z**2 + z", w=3, x=2),
    "arrays": lambda: gv.record(lambda x: (x @ x).sum(), x=[1.0, 2.0]),
    "born": lambda: gv.record("y = log(x); L = y*x", x=-1),
    "born twice": lambda: gv.record("L = log(x) * log(w)", x=-1, w=-2),
    "not finite": lambda: gv.record("L = x*2", x=float("inf")),
}


@pytest.mark.parametrize("name", RUNS)
def test_captions_and_pictures_say_nothing_past_the_catalogue(pseudo, name):
    run = RUNS[name]()
    assert seen_in(gv.caption(run, k) for k in range(len(run))) == []
    for options in ({}, {"edges": "both", "parallel": True}, {"style": "values"}, {"saved": True}):
        picture = gv.draw(run, **options)
        assert seen_in(of_svg(picture.svg)) == [] and seen_in(picture.text.split("\n")) == []
        assert seen_in([picture.description]) == []


def test_a_training_loop_says_nothing_past_the_catalogue(pseudo):
    w = gv.tensor(1.0, requires_grad=True).named("w")
    with gv.record() as run:
        for _ in range(2):
            loss = (w * 2) ** 2
            loss.backward()
            with gv.no_grad():
                w -= 0.1 * w.grad
            w.grad = None
    assert seen_in(gv.caption(run, k) for k in range(len(run))) == []
    assert seen_in(of_svg(gv.draw(run).svg)) == []


BOOK = "x = gv.tensor(2.0, requires_grad=True)\nfor k in range(2):\n    y = x * k\ny.backward()\nprint(x.grad)\nx.grad"
FIGURES = {
    "explore": lambda: gv.explore("z = w*x; L = z**2", w=3, x=2),
    "stepper": lambda: gv.stepper("z = w*x; L = z**2", w=3, x=2),
    "tape": lambda: gv.tape(BOOK),
    "zoom": lambda: gv.zoom("z = w*x; L = z**2", w=3, x=2),
    "gates": lambda: gv.gates(),
    "nudge": lambda: gv.nudge("z = w*x; L = z**2", w=3, x=2),
    "paths": lambda: gv.paths(),
    "build": lambda: gv.build("z = w*x; L = z**2"),
    "train": lambda: gv.train(),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_nothing_past_the_catalogue(pseudo, name):
    figure = FIGURES[name]()
    assert seen_in(of_figure(figure)) == []
    for key in ("ArrowRight", "End", "b", "ArrowLeft"):
        figure.pressed(key)
        assert seen_in(of_figure(figure)) == []


def test_a_text_that_goes_past_the_catalogue_is_found(pseudo, monkeypatch):
    from gradviz.pictures import captions

    monkeypatch.setattr(captions, "say", lambda text, **values: text.format(**values))
    assert seen_in([gv.caption(RUNS["numbers"](), 0)]) != []


def test_another_language_and_back_again(monkeypatch):
    """What is remembered of one language is not shown in another."""
    run = gv.record("y = log(x); L = y*x", x=-1)
    options = {"edges": "both", "saved": True, "parallel": True}
    before = gv.draw(run, **options)
    drawn = before.svg, before.text, before.description
    monkeypatch.setattr(language, "_catalogue", lambda _name: Pseudo())
    monkeypatch.setattr(gv.options, "language", "pseudo")
    other = gv.draw(run, **options)
    assert "⟦" in other.svg and "⟦" in other.text and "⟦" in other.description
    monkeypatch.setattr(gv.options, "language", None)
    after = gv.draw(run, **options)
    assert (after.svg, after.text, after.description) == drawn


# -- real catalogues ------------------------------------------------------------------------------------


@pytest.fixture
def german(monkeypatch, tmp_path):
    """A translation with three texts, one of which has a slip in its places."""
    made = Catalog(locale="de")
    made.add("{name} is an input: {value}{odd}.", "{name} ist eine Eingabe: {value}{odd}.")
    made.add("Reset", "Zurück")
    made.add("node", "Knoten")
    made.add("The backward pass starts at {name}: ∂{name}/∂{name} = 1.", "Rückwärts ab {nam}.")
    home = tmp_path / "de" / "LC_MESSAGES"
    home.mkdir(parents=True)
    with (home / "gradviz.mo").open("wb") as file:
        write_mo(file, made)
    monkeypatch.setattr(language, "HOME", tmp_path)
    language._catalogue.cache_clear()
    monkeypatch.setattr(gv.options, "language", "de")
    yield
    language._catalogue.cache_clear()


def test_a_translation_is_one_file(german):
    run = gv.record("L = x*2", x=3)
    assert gv.caption(run, 0) == "x ist eine Eingabe: 3." and say("Reset") == "Zurück"
    assert gv.draw(run).text.startswith("Knoten  name")


def test_what_is_not_translated_or_has_a_slip_is_english(german):
    run = gv.record("L = x*2", x=3)
    assert gv.caption(run, 2) == "The backward pass starts at L: ∂L/∂L = 1."
    assert gv.caption(run, 3).endswith("to x.")


def test_a_language_that_is_not_there_is_said_once_and_english_stays(monkeypatch):
    monkeypatch.setattr(gv.options, "language", "xx")
    language._catalogue.cache_clear()
    with pytest.warns(UserWarning, match="no translation for options.language = 'xx'") as warned:
        assert say("Reset") == "Reset" and say("Reset") == "Reset"
    assert len(warned) == 1


def test_a_warning_names_what_there_is(german, monkeypatch):
    monkeypatch.setattr(gv.options, "language", "fr")
    with pytest.warns(UserWarning, match="There are: de"):
        say("Reset")


def test_what_a_tape_says_of_a_failure_and_of_squares_is_translated():
    """Words that once stood outside of `say`: in the run of a tape, on it, and above a figure without its kernel."""
    assert {"SQUARE", "The code ended itself here (SystemExit).", "To move this picture, run its cell."} <= {
        message.id for message in catalogue() if message.id
    }
    assert gv.explore("x*x", x=1).diagram.still == "To move this picture, run its cell."
    assert "run its cell" not in (ROOT / "gradviz" / "lab" / "frame" / "figure.css").read_text(encoding="utf-8")
