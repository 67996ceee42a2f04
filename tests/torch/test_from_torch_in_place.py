"""`from_torch` of functions that change tensors in place: every change is a new value (R143)."""

import pytest

import gradviz as gv

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")

pytestmark = pytest.mark.torch


def ops(recording):
    return [node.op for node in recording.graph.nodes]


def names(recording):
    return [node.name for node in recording.graph.nodes]


def test_in_place_operations_are_new_values():
    def f(x):
        y = x * 2
        y += 1
        y.mul_(3)
        return y.sum()

    recording = gv.from_torch(f, x=[1.0, 2.0])
    assert ops(recording) == [None, "multiply", "add", "multiply", "sum"] and names(recording)[3] == "y"
    assert [v.tolist() for v in recording.frame().values[1:4]] == [[2, 4], [3, 5], [9, 15]]
    assert recording.gradient("x").tolist() == [6, 6] and recording.frame().locals[1] == 1.0


def test_a_change_of_a_part_is_shown_in_torchs_words():
    def f(x):
        y = x * 2
        part = y[0]
        part.add_(3)
        return (y * part).sum()

    recording = gv.from_torch(f, x=[1.0, 2.0])
    assert ops(recording)[2] == "copy_slices" and recording.graph.nodes[2].options == (("by", "'add_'"),)
    assert recording.value("y").tolist() == [5, 4] and recording.gradient("x").tolist() == [28, 10]


def test_filling_an_array_place_by_place():
    def f(x):
        board = torch.zeros(2)
        board[0] = x * 2
        board[1] = x * x
        return (board * torch.tensor([1.0, 10.0])).sum()

    recording = gv.from_torch(f, x=3.0)
    assert ops(recording).count("setitem") == 2 and recording.gradient("x") == 62


def test_running_averages_are_shown_as_they_were_before():
    norm = torch.nn.BatchNorm1d(1)
    recording = gv.from_torch(lambda x: (norm(x) ** 2).sum(), x=[[1.0], [2.0]])
    assert recording.value("running_mean").tolist() == [0] and norm.running_mean.item() != 0
    assert recording.value("running_var").tolist() == [1]


def test_a_leaf_that_is_stepped_on_the_way_has_two_moments():
    w = torch.tensor(2.0, requires_grad=True)

    def f(x):
        first = w + x
        with torch.no_grad():
            w.sub_(1.0)
        return first * (w + 1)

    recording = gv.from_torch(f, x=3.0)
    moments = [i for i, node in enumerate(recording.graph.nodes) if node.is_leaf and node.name != "x"]
    assert [recording.frame().values[i] for i in moments] == [2, 1]
    assert [recording.frame().gradients[i] for i in moments] == [2, 5] and w.grad is None
