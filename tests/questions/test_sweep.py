import math
from itertools import product

import pytest
from hypothesis import given

import gradviz as gv
from gradviz.questions.cases import case_of
from gradviz.questions.sweep import RIGHT, Parts, answer, gradients, way_back
from gradviz.recording.paths import find_paths
from tests.questions.graphs import case, recordings


@given(recordings())
def test_the_right_rule_gives_the_recorded_gradients(recording):
    """Also with values used several times: every formula of the strategy may have them."""
    found, frame = case_of(recording), recording.frame()
    for node in range(len(found.graph.nodes)):
        assert answer(found, node) == pytest.approx(frame.gradients[node], rel=1e-9, nan_ok=True)


def test_two_edges_between_two_nodes_are_two_uses():
    found = case("y = x*x", x=3)
    assert answer(found, 0) == 6
    assert answer(found, 0, Parts(merge=lambda came: came[-1])) == 3
    assert answer(found, 0, Parts(merge=lambda came: came[0] * came[1])) == 9


@given(recordings())
def test_a_replaced_join_and_seed_agree_with_walking_all_paths(recording):
    """Another way to the same number: locals added along each path, and the paths' sums added as the sweep does."""
    found = case_of(recording)
    if not all(map(math.isfinite, found.values)):
        return
    graph, asked = found.graph, 0
    paths = find_paths(graph, asked, graph.output, 500)
    if len(paths) == 500:
        return
    whole = sum(math.prod(found.locals[e] for e in path) for path in paths)
    assert answer(found, asked) == pytest.approx(whole, rel=1e-6, abs=1e-9)
    tripled = answer(found, asked, Parts(seed=lambda _case: 3.0))
    assert tripled == pytest.approx(3 * whole, rel=1e-6, abs=1e-9)


def test_parts_that_replace_the_same_cannot_be_put_together():
    seed, merge = Parts(seed=lambda _c: 2.0), Parts(merge=lambda came: came[0])
    assert seed.with_(seed) is None and merge.with_(merge) is None
    assert seed.with_(merge) == Parts(seed=seed.seed, merge=merge.merge)
    assert RIGHT.with_(seed) == seed


def test_two_slopes_and_two_reports_go_together_the_first_first():
    found = case("y = x**2 * z", x=3, z=5)
    graph = found.graph
    square = Parts(slope=lambda _c, _a, e: 100.0 if graph.nodes[graph.edges[e].target].op == "power" else None)
    times = Parts(slope=lambda _c, _a, e: 7.0 if graph.nodes[graph.edges[e].target].op == "multiply" else None)
    turned, more = (Parts(report=f) for f in (lambda c, a, g, r: -g, lambda c, a, g, r: g + 1))
    assert answer(found, 0, square.with_(times)) == 700
    assert [answer(found, 0, one.with_(two)) for one, two in ((turned, more), (more, turned))] == [-29, -31]


def test_the_way_back_ends_at_the_node_and_leaves_out_what_it_does_not_feed():
    found = case("z = w*x; y = z + b; L = y*y", w=2, x=3, b=1)
    names = [[found.graph.nodes[n].name for n in way_back(found.graph, found.position(name))] for name in ("b", "w")]
    assert names == [["L", "y", "b"], ["L", "y", "z", "w"]]


def test_a_seed_and_a_merge_are_replaced_apart_from_each_other():
    found = case("y = a*b + a", a=2, b=5)
    for seed, merge in product((1.0, 2.0), (sum, min)):
        parts = Parts(seed=lambda _c, s=seed: s, merge=merge)
        assert gradients(found, 0, parts)[0] == merge([seed * 1, seed * 5])


def test_nothing_flows_through_an_input_without_a_gradient():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    c = gv.tensor(5.0, name="c")
    found = case_of(gv.record(x * c))
    assert answer(found, found.position("x")) == 5.0
