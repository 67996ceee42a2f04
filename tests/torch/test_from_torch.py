"""`from_torch(f)`: a real PyTorch function, with every value and every gradient that PyTorch had (R143)."""

import time

import numpy as np
import pytest

import gradviz as gv
from gradviz.recording.events import Contributed, Replaced

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

pytestmark = pytest.mark.torch


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.act, self.out = nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2)

    def forward(self, x):
        h = self.hidden(x)
        scores = self.out(self.act(h))
        return scores


def ops(recording):
    return [node.op for node in recording.graph.nodes]


def names(recording):
    return [node.name for node in recording.graph.nodes]


def downstream(recording):
    return recording.frame().downstreams


@pytest.fixture
def net():
    torch.manual_seed(0)
    return Net()


def mlp(net):
    criterion, target = nn.CrossEntropyLoss(), torch.tensor([0, 1])

    def loss(x):
        return criterion(net(x), target)

    return loss


X = [[1.0, 2.0], [3.0, -1.0]]


def test_a_two_layer_network_has_named_parameters_groups_and_torchs_gradients(net):
    """R143: nn.Linear, nn.ReLU, nn.CrossEntropyLoss."""
    recording = gv.from_torch(mlp(net), x=X)
    parameters = [None, None, "out.weight", "out.bias", None]
    assert names(recording) == ["x", "hidden.weight", "hidden.bias", *parameters, "target", None]
    assert [op for op in ops(recording) if op] == ["linear", "relu", "linear", "cross_entropy"]
    groups = {node.name: node.groups for node in recording.graph.nodes if node.name}
    assert groups["hidden.weight"] == ("Net", "hidden (Linear)") and groups["x"] == groups["target"] == ()
    mlp(net)(torch.tensor(X)).backward()
    for name, parameter in net.named_parameters():
        assert np.allclose(recording.gradient(name), parameter.grad, rtol=1e-6)
        assert recording.gradient(name).dtype == np.float32
    assert "linear" in gv.draw(recording).svg


def test_a_module_itself_is_recorded_with_the_names_of_its_variables(net):
    recording = gv.from_torch(net, x=X, gradient=np.ones((2, 2)))
    assert "h" in names(recording) and "scores" in names(recording)
    assert all(node.groups[:1] == ("Net",) for node in recording.graph.nodes if node.op)


def test_two_modules_tell_their_parameters_apart():
    first, second = nn.Linear(1, 1), nn.Linear(1, 1)
    found = names(gv.from_torch(lambda x: second(first(x)), x=[1.0]))
    assert {"first.weight", "second.weight"} <= set(found)


def test_a_module_that_is_called_twice_is_two_groups(net):
    recording = gv.from_torch(lambda x: (net(x) + net(x)).sum(), x=X)
    assert {node.groups[0] for node in recording.graph.nodes if node.op and node.groups} == {"Net", "Net #2"}
    shared = next(node for node in recording.graph.nodes if node.name == "hidden.weight")
    assert shared.groups == ()


@pytest.mark.parametrize(
    "square", [lambda x: x * x, lambda x: torch.dot(x, x), lambda x: torch.einsum("i,i->", x, x), lambda x: x @ x]
)
def test_two_edges_go_to_one_product_and_each_carries_half(square):
    recording = gv.from_torch(lambda x: square(x).sum(), x=[1.0, 2.0])
    assert [list(down) for down in downstream(recording)[:2]] == [[1, 2], [1, 2]]
    assert recording.gradient("x").tolist() == [2, 4]


def test_self_attention_tells_its_three_arguments_apart():
    q, k, v = (torch.randn(3, 4, dtype=torch.float64, requires_grad=True) for _ in range(3))
    with torch.no_grad():
        k.copy_(q), v.copy_(q)
    expected = torch.autograd.grad((F.scaled_dot_product_attention(q, k, v) ** 2).sum(), (q, k, v))
    recording = gv.from_torch(lambda x: (F.scaled_dot_product_attention(x, x, x) ** 2).sum(), x=q)
    for down, wanted in zip(downstream(recording)[:3], expected, strict=True):
        assert np.allclose(down, wanted)


def test_contributions_add_up_to_torchs_gradient_in_layers_of_every_kind():
    """LSTM (several results of one node), attention, convolution, normalisation, embedding, dropout."""
    torch.manual_seed(1)
    lstm, attention, norm = nn.LSTM(4, 4), nn.MultiheadAttention(4, 2), nn.BatchNorm1d(4)
    table, conv = nn.Embedding(5, 4), nn.Conv1d(4, 4, 3, padding=1)

    def f(x):
        y, (h, c) = lstm(x)
        y = attention(y, y, y)[0] + table(torch.tensor([0, 1, 4])).unsqueeze(1)
        y = F.dropout(norm(y.squeeze(1)), 0.4)
        return (conv(y.T) ** 2).sum() + (h * c).sum()

    x = torch.randn(3, 1, 4)
    torch.manual_seed(2)
    recording = gv.from_torch(f, x=x)
    torch.manual_seed(2)
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    assert np.allclose(recording.gradient("x"), leaf.grad, rtol=1e-4, atol=1e-4)
    assert not any(isinstance(event, Replaced) for event in recording.events), "contributions did not add up"
    assert np.allclose(recording.gradient("conv.weight"), conv.weight.grad, rtol=1e-4, atol=1e-4)


def test_what_was_random_is_not_drawn_again():
    recording = gv.from_torch(lambda x: F.dropout(x, 0.5).sum(), x=np.ones(100))
    assert ops(recording)[1] == "dropout"
    assert np.array_equal(recording.gradient("x"), recording.frame().values[1]), "2 where it passed, 0 where not"


def test_inside_a_loop_of_a_thousand_steps_it_stays_quick():
    def f(x):
        for _ in range(1000):
            x = x * 1.001 + 0.001
        return x

    start = time.perf_counter()
    recording = gv.from_torch(f, x=np.float64(1.0))
    assert time.perf_counter() - start < 10
    assert len(recording.graph.nodes) == 2001 and np.isclose(recording.gradient("x"), 1.001**1000)


def test_control_flow_takes_the_branch_of_the_numbers():
    def f(x):
        return x * 2 if x > 0 else -x

    assert ops(gv.from_torch(f, x=3.0)) == [None, "multiply"] and ops(gv.from_torch(f, x=-3.0)) == [None, "negative"]


@pytest.mark.parametrize("cut", [lambda x: x.detach(), lambda x: x.data, lambda x: torch.tensor(x.item())])
def test_a_cut_is_a_value_without_gradient(cut):
    recording = gv.from_torch(lambda x: cut(x) * x, x=3.0)
    leaf = next(node for node in recording.graph.nodes if node.is_leaf and node.name is None)
    assert not leaf.needs_gradient and recording.gradient("x") == 3


def test_options_that_change_the_operation_take_torchs_name():
    recording = gv.from_torch(
        lambda x, y: torch.div(torch.add(x, y, alpha=2), 2, rounding_mode="floor") + x, x=1.0, y=2.0
    )
    assert ops(recording)[2:] == ["torch.add", "div", "add"]
    assert recording.graph.nodes[2].symbol == "add" and recording.graph.nodes[2].options == (("alpha", "2"),)
    assert recording.graph.nodes[3].numbers == (None, 2.0)


def test_a_hook_of_the_learners_own_replaces_the_gradient():
    def f(x):
        y = x * 2
        y.register_hook(lambda g: g * 10)
        return y * 3

    recording = gv.from_torch(f, x=1.0)
    assert [event.gradient for event in recording.events if isinstance(event, Replaced)] == [30.0]
    assert recording.gradient("x") == 60 and recording.gradient("y") == 30


def test_a_local_gradient_that_torch_did_not_use_is_not_shown():
    def f(x):
        y = x * 2
        y.grad_fn.register_hook(lambda given, arrived: (given[0] * 10, None))
        z = y + 1
        z.grad_fn.register_hook(lambda given, arrived: (given[0] * 5, None))
        return z * 3

    recording = gv.from_torch(f, x=1.0)
    assert recording.frame().locals == [None, None, 3.0] and recording.gradient("x") == 300


def test_functions_that_differentiate_themselves():
    def penalty(x):
        (g,) = torch.autograd.grad(x**3, x, create_graph=True)
        return g * g

    def twice(x):
        y = x * x
        y.backward()
        return y * x.grad

    assert gv.from_torch(penalty, x=2.0).gradient("x") == 288
    assert gv.from_torch(twice, x=3.0).gradient("x") == 36


def test_operations_that_torchs_function_mode_does_not_see():
    """A learner's autograd.Function, checkpointing, and what was computed before."""

    class Exp(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a, b):
            return a * 3 + b

        @staticmethod
        def backward(ctx, up):
            return up * 3, up

    before = torch.tensor(2.0, requires_grad=True) * 5
    recording = gv.from_torch(lambda x: Exp.apply(x, x * 2) * before, x=1.0)
    assert "Exp" in ops(recording) and recording.gradient("x") == 50
    assert recording.value("before") == 10 and recording.gradient("before") == 5
    from torch.utils.checkpoint import checkpoint

    again = gv.from_torch(lambda x: checkpoint(lambda a: (a * a).exp(), x, use_reentrant=False), x=1.0)
    assert ops(again) == [None, "multiply", "exp"] and np.isclose(again.gradient("x"), 2 * np.e)


def test_the_upstream_of_every_edge_is_the_gradient_of_its_target():
    recording = gv.from_torch(lambda w, x: torch.tanh(w * x).exp().sum(), w=[0.5, 1.0], x=[2.0, 0.1])
    frame = recording.frame()
    for event in recording.events:
        if isinstance(event, Contributed):
            edge = recording.graph.edges[event.edge]
            assert np.array_equal(event.upstream, frame.gradients[edge.target])
            assert (event.local is None) == (recording.graph.nodes[edge.target].op == "sum")
            assert event.local is None or np.allclose(event.downstream, event.upstream * event.local, rtol=1e-5)


def test_saved_values_are_those_that_torch_keeps():
    recording = gv.from_torch(lambda x, w: F.linear(torch.sigmoid(x), w).sum(), x=[0.5, 1.0], w=[[1.0, 2.0]])
    assert {node.op: node.saves for node in recording.graph.nodes if node.op} == {
        "sigmoid": (0,), "linear": (1, 2), "sum": ()
    }  # fmt: skip


@pytest.mark.parametrize("flatten", [
    lambda x: x.flatten(1), lambda x: torch.flatten(x, 1), lambda x: x.flatten(start_dim=1), torch.nn.Flatten(),
])  # fmt: skip
def test_flatten_says_the_shape_that_comes_out(flatten):
    """Its number is a dimension and no size."""
    text = gv.draw(gv.from_torch(lambda x: flatten(x).sum(), x=torch.ones(2, 3, 4))).text
    assert "reshape(x, shape=(2, 12))" in text


def test_a_modules_inputs_are_taken_in_order_where_its_forward_has_other_names():
    net = torch.nn.Sequential(torch.nn.Linear(2, 1))
    recording = gv.from_torch(net, x=[[1.0, 2.0]])
    assert {"x", "0.weight", "0.bias"} <= {node.name for node in recording.graph.nodes}
    assert gv.from_torch(net, input=[[1.0, 2.0]]).value("input").shape == (1, 2)
    with pytest.raises(TypeError, match="positional argument"):
        gv.from_torch(net, x=[[1.0, 2.0]], y=[[1.0, 2.0]])
