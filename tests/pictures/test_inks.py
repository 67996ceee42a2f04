"""PNG and PDF in the theme's colours: no style sheet reaches them, so the DOT they are drawn from has the colours."""

import re
import warnings

import pytest

import gradviz as gv
from gradviz.pictures.dot import to_dot
from gradviz.pictures.engines import Engine, available
from gradviz.pictures.highlight import lit
from gradviz.pictures.inks import Inks
from gradviz.pictures.labels import labels
from gradviz.pictures.look import looked
from gradviz.pictures.themes import THEMES
from tests.recording.traces import figure_1


def dot_of(recording, theme, note="", form="png", highlight=None, more=None, **options):
    look = looked(**{"edges": "local", "style": "operations", "parallel": False, "saved": False, **options})
    inks = Inks(THEMES[theme], look, note, form, **(more or {}))
    shown = None if highlight is None else lit(recording.graph, highlight)
    return to_dot(recording.graph, labels(recording.graph, recording.frame(), look), look, shown, inks)


def line_of(dot, name):
    return next(line for line in dot.splitlines() if f"id={name}" in line or f'id="{name}"' in line)


def saved_with(picture, tmp_path, monkeypatch):
    """The DOT that a picture is drawn from when it is saved as a PNG."""
    given = []
    run = Engine.run
    monkeypatch.setattr(Engine, "run", lambda engine, dot, form="svg": (given.append(dot), run(engine, dot, form))[1])
    picture.save(tmp_path / "x.png")
    return given[-1]


@pytest.mark.parametrize("name", THEMES)
def test_every_colour_of_the_theme_is_in_the_dot(name):
    theme, text = THEMES[name], dot_of(figure_1(), name, note="look here", edges="both", saved=True)
    for colour in (theme.background, theme.ink, theme.line, theme.leaf, theme.operation, theme.output):
        assert colour in text
    assert f'<FONT COLOR="{theme.value}"><B>6</B></FONT>' in text
    assert f'<FONT COLOR="{theme.gradient}"><I>∂ 12</I></FONT>' in text
    assert f'<FONT COLOR="{theme.local}">×3</FONT> <FONT COLOR="{theme.gradient}"><I>→ 12</I></FONT>' in text
    assert f'<FONT COLOR="{theme.alarm}"><B>look here</B></FONT>' in text and "8 B</B>" in text


def test_a_png_is_sharp_and_a_pdf_has_no_pixels():
    assert 'dpi=144' in dot_of(figure_1(), "light") and "dpi" not in dot_of(figure_1(), "light", form="pdf")


@pytest.mark.parametrize("engine", available(), ids=lambda engine: engine.name)
def test_a_png_differs_from_theme_to_theme(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(gv.options, "engine", engine.name)
    drawn = {theme: gv.draw(figure_1(), theme=theme).save(tmp_path / f"{theme}.png").read_bytes() for theme in THEMES}
    assert len(set(drawn.values())) == len(THEMES)
    assert all(picture.startswith(b"\x89PNG") for picture in drawn.values())


@pytest.mark.parametrize("name", [
    'a"b', "<b>x</b>", "x&y", "&amp;", "\\n", ">", "名前", "a" * 300, "x -> y [color=red]",
])  # fmt: skip
def test_any_name_is_text(name, tmp_path):
    """In an HTML-like label too nothing of the learner's is a tag."""
    recording = gv.record(lambda **v: v[name] * 2, inputs={name: 3.0})
    assert "<b>" not in dot_of(recording, "light")
    assert gv.draw(recording).save(tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")


def test_empty_texts_and_nan_are_drawn(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        recording = gv.record("a = log(x); L = a*y", x=0, y=2)
    for index in (0, 2, -1):
        assert gv.draw(recording, index=index, style="values").save(tmp_path / "x.png").stat().st_size > 1000


def test_the_dashed_border_that_the_note_speaks_of_is_there(tmp_path, monkeypatch):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        recording = gv.record("a = log(x); L = a*y", x=-1, y=2)
    dot = saved_with(gv.draw(recording, theme="dark"), tmp_path, monkeypatch)
    assert "(dashed border)" in dot
    dashed = [name for name in ("n0", "n1", "n2", "n3") if "dashed" in line_of(dot, name)]
    assert [recording.graph.nodes[int(name[1:])].name for name in dashed] == ["a"]
    assert f'color="{THEMES["dark"].alarm}"' in line_of(dot, dashed[0])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("style", ["operations", "values"])
def test_what_is_lit_stands_out_and_the_rest_recedes(theme, style):
    colours, dot = THEMES[theme], dot_of(figure_1(), theme, style=style, highlight=["w", "z"])
    lines = {name: re.search(r' color="(#......)" penwidth=(\S+?)\]', line_of(dot, name)).groups()
             for name in ("n1", "n4", "e4.0", "n0", "n5", "e4.1")}  # fmt: skip

    def far(name):
        pairs = zip(bytes.fromhex(lines[name][0][1:]), bytes.fromhex(colours.background[1:]), strict=True)
        return sum(abs(one - ground) for one, ground in pairs)

    for name in ("n1", "n4", "e4.0"):
        assert lines[name] == (colours.ink, colours.strong)
    for name in ("n0", "n5", "e4.1"):
        assert far(name) < far("n1") / 2 and lines[name][1] == colours.thin


def test_marks_are_explained_under_the_picture(tmp_path, monkeypatch):
    recording = gv.record("a = x*x; b = x*3; L = a*b", x=2)
    dot = saved_with(gv.draw(recording, saved=True, parallel=True), tmp_path, monkeypatch)
    assert "kept for the backward pass: 3 values, 24 B" in dot and "may run in parallel" in dot
    dot = saved_with(gv.draw(grouped(), fold=True), tmp_path, monkeypatch)
    assert "n operations folded" in dot
    assert "folded" not in saved_with(gv.draw(grouped()), tmp_path, monkeypatch)


def grouped():
    def f(x):
        with gv.group("part"):
            y = x * 2 + 1
        return y * y

    return gv.record(f, x=2)


def test_a_line_is_centred_also_where_an_engine_counts_its_bytes():
    """Such an engine begins a line too far left by half of what it counts too much."""
    plain, counted = (dot_of(figure_1(), "light", more={"counts_bytes": x}) for x in (False, True))
    assert "<BR/><FONT" in plain and "><I>∂ −4</I>" in plain
    assert f'<BR/>    <FONT COLOR="{THEMES["light"].gradient}"><I>∂ −4</I>' in counted
    assert f'<BR/><FONT COLOR="{THEMES["light"].value}"><B>5</B>' in counted


@pytest.mark.parametrize("engine", available(), ids=lambda engine: engine.name)
def test_texts_in_a_png_stand_in_the_middle_of_their_node(engine):
    """Read off the SVG that an engine makes of the same DOT: where its lines begin, and how long they are."""
    recording = gv.record("a = x*y", x=-1.25, y=-2.5)
    inks = {"more": {"counts_bytes": engine.counts_bytes}, "form": "svg"}
    svg = engine.run(dot_of(recording, "light", **inks)).decode()
    node = svg[svg.index('id="n0"') :].partition("</g>")[0]
    outline = [float(x) for x in re.findall(r"[MC ,](-?[\d.]+),", re.search(r' d="([^"]+)"', node)[1])]
    middle = (min(outline) + max(outline)) / 2
    lines = re.findall(r'<text[^>]* x="([-\d.]+)"[^>]*>(?:&#160;| )*([^<& ][^<]*)</text>', node)
    assert [text for _, text in lines] == ["x", "−1.25", "∂ −2.5"]
    for x, text in lines:
        assert abs(float(x) + len(text) * 7.2 / 2 - middle) < 4
