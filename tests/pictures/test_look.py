"""The choices of `draw` as one hashable thing that layouts are remembered by."""

import itertools

import pytest

import gradviz as gv
from gradviz.pictures.layout import layout
from gradviz.pictures.look import EDGES, PLAIN, STYLES, Look, looked


def test_without_choices_it_is_the_plain_one():
    assert looked() == PLAIN == Look("local", "operations", False, False)


@pytest.mark.parametrize("edges, local, contribution", [("local", 1, 0), ("contribution", 0, 1), ("both", 1, 1)])
def test_what_stands_on_edges(edges, local, contribution):
    assert (looked(edges).local, looked(edges).contribution) == (local, contribution)


def test_every_look_has_a_layout_of_its_own_and_keeps_it():
    graph = gv.record("L = sin(w) + exp(x)", w=3, x=2).graph
    looks = [Look(*choices) for choices in itertools.product(EDGES, STYLES, (False, True), (False, True))]
    made = {look: layout(graph, look) for look in looks}
    assert all(layout(graph, look) is made[look] for look in looks)
    assert len({m.svg for m in made.values()}) == len(looks) and layout(graph) is made[PLAIN]
