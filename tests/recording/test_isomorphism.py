"""Two graphs are one drawing, whatever the order of their tapes and the names of their inner nodes (R108)."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gradviz as gv
from gradviz.core import OPS
from gradviz.core.advice.anomaly import unsaid
from gradviz.recording.graph import Edge, Graph
from gradviz.recording.isomorphism import classes, commutes, isomorphism
from tests.common import examples


def graph(text):
    """The graph of a formula, whose inputs are 2, 3, 4 and so on; nan is no matter here."""
    names = gv.recording.Formula(text).inputs
    with unsaid():
        return gv.record(text, inputs={n: 2.0 + k for k, n in enumerate(names)}).graph


def same(one, other):
    return isomorphism(graph(one), graph(other)) is not None


R108 = "L = log(sigmoid(w*x + b))"


def test_names_and_the_order_of_the_tape_do_not_matter():
    """R108: log σ(wx + b) is mul, add, sigmoid, log, whatever the inner nodes are called."""
    assert same(R108, "p = b + x*w; q = sigmoid(p); out = log(q)")
    assert same("y = (a + b)*(c + d)", "u = c + d; v = a + b; y = v*u")


@pytest.mark.parametrize("other", [
    "L = log(sigmoid(w + x + b))", "L = log(tanh(w*x + b))", "L = log(sigmoid(w*b + x))", "L = sigmoid(log(w*x + b))",
    "L = log(sigmoid(w*x))", "L = -log(sigmoid(w*x + b))", "L = log(sigmoid(w*x + c))",
])  # fmt: skip
def test_another_computation_is_another_drawing(other):
    assert not same(R108, other)


def test_the_order_of_inputs_matters_where_the_operation_does_not_commute():
    assert same("y = maximum(a, b)", "y = maximum(b, a)") and same("y = a*2", "y = 2*a")
    assert not same("y = a - b", "y = b - a") and not same("y = a/b", "y = b/a") and not same("y = a**b", "y = b**a")
    assert not same("y = a - 2", "y = 2 - a")


def test_numbers_belong_to_the_operation():
    assert same("y = x**2", "y = x**2.0") and not same("y = x**2", "y = x**3") and not same("y = x**2", "y = x*x")


def test_a_value_used_twice_is_not_two_equal_values():
    assert not same("s = x**2; y = s + s", "s = x**2; t = x**2; y = s + t")
    twice = graph("s = x**2; y = s + s"), graph("s = x**2; t = x**2; y = s + t")
    (*_, one), (*_, other) = classes(*twice)
    assert one == other  # they compute the same
    assert same("s = x**2; t = x**2; y = exp(s) + t*s", "t = x**2; s = x**2; y = t*s + exp(t)")
    assert not same("s = x**2; t = x**2; y = exp(s) + t*s", "s = x**2; t = x**2; y = exp(s) + t*t")


def test_what_is_computed_in_another_order_of_inputs_is_something_else():
    (*_, one), (*_, other) = classes(graph("d = y - t"), graph("d = t - y"))
    assert one != other
    (*_, one), (*_, other) = classes(graph("d = y*t"), graph("d = t*y"))
    assert one == other


def test_copies_are_matched_with_what_is_computed_from_them():
    """Two chains are alike; whichever is matched with the first, its end goes with its beginning."""
    one = graph("s = sin(x); t = sin(x); e = exp(s); f = exp(t); y = e*f")
    other = graph("s = sin(x); t = sin(x); e = exp(t); f = exp(s); y = e*f")
    part = isomorphism(one, other)
    assert sorted((part[e.source], part[e.target]) for e in one.edges) == sorted(e[:2] for e in other.edges)


def test_which_operations_commute_is_read_off_what_they_compute():
    found = {name for name in OPS if commutes(name)}
    assert found == {"add", "multiply", "maximum", "minimum"} and not commutes(None) and not commutes("no such thing")


STEPS = st.lists(
    st.tuples(st.sampled_from(["+", "*", "-", "/", "maximum", "exp", "sin", "square"]), st.integers(0, 99),
              st.integers(0, 99)), min_size=1, max_size=8,
)  # fmt: skip


def formula(steps, leaves=("a", "b", "c")):
    """Random steps as a formula in which every value is used, so that all of them lead to the output."""
    values, unused, lines = list(leaves), list(leaves), []
    for k, (op, i, j) in enumerate(steps):
        one, other = values[i % len(values)], values[j % len(values)]
        text = f"{one} {op} {other}" if op in "+-*/" else f"{op}({one}, {other})" if op == "maximum" else f"{op}({one})"
        unused = [name for name in unused if name not in ({one, other} if "," in text or op in "+-*/" else {one})]
        values.append(f"v{k}")
        unused.append(f"v{k}")
        lines.append(f"v{k} = {text}")
    while len(unused) > 1:
        lines.append(f"j{len(lines)} = {unused[0]} + {unused[1]}")
        unused = [*unused[2:], f"j{len(lines) - 1}"]
    return "; ".join(lines)


def shuffled(original, rng):
    """The same graph in another valid order, with other inner names, and commuting inputs swapped at random."""
    left, order = list(range(len(original.nodes))), []
    sources = {k: {e.source for e in original.edges if e.target == k} for k in left}
    while left:
        order.append(rng.choice([k for k in left if sources[k] <= set(order)]))
        left.remove(order[-1])
    place = {old: new for new, old in enumerate(order)}
    nodes, edges = [], []
    for new, old in enumerate(order):
        node = original.nodes[old]
        nodes.append(node if node.is_leaf else node._replace(name=f"own{new}"))
        given = [e for e in original.edges if e.target == old]
        swap = len(given) == 2 and commutes(node.op) and rng.random() < 0.5
        edges += sorted(Edge(place[e.source], new, 1 - e.argument if swap else e.argument) for e in given)
    return Graph(tuple(nodes), tuple(sorted(edges, key=lambda e: (e.target, e.argument))))


@examples(150)
@given(STEPS, st.integers(0, 10**6))
def test_any_order_and_any_names_are_accepted(steps, seed):
    """R108, on random formulas: each node has its part in the other graph, and the parts are joined alike."""
    one = graph(formula(steps))
    other = shuffled(one, random.Random(seed))
    part = isomorphism(one, other)
    assert part is not None and sorted(part) == list(range(len(one.nodes)))
    for position, node in enumerate(one.nodes):
        assert other.nodes[part[position]]._replace(name=node.name) == node
    joined = sorted((part[e.source], part[e.target]) for e in one.edges)
    assert joined == sorted((e.source, e.target) for e in other.edges)


@examples(150)
@given(STEPS, st.integers(0, 10**6))
def test_a_single_changed_operation_is_refused(steps, seed):
    one, rng = graph(formula(steps)), random.Random(seed)
    other = shuffled(one, rng)
    place = rng.choice([k for k, node in enumerate(other.nodes) if not node.is_leaf])
    node = other.nodes[place]
    able = ("add", "multiply", "subtract", "minimum") if len(node.numbers) == 2 else ("log", "cos", "tanh")
    new = rng.choice([op for op in able if op != node.op])
    nodes = (*other.nodes[:place], node._replace(op=new), *other.nodes[place + 1 :])
    assert isomorphism(one, Graph(nodes, other.edges)) is None


@examples(150)
@given(STEPS, st.integers(0, 10**6))
def test_a_single_moved_edge_is_refused_unless_another_computes_the_same(steps, seed):
    """An edge that comes from a node that computes something else makes another drawing."""
    one, rng = graph(formula(steps)), random.Random(seed)
    number = rng.randrange(len(one.edges))
    edge = one.edges[number]
    (meant,) = classes(one)
    others = [k for k in range(edge.target) if meant[k] != meant[edge.source]]
    if others:
        moved = edge._replace(source=rng.choice(others))
        changed = Graph(one.nodes, (*one.edges[:number], moved, *one.edges[number + 1 :]))
        assert isomorphism(one, changed) is None


def test_many_equal_parts_are_matched_at_once():
    """Nothing is tried again and again where parts are alike."""
    text = "; ".join(f"s{k} = sin(x)" for k in range(24)) + "; y = " + " + ".join(f"s{k}" for k in range(24))
    assert same(text, text) and not same(text, text.replace("s3 = sin(x)", "s3 = cos(x)"))
