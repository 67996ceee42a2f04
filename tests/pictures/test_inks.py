"""PNG and PDF in the theme's colours: no style sheet reaches them, so the DOT they are drawn from has the colours."""

import warnings

import pytest

import gradviz as gv
from gradviz.pictures.dot import to_dot
from gradviz.pictures.engines import available
from gradviz.pictures.inks import Inks
from gradviz.pictures.labels import labels
from gradviz.pictures.look import looked
from gradviz.pictures.themes import THEMES
from tests.recording.traces import figure_1


def dot_of(recording, theme, note="", form="png", **options):
    look = looked(**{"edges": "local", "style": "operations", "parallel": False, "saved": False, **options})
    inks = Inks(THEMES[theme], look, note, form)
    return to_dot(recording.graph, labels(recording.graph, recording.frame(), look), look, None, inks)


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
