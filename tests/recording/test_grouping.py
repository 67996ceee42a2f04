"""Groups: which nodes belong to a module's call or a `gv.group` block, and what a node keeps (R18, R120)."""

from dataclasses import dataclass

import pytest

import gradviz as gv
from gradviz import nn
from gradviz.recording import look


def groups_of(output):
    return [(node.name or node.op, node.groups) for node in look(output).graph.nodes]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 3)
        self.act = nn.Sequential(nn.Tanh(), nn.Tanh())

    def forward(self, x):
        return self.act(self.hidden(x))


def test_a_module_groups_what_its_call_computed_and_its_parameters():
    x = gv.tensor([[1.0, 2.0]], requires_grad=True, name="x")
    found = groups_of(Net()(x).sum())
    assert found[-1] == ("sum", ()) and ("x", ()) in found
    tanh = [path for name, path in found if name == "tanh"]
    assert tanh == [("Net", "act (Sequential)", "0 (Tanh)"), ("Net", "act (Sequential)", "1 (Tanh)")]
    inside = [name for name, path in found if path[:2] == ("Net", "hidden (Linear)")]
    assert "matmul" in inside and len(inside) >= 4  # weight and bias too


def test_two_calls_of_one_layer_are_two_groups():
    layer = nn.Linear(2, 2)
    paths = {path for _, path in groups_of(layer(layer(gv.ones(1, 2))).sum()) if path}
    assert paths == {("Linear",), ("Linear #2",)}


def test_blocks_stand_in_each_other():
    x = gv.tensor(2.0, requires_grad=True, name="x")
    with gv.group("outer"):
        y = x * x
        with gv.group("inner"):
            z = y + 1
        w = z * y
    with gv.group("outer"):
        out = w * 3
    assert [path for _, path in groups_of(out)] == [
        (), ("outer",), ("outer", "inner"), ("outer",), ("outer #2",),
    ]  # fmt: skip


def test_a_leaf_is_where_its_uses_are_unless_it_is_data():
    x, named = gv.tensor(2.0, requires_grad=True, name="x"), gv.tensor(1.0, requires_grad=True, name="w")
    weight, shared, constant = gv.tensor(3.0, requires_grad=True), gv.tensor(4.0, requires_grad=True), gv.tensor(5.0)
    with gv.group("neuron"):
        y = x * weight + shared + constant * x + named * gv.tensor(7.0)
    graph = look(y * shared).graph
    inside = {i for i, node in enumerate(graph.nodes) if node.is_leaf and node.groups}
    values = look(y * shared).frame().values
    assert {values[i] for i in inside} == {3.0, 7.0}


def test_a_group_leaves_the_mode_as_it_was_and_numbers_too():
    x = gv.tensor(2.0, requires_grad=True)
    with pytest.raises(ZeroDivisionError), gv.group("broken"):
        raise ZeroDivisionError
    with gv.group("g"):
        (x * x).backward()
    assert x.grad.item() == 4.0
    assert groups_of(x * x)[-1] == ("multiply", ())


@pytest.mark.parametrize("name", ["", "  ", 3, None])
def test_a_group_needs_a_name(name):
    with pytest.raises(TypeError, match="layer 1"):
        gv.group(name)


def test_a_graph_without_groups_is_the_same_object_as_before():
    with gv.group("g"):
        gv.tensor(2.0, requires_grad=True) * 2
    assert gv.record("x*x", x=1.0).graph is gv.record("x*x", x=2.0).graph


@pytest.mark.parametrize("formula, saves", [
    ("a*b", (1, 2)), ("a+b", ()), ("exp(a)*1+b*0", None), ("a/b", (0, 2)), ("a*3", ()), ("a**2", (1,)),
])  # fmt: skip
def test_a_node_says_what_it_saves(formula, saves):
    """R18: mul saves both inputs, add none, exp its output; a number is part of the operation and not saved."""
    names = {n: 2.0 for n in "ab" if n in formula}
    graph = gv.record(formula, inputs=names).graph
    if saves is None:
        assert next(node for node in graph.nodes if node.op == "exp").saves == (0,)
    else:
        assert graph.nodes[graph.output].saves == saves


def test_what_the_graph_says_is_saved_is_what_the_meter_counts():
    x, w = gv.tensor([1.0, 2.0], requires_grad=True), gv.tensor([3.0, 4.0])
    with gv.Meter() as meter:
        y = gv.exp(x * w).sum()
    nodes = look(y).graph.nodes
    assert sum(len(node.saves) for node in nodes) == meter.saved == 2  # w for x, and exp's result


def test_parameters_are_called_as_their_module_calls_them():
    net = Net()
    names = {node.name for node in look(net(gv.ones(1, 2)).sum()).graph.nodes if node.is_leaf}
    assert {"hidden.weight", "hidden.bias"} <= names
    layer = nn.Linear(1, 1)
    layer.weight.named("w")  # its own name is kept
    assert {"w", "bias"} <= {node.name for node in look(layer(gv.ones(1, 1)).sum()).graph.nodes}


def test_modules_without_a_hash_and_many_calls():
    """A dataclass that compares by value has no hash; a module that is called twice has two groups."""

    @dataclass
    class Twice(nn.Module):
        width: int = 2

        def __post_init__(self):
            super().__init__()
            self.layer = nn.Linear(self.width, self.width)

        def forward(self, x):
            return self.layer(self.layer(x)).sum()

    nodes = look(Twice()(gv.ones(1, 2))).graph.nodes
    assert {node.name for node in nodes if node.is_leaf} == {"layer.weight", "layer.bias", None}
    assert {node.groups for node in nodes if node.groups} == {
        ("Twice",), ("Twice", "layer (Linear)"), ("Twice", "layer (Linear) #2")}  # fmt: skip
    assert not any(node.groups for node in look(gv.ones(2, requires_grad=True).sum() * 2).graph.nodes)
