"""The wrong rules once more, written down apart from the sweep: straight from their formulas, by recursion."""

import math

import pytest
from hypothesis import given

from gradviz.questions.cases import case_of
from gradviz.questions.rules import BY_KEY
from gradviz.questions.sweep import answer
from tests.questions.graphs import recordings


def by_recursion(found, node, *, start=1.0, along=lambda up, local: up * local, together=sum):
    """The gradient of a node: what its uses bring, the newest first, each asked for the gradient of what it feeds."""
    if node == len(found.graph.nodes) - 1:
        return start
    uses = [(edge, local) for edge, local in zip(found.graph.edges, found.locals, strict=True) if edge.source == node]
    uses.sort(key=lambda use: (-use[0].target, use[0].argument))
    options = {"start": start, "along": along, "together": together}
    return together([along(by_recursion(found, edge.target, **options), local) for edge, local in uses])


FORMULAS = {
    "M1": lambda found: by_recursion(found, 0, together=lambda came: came[-1]),
    "M1 first": lambda found: by_recursion(found, 0, together=lambda came: came[0]),
    "M2": lambda found: by_recursion(found, 0, together=math.prod),
    "M3": lambda found: by_recursion(found, 0, together=lambda came: sum(came) / len(came)),
    "M4": lambda found: by_recursion(found, 0, start=0.0, along=lambda up, local: up + local),
    "M5": lambda found: by_recursion(found, 0, along=lambda up, local: local),
    "M10": lambda found: by_recursion(found, 0, start=found.values[-1]),
    "M11": lambda found: found.values[-1],
    "M12": lambda found: found.values[0] - 0.1 * by_recursion(found, 0),
    "M13": lambda found: -by_recursion(found, 0),
    "M14": lambda found: 2 * by_recursion(found, 0),
}


@pytest.mark.parametrize("key", FORMULAS)
@given(recordings())
def test_a_rule_is_what_its_formula_says(key, recording):
    found = case_of(recording)
    if all(map(math.isfinite, found.values)):
        assert answer(found, 0, BY_KEY[key].parts) == pytest.approx(FORMULAS[key](found), rel=1e-9, nan_ok=True)
