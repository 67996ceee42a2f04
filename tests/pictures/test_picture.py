"""The Picture: SVG that stands alone, files, what Jupyter shows, and pictures at the edges of what there is."""

import base64
import re

import numpy as np
import pytest

import gradviz as gv
from gradviz import options
from gradviz.pictures import EngineError, Picture, engines
from gradviz.pictures.picture import image, paint
from gradviz.pictures.themes import THEMES
from tests.pictures.gallery import ENGINES, PICTURES, SVG, nodes_of, parsed, texts_of
from tests.pictures.test_dot import NASTY
from tests.recording.traces import figure_1

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


@pytest.fixture
def no_engine(monkeypatch):
    monkeypatch.setattr(engines, "embedded", lambda: None)
    monkeypatch.setattr(engines, "on_path", lambda: None)
    monkeypatch.setattr(options, "engine", None)
    monkeypatch.delenv("GRADVIZ_ENGINE", raising=False)
    gv.pictures.layout._cached.cache_clear()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES)
def test_the_svg_stands_alone(make, theme):
    """Well-formed, opaque, no CSS variable, no class without its rule, no reference."""
    picture = make()
    picture.theme = theme
    root = parsed(picture.svg)
    ground = root.find(f"{SVG}rect")
    box = root.get("viewBox").split()
    assert [ground.get(k) for k in ("x", "y", "width", "height", "fill")] == [*box, THEMES[theme].background]
    style = root.find(f"{SVG}style").text
    assert "var(" not in picture.svg and THEMES[theme].value in style
    unstyled = {"gv-description", "graph", "op", "legend", "shape", "parallel", "total"}
    used = {name for e in root.iter() for name in (e.get("class") or "").split()} - unstyled
    assert all(f".{name}" in style for name in used), used
    assert "href" not in picture.svg and "<script" not in picture.svg


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", NASTY, ids=ascii)
def test_nasty_names_are_drawn_escaped_cut_and_whole_in_the_twin(name, engine, monkeypatch):
    """Issue 2: `<`, quotes, line breaks, emoji, LaTeX, 500 characters, control characters, RTL, lone surrogates."""
    monkeypatch.setattr(options, "engine", engine)
    x = gv.tensor(2.0, requires_grad=True, name=name)
    picture = gv.draw(gv.record((x * float("nan")).named(name)))
    root = parsed(picture.svg)
    texts = [texts_of(node) for _, node in sorted(nodes_of(root).items())]
    assert [line[1:] for line in texts] == [["2", "∂ nan"], ["nan", "∂ 1"]]
    assert all(len(line[0]) <= 14 for line in texts)
    (described,) = root.iter(f"{SVG}desc")
    shown = gv.pictures.labels.plain(name) if name else ""
    assert shown in described.text and shown in picture.text
    bundle = picture._repr_mimebundle_()
    assert len(re.findall("<", bundle["text/html"])) == 1 and all(text.encode() for text in bundle.values())


@pytest.mark.parametrize("make, shape", [
    (lambda: gv.tensor(5.0, requires_grad=True), (1, 0)), (lambda: gv.tensor(5), (1, 0)),
    (lambda: gv.tensor(True), (1, 0)),
    (lambda: gv.tensor(np.zeros(0), requires_grad=True).sum(), (2, 1)),
    (lambda: gv.tensor(np.array(2.0), requires_grad=True) * 2, (2, 1)),
    (lambda: gv.tensor(np.ones((100, 100)), requires_grad=True).mean(), (2, 1)),
    (lambda: gv.tensor(np.ones((2, 3, 4)), requires_grad=True).sum(dim=1), (2, 1)),
    (lambda: gv.tensor(np.float32(2), requires_grad=True) ** 2, (2, 1)),
    (lambda: gv.tensor(1e308, requires_grad=True) * 10, (2, 1)),
    (lambda: gv.tensor([1.0, float("nan")], requires_grad=True).sum(), (2, 1)),
    (lambda: gv.tensor([[True, False]]), (1, 0)),
])  # fmt: skip
def test_pictures_at_the_edges(make, shape):
    """One node, no edges, empty, 0-d, large, other kinds of numbers."""
    for recording in (
        gv.draw(make()),
        *([gv.draw(gv.record(make()))] if make().requires_grad and make().shape == () else []),
    ):
        root = parsed(recording.svg)
        found = [len([e for e in root.iter() if e.get(name) is not None]) for name in ("data-node", "data-edge")]
        assert tuple(found) == shape and len(recording.text.splitlines()) >= 1 + shape[0]
        assert recording.description and recording.source.count("->") == shape[1]


def test_not_computed_and_zero_look_different():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    y = x * 0
    before = texts_of(nodes_of(parsed(gv.draw(y).svg))[0])
    y.backward()
    after = texts_of(nodes_of(parsed(gv.draw(y).svg))[0])
    assert before == ["x", "2", "∂ —"] and after == ["x", "2", "∂ 0"]


def test_the_birth_of_a_nan_is_marked_and_named():
    picture = PICTURES["nan"]()
    root = parsed(picture.svg)
    states = {texts_of(node)[0]: node.get("data-state") for node in nodes_of(root).values()}
    assert states == {"x": None, "y": None, "a = log": "born", "L = ×": None}
    assert "nan was born in a = log: log(−1) = nan" in picture.svg and 'data-state~="born"' in picture.svg


def test_a_frame_in_the_middle_can_be_drawn():
    """R25: after the first five events z is there, and nothing after it."""
    texts = {t[0]: t[1:] for t in map(texts_of, nodes_of(parsed(Picture(figure_1(), index=4).svg)).values())}
    assert texts["z = ×"] == ["6", "∂ —"] and texts["y = +"] == ["—", "∂ —"]


def test_files_of_every_form(tmp_path):
    picture = gv.draw(figure_1())
    assert picture.save(tmp_path / "a.svg").read_text("utf-8") == picture.svg
    assert (
        picture.save(str(tmp_path / "a.DOT")).read_text("utf-8")
        == picture.source
        == picture.save(tmp_path / "a.gv").read_text("utf-8")
    )
    assert picture.save(tmp_path / "a.txt").read_text("utf-8") == picture.text + "\n"
    assert picture.save(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif("dot" not in ENGINES, reason="pdf needs a system Graphviz, and this machine has none")
def test_pdf_comes_from_a_system_graphviz(tmp_path):
    assert gv.draw(figure_1()).save(tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_tilde_is_the_readers_own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert gv.draw(figure_1()).save("~/a.txt") == tmp_path / "a.txt"
    assert (tmp_path / "a.txt").read_text(encoding="utf-8").startswith("node")


@pytest.mark.parametrize("name, error, message", [
    ("a.xyz", ValueError, r"^no picture can be saved as \.xyz\. Use \.svg, \.png, \.pdf, \.dot or \.txt\.$"),
    ("a.p n", ValueError, r"saved as \.p n"), ("a.svg:cairo", ValueError, r"saved as \.svg:cairo"),
    *((name, ValueError, r"A file name needs an ending: \.svg, \.png") for name in ("a", "a.", ".svg")),
    ("no/a.svg", FileNotFoundError, r"the folder '.*no' does not exist\. Make it first: .*mkdir\(parents=True\)"),
    ("no/a.png", FileNotFoundError, "does not exist"),
])  # fmt: skip
def test_unknown_forms_are_refused(name, error, message, tmp_path):
    with pytest.raises(error, match=message):
        gv.draw(figure_1()).save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", [3, None, b"a.svg"])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(TypeError, match=rf"saved to {path!r}, which is of type {type(path).__name__}: .*save\("):
        gv.draw(figure_1()).save(path)


def test_without_an_engine_there_is_the_text(no_engine, tmp_path):
    """R98: the twin, and one line on what to install."""
    picture = gv.draw(figure_1())
    with pytest.raises(EngineError, match="pip install graphviz-pure"):
        _ = picture.svg
    bundle = picture._repr_mimebundle_()
    assert list(bundle) == ["text/plain"] and bundle["text/plain"].startswith(picture.text + "\n\n")
    assert "pip install graphviz-pure" in bundle["text/plain"].splitlines()[-1]
    assert picture.save(tmp_path / "a.dot") and picture.save(tmp_path / "a.txt")
    for form in ("svg", "png"):
        with pytest.raises(EngineError):
            picture.save(tmp_path / f"b.{form}")


def test_what_jupyter_shows():
    """R98: an image that carries its SVG, and the text twin."""
    picture = gv.draw(figure_1())
    bundle = picture._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"} and bundle["text/plain"] == picture.text == repr(picture)
    (data,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', bundle["text/html"])
    assert base64.b64decode(data).decode() == picture.svg
    assert 'alt="x: value 2, gradient 12.' in bundle["text/html"]


def test_an_image_escapes_its_description():
    assert image("<svg/>", '"><script>').count("<") == 1


def test_painting_fills_every_place_and_nothing_else():
    svg = '<svg><g data-mark="2"><text data-slot="0"></text><tspan data-slot="1"></tspan></g> data-slot="0"</svg>'
    places = '<text data-slot="0">&lt;a&gt;</text><tspan data-slot="1">&amp;</tspan>'
    node = f'<g data-mark="2" data-state="born">{places}</g>'
    assert paint(svg, ["<a>", "&", "born"]) == f'<svg>{node} data-slot="0"</svg>'


def test_to_graphviz_is_an_object_of_that_package():
    source = gv.draw(figure_1()).to_graphviz()
    assert type(source).__module__.startswith("graphviz") and source.source == gv.draw(figure_1()).source


def test_an_unknown_theme_is_refused():
    with pytest.raises(ValueError, match="no theme 'blue'; the themes are: light, dark, contrast"):
        gv.draw(figure_1(), theme="blue")
