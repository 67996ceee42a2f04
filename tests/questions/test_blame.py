import pytest
from hypothesis import given

from gradviz.questions.blame import blame
from gradviz.questions.cases import case_of
from gradviz.questions.rules import BY_KEY, RULES
from gradviz.questions.sweep import answer
from gradviz.recording import record
from tests.questions.graphs import CHAIN, case, recordings

FIGURE = {"w": 4, "x": -2, "b": 7, "t": 2}


def names(found, edge):
    called = [node.name or node.symbol for node in found.graph.nodes]
    return (called[edge.source], called[edge.target])


@pytest.mark.parametrize(
    ("key", "wrt", "edge"),
    [("M6", "w", ("w", "×")), ("M7", "t", ("t", "−")), ("M8", "w", ("−", "^")), ("M9", "w", ("−", "^")),
     ("M10", "w", ("−", "^")), ("M5", "w", ("w", "×")), ("M4", "b", ("b", "+")), ("M13", "x", ("x", "×"))],
)  # fmt: skip
def test_a_rule_lights_the_edge_where_it_leaves_the_right_way(key, wrt, edge):
    found = case(CHAIN, **FIGURE)
    assert names(found, blame(found, found.position(wrt), BY_KEY[key]).edge) == edge


def test_a_merge_is_blamed_where_branches_meet_and_the_edge_that_is_lost_is_lit():
    found = case("y = a**2; z = w*a + y; L = 2*z", a=3, w=5)
    for key, symbol in (("M1", "z"), ("M1 first", "y"), ("M2", "z")):
        lit = blame(found, found.position("a"), BY_KEY[key])
        assert lit.node == found.position("a") and lit.edge.source == lit.node, (key, symbol)
    assert blame(found, 0, BY_KEY["M1"]).edge != blame(found, 0, BY_KEY["M1 first"]).edge


def test_the_merge_is_found_above_the_node_that_is_asked_for():
    found = case("h = 2*x; L = h**2 + h**3", x=3)
    assert blame(found, 0, BY_KEY["M2"]).node == found.position("h")


def test_the_output_has_no_edge_to_light():
    found = case("L = x**2", x=3)
    assert blame(found, found.position("L"), BY_KEY["M10"]) == (1, None)


@given(recordings())
def test_every_rule_that_changes_the_answer_lights_an_edge_on_the_way(recording):
    found = case_of(recording)
    for rule in RULES:
        if answer(found, 0, rule.parts) != answer(found, 0):
            assert blame(found, 0, rule).edge in found.graph.edges


def test_of_two_spoiled_edges_the_first_on_the_way_back_is_lit():
    two = case_of(record("p = a*x; q = p*b; L = q + 1", a=2, x=3, b=5))
    found = blame(two, two.position("a"), BY_KEY["M6"])
    assert found.node == two.position("q") and found.edge.source == two.position("p")
