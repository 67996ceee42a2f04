"""`from_torch(output)`: what PyTorch kept of a computed tensor, and nothing run or changed (R143)."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.pictures.captions import caption
from gradviz.recording.events import Accumulated

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")
from torch import nn  # noqa: E402
from torch.utils.checkpoint import checkpoint  # noqa: E402

pytestmark = pytest.mark.torch


def ops(recording):
    return [node.op for node in recording.graph.nodes]


def walk(fn, found):
    """The names that a walk over next_functions prints, as in the exercise."""
    found.append("None" if fn is None else fn.name().split("::")[-1].removesuffix("Backward0"))
    for above, _ in fn.next_functions if fn is not None else ():
        walk(above, found)
    return found


def test_the_ten_nodes_of_a_two_layer_network_are_those_of_next_functions():
    """R113: the recording has what the walk prints, a leaf for each AccumulateGrad and for the data (None)."""
    torch.manual_seed(0)
    data = torch.randn(4, 3)
    out = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 2))(data)
    printed = walk(out.grad_fn, [])
    assert printed == ["Addmm", "AccumulateGrad", "Relu", "Addmm", "AccumulateGrad", "None", "T", "AccumulateGrad",
                       "T", "AccumulateGrad"]  # fmt: skip
    recording = gv.from_torch(out)
    called = {"Addmm": "addmm", "Relu": "relu", "T": "transpose"}
    assert sorted(map(str, ops(recording))) == sorted(str(called.get(name)) for name in printed)
    leaves = [i for i, node in enumerate(recording.graph.nodes) if node.is_leaf and not node.needs_gradient]
    assert [np.array_equal(recording.frame().values[i], data) for i in leaves] == [True]


def test_values_are_those_that_were_kept_and_the_rest_was_not_recorded():
    x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    recording = gv.from_torch((torch.exp(x * 3) + 1).sum())
    assert ops(recording) == [None, "multiply", "exp", None, "add", "sum"]
    values = recording.frame().values
    assert values[0].tolist() == [1, 2] and np.allclose(values[2], np.exp([3, 6]))
    assert values[1] is None and values[3] is None and values[4] is None, "no backward step reads them"
    assert recording.graph.nodes[1].numbers == (None, 3.0) and recording.graph.nodes[1].shape == (2,)
    assert recording.graph.nodes[2].saves == (0,)


def test_numbers_and_options_are_read_from_the_node():
    x = torch.ones(2, 3, requires_grad=True)
    nodes = gv.from_torch((x**3).sum(dim=-1, keepdim=True).softmax(-1)[0, 0]).graph.nodes
    assert nodes[1].op == "power" and nodes[1].numbers == (None, 3.0)
    assert nodes[2].options == (("dim", "(-1,)"), ("keepdim", "True"))
    assert nodes[3].op == "softmax" and nodes[3].options == (("dim", "-1"),)


def test_nothing_changes_and_the_graph_is_not_freed():
    x = torch.tensor(3.0, requires_grad=True)
    loss = (x * x).exp()
    assert all(event.gradient is None for event in gv.from_torch(loss).events if isinstance(event, Accumulated))
    assert x.grad is None
    loss.backward()
    first = x.grad.clone()
    after = gv.from_torch(loss)
    assert after.frame().gradients[0] == first and x.grad == first, "the .grad of the leaf, where there is one"
    assert after.frame().values[1] is None, "freed by backward: not recorded"


def test_nothing_is_computed_again_under_checkpointing():
    calls = []

    def part(a):
        calls.append(1)
        return (a * a).exp()

    x = torch.tensor(1.0, requires_grad=True)
    y = checkpoint(part, x, use_reentrant=False)
    gv.from_torch(y)
    assert len(calls) == 1
    y.backward()
    assert torch.isclose(x.grad, torch.tensor(2.0).mul(torch.e))


def test_pieces_of_one_tensor_are_nodes_of_their_own():
    a, b = (torch.tensor([1.0, 2.0], requires_grad=True) * 3).unbind()
    recording = gv.from_torch(a * b)
    parts = [dict(node.options).get("part") for node in recording.graph.nodes]
    assert parts == [None, None, "0", "1", None] and recording.frame().values[2:4] == [3, 6]


def test_a_leaf_and_a_deep_history_are_pictures_too():
    assert ops(gv.from_torch(torch.tensor(1.0, requires_grad=True))) == [None]
    x = y = torch.tensor(1.0, requires_grad=True)
    for _ in range(3000):
        y = y * 1.0001
    assert len(gv.from_torch(y).graph.nodes) == 3001 and x.grad is None
    assert "softmax" in gv.draw(gv.from_torch(torch.ones(2, requires_grad=True).softmax(0)[0])).svg


def test_every_event_has_a_caption_also_where_inputs_were_not_recorded():
    for like in (torch.ones(()), torch.ones(2)):
        recording = gv.from_torch((like.requires_grad_() * 3).exp().sum())
        told = [caption(recording, index) for index in range(len(recording.events))]
        assert "n2 = exp(n1) = " in told[1]


def test_a_tensor_without_history_says_why():
    with torch.no_grad():
        cut = torch.tensor(1.0, requires_grad=True) * 2
    for tensor in (cut, torch.tensor(1.0), torch.tensor(3)):
        with pytest.raises(RuntimeError, match=r"has no grad_fn.* because .*requires_grad=True"):
            gv.from_torch(tensor)
    with pytest.raises(TypeError, match="takes no inputs.*computed already.*Give from_torch"):
        gv.from_torch(torch.tensor(1.0, requires_grad=True), x=3)
