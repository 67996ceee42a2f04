"""The figure that multiplies along every path and adds the paths up."""

import re

import pytest

import gradviz as gv

pytestmark = pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")


def caption(figure):
    return figure.diagram.texts[-1]


def panel(figure):
    """The panel's rows as the page shows them: the state of each, and its texts."""
    texts, rows = figure.diagram.texts, []
    for row in re.findall(r"<tr.*?</tr>", figure.diagram.panel)[1:]:
        mark = re.search(r'data-mark="(\d+)"', row)
        filled = re.sub(r'data-slot="(\d+)">', lambda m: f">{texts[int(m[1])]}", row)
        rows.append((texts[int(mark[1])] if mark else "", re.sub(r"<[^>]*>", "|", filled).strip("|").split("||||")))
    return rows


@pytest.mark.parametrize("key, values, products, total", [
    ("single", {}, ["0.5403 × 2 = 1.081"], "1.081"), ("single", {"x": 0.5}, ["0.9689 × 1 = 0.9689"], "0.9689"),
    ("several", {}, ["1 × 4 = 4", "1 × 12 = 12"], "4 + 12 = 16"),
    ("several", {"x": 3}, ["1 × 6 = 6", "1 × 27 = 27"], "6 + 27 = 33"),
    ("product", {}, ["6 × 4 = 24", "4 × 3 = 12"], "24 + 12 = 36"),
])  # fmt: skip
def test_the_structures_have_the_numbers_of_the_books(key, values, products, total):
    """R31, R32, R33, R35."""
    figure = gv.paths()
    figure.structure.value = key
    for name, value in values.items():
        figure.controls[name].value = value
    assert (figure.products, figure.total) == (products, total)


def test_the_layer_has_a_product_for_each_of_its_leaves():
    """R34: σ = 0.5; for w 0.5, for b 0.25, for x 0.125, with the squared error's factor 2(s − t) = 1 in front."""
    figure = gv.paths()
    figure.structure.value = "layer"
    assert figure.recording.value("s") == 0.5
    found = {}
    for name in figure.leaf.options:
        figure.leaf.value = name
        found[name] = figure.total
    assert {name: found[name] for name in "wxbt"} == {"w": "0.5", "x": "0.125", "b": "0.25", "t": "−1"}
    figure.leaf.value = "w"
    assert figure.products == ["1 × 1 × 0.25 × 1 × 2 = 0.5"]


def test_the_key_idea_stands_in_the_figure():
    """R36."""
    head = gv.paths().children[0].value
    assert "An edge is a local gradient, a path is their product, a node adds up its paths." in head


def test_each_path_is_lit_in_turn_and_then_all_that_the_node_adds_up():
    figure = gv.paths("f = x**2 * (3*x)", x=2)
    seen = []
    for _ in range(3):
        seen.append((sorted(figure.lit.edges), caption(figure)))
        figure.pressed("ArrowRight")
    assert seen == [
        ([0, 2], "Path 1 of 2: x → ( )² → f. 3·x·2·x = 6 × 4 = 24."),
        ([1, 3], "Path 2 of 2: x → 3 × → f. x²·3 = 4 × 3 = 12."),
        ([0, 1, 2, 3], "∂f/∂x = 24 + 12 = 36. x adds up what its 2 paths bring."),
    ]


def test_the_sum_lights_what_lies_on_a_path_and_nothing_beside_it():
    figure = gv.paths("a = x*w; b = a + x; f = a*b + w", wrt="x", x=2, w=3)
    figure.pressed("End")
    graph = figure.recording.graph
    lit = {(graph.nodes[graph.edges[k].source].name, graph.nodes[graph.edges[k].target].name) for k in figure.lit.edges}
    assert ("w", "a") not in lit and {("x", "a"), ("x", "b"), ("a", "b")} < lit and len(lit) == 6, lit
    assert "w" not in [graph.nodes[k].name for k in figure.lit.nodes]


def test_the_panel_marks_the_path_that_is_lit():
    figure = gv.paths("f = x**2 * (3*x)", x=2)
    assert [state for state, _ in panel(figure)] == ["current", "", ""]
    figure.did("path", "1")
    assert [state for state, _ in panel(figure)] == ["", "current", ""]
    assert panel(figure)[1][1][-1].endswith("4 × 3 = 12")
    figure.did("path", "7")
    assert [state for state, _ in panel(figure)] == ["", "", "current"], "what is beyond the last is the last"
    figure.did("path", "x")
    figure.did("other", "1")


def test_sliders_keep_the_chosen_path():
    figure = gv.paths("a = x**2; b = x**3; y = a + b", x=2)
    figure.pressed("ArrowRight")
    html = figure.diagram.panel
    figure.controls["x"].value = 3
    assert caption(figure) == "x is 3. Path 2 of 2: x → b → y. 1·3·x² = 1 × 27 = 27."
    assert figure.diagram.panel is html, "the panel is not sent again"


def test_a_click_on_a_node_shows_its_paths():
    figure = gv.paths("a = x**2; b = x**3; y = a*b + a", x=2)
    figure.diagram.picked = 1
    assert figure.leaf.label == "a" and caption(figure).startswith("Path 1 of 2: a → × → y.")
    figure.diagram.picked = figure.recording.graph.output
    assert caption(figure) == "No path to multiply begins there: choose an input or a value on the way."
    assert figure.leaf.label == "a"
    figure.diagram.picked = -1


def test_wrt_chooses_where_the_paths_begin():
    assert gv.paths("z = w*x; L = z**2", w=3, x=2, wrt="x").leaf.label == "x"
    assert gv.paths("z = w*x; L = z**2", w=3, x=2, wrt="z").total == "12"


def test_one_path_and_one_edge_are_told_as_one():
    told = gv.paths("g = x**2; f = sin(g)", x=1).diagram.panel
    assert "each of the 2 edges once" in told and "From x there is one path to walk, of length 2." in told
    told = gv.paths("y = x**2", x=3).diagram.panel
    assert "visits the one edge once" in told and "one path to walk, of length 1." in told


def test_ten_doublings_are_20_edges_against_1024_paths():
    """R15, R45."""
    figure = gv.paths()
    figure.structure.value = "doublings"
    assert "each of the 20 edges once" in figure.diagram.panel and "1,024 paths, 10,240 edges" in figure.diagram.panel
    assert figure.ways.walk.paths == 1024 and figure.total == "1024" and figure.scrubber.count == 13
    figure.count.value = 20
    assert "each of the 40 edges once" in figure.diagram.panel and "1,048,576 paths" in figure.diagram.panel
    assert figure.total == "1048576"


def test_the_race_counts_edge_by_edge_and_the_picture_fills_as_the_sweep_goes():
    """R45, R46: the second arrow into x brings the sum."""
    figure = gv.paths("a = x**2; b = x**3; y = a + b", x=2)
    figure.mode.value = "race"
    told = []
    for _ in range(5):
        frame = figure.recording.frame(figure.index)
        told.append((frame.gradients, sorted(figure.lit.edges) if figure.lit else None))
        figure.pressed("ArrowRight")
    assert told[0] == ([None, None, None, 1.0], None)
    assert told[2] == ([None, 1.0, 1.0, 1.0], [0, 2])
    assert [gradients[0] for gradients, _ in told] == [None, None, None, 12.0, 16.0]
    assert caption(figure) == "The sweep has visited 4 of 4 edges. Walking: done: ∂y/∂x = 16."


def test_the_race_of_twenty_doublings_is_played_up_to_a_bound():
    figure = gv.paths()
    figure.structure.value, figure.count.value, figure.mode.value = "doublings", 20, "race"
    assert figure.scrubber.count == 241 and "The other 20,971,280 are counted, not walked" in figure.diagram.panel
    figure.pressed("End")
    assert caption(figure).startswith("The sweep has visited 40 of 40 edges. Walking: path 12 of 1,048,576")


def test_another_mode_or_structure_begins_again():
    figure = gv.paths("a = x**2; b = x**3; y = a + b", x=2)
    figure.pressed("End")
    figure.mode.value = "race"
    assert figure.scrubber.index == 0 and figure.scrubber.label.value == "edge 0 of 4"
    figure.mode.value = "list"
    assert figure.scrubber.label.value == "path 1 of 2"


def test_reset_brings_everything_back():
    figure = gv.paths("f = x**2 * (3*x)", x=2)
    figure.formula.value = "f = x*x"
    figure.controls["x"].value = 7
    figure.mode.value = "race"
    figure.structure.value = "layer"
    figure.reset()
    assert (figure.structure.value, figure.formula.value, figure.mode.value) == ("own", "f = x**2 * (3*x)", "list")
    assert figure.controls["x"].value == 2 and figure.total == "24 + 12 = 36"


def test_the_panel_is_that_of_what_is_shown_however_it_was_come_by():
    figure = gv.paths("f = x**2 * (3*x)", x=2)
    listed = figure.diagram.panel
    figure.mode.value = "race"
    raced = figure.diagram.panel
    assert "edges passed" in raced and "edges passed" not in listed
    figure.reset()
    assert figure.diagram.panel == listed
    figure.mode.value, figure.structure.value = "race", "several"
    figure.mode.value, figure.structure.value = "list", "own"
    assert figure.diagram.panel == listed


def test_play_stops_with_any_key():
    figure = gv.paths()
    figure.pressed(" ")
    assert figure.scrubber.playing
    figure.pressed("x")
    assert not figure.scrubber.playing


def test_the_static_form_lists_the_paths():
    """R35 without a kernel: picture and table, and under it each path with its product and the sum."""
    bundle = gv.paths("f = x**2 * (3*x)", x=2)._repr_mimebundle_()
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    assert bundle["text/plain"].endswith("x → ( )² → f: 6 × 4 = 24\nx → 3 × → f: 4 × 3 = 12\n∂f/∂x = 24 + 12 = 36")
    assert "<img" in bundle["text/html"]


@pytest.mark.parametrize(("formula", "told"), [("y = x*3", "x → y. 3."), ("y = -x", "x → y. −1."), ("y = x", "x. 1.")])
def test_a_product_that_is_a_number_already_is_told_once(formula, told):
    assert caption(gv.paths(formula, x=2)) == f"Path 1 of 1: {told}"
