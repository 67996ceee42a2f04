"""`from_torch(f)`: calls with several results (R143)."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.recording.events import Replaced

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")
from torch import nn  # noqa: E402

pytestmark = pytest.mark.torch

X = [[1.0, 2.0], [3.0, -1.0]]


def names(recording):
    return [node.name for node in recording.graph.nodes]


def downstream(recording):
    return recording.frame().downstreams


def test_each_used_part_of_several_results_is_a_node_with_its_own_contribution():
    def f(x):
        a, b, c = x.unbind()
        return a * b + a

    recording = gv.from_torch(f, x=[2.0, 3.0, 4.0])
    assert names(recording)[:3] == ["x", "a", "b"]
    assert [dict(node.options)["part"] for node in recording.graph.nodes[1:3]] == ["0", "1"]
    assert [list(down) for down in downstream(recording)[:2]] == [[4, 0, 0], [0, 2, 0]]


@pytest.mark.parametrize("call", [lambda x: x.max(dim=1).values, lambda x: x.sort().values, lambda x: x.chunk(2, 1)[1]])
def test_results_of_pairs_and_pieces(call):
    recording = gv.from_torch(lambda x: (call(x) ** 2).sum(), x=X)
    x = torch.tensor(X, requires_grad=True)
    (call(x) ** 2).sum().backward()
    assert np.allclose(recording.gradient("x"), x.grad)


@pytest.mark.parametrize("steps", [1, 3])
def test_a_result_that_another_one_was_computed_from_is_its_input(steps):
    """The h of an LSTM cell is made from its c, so PyTorch's gradient of c has a share that came through h."""
    torch.manual_seed(1)
    cell = nn.LSTMCell(2, 3, dtype=torch.float64)

    def f(x):
        h = c = torch.zeros(1, 3, dtype=torch.float64)
        for step in x:
            h, c = cell(step, (h, c))
            c.retain_grad() if c.requires_grad else None
        f.c = c
        return (h * c).sum()

    x = torch.randn(steps, 1, 2, dtype=torch.float64)
    recording = gv.from_torch(f, x=x)
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    wanted = {"c": f.c.grad, "x": leaf.grad, **{name: p.grad for name, p in cell.named_parameters()}}
    assert all(np.allclose(recording.gradient(name), gradient) for name, gradient in wanted.items())
    sums = dict.fromkeys(range(len(recording.graph.nodes) - 1), 0.0)
    for edge, down in zip(recording.graph.edges, downstream(recording), strict=True):
        sums[edge.source] = sums[edge.source] + (0.0 if down is None else down)
    gradients = recording.frame().gradients
    assert all(gradients[k] is None or np.allclose(gradients[k], sums[k]) for k in sums)
    assert not any(isinstance(event, Replaced) for event in recording.events)
    c, h = recording.position("c"), recording.position("h")
    assert any(edge.source == c and edge.target == h for edge in recording.graph.edges)
