"""What a node of PyTorch's graph does not tell stays unknown: nothing false is written, and nothing raises (R143)."""

import re

import numpy as np
import pytest
from hypothesis import given

import gradviz as gv
from gradviz.core import OPS
from gradviz.pictures import caption, latex
from gradviz.pictures.expression import definitions
from gradviz.pictures.tex import product
from gradviz.recording import births
from tests.common import examples
from tests.oracle.drawing import programs
from tests.oracle.programs import run

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")
from tests.torch import oracle  # noqa: E402  (it imports torch)

F = torch.nn.functional
pytestmark = pytest.mark.torch


def leaf():
    return torch.tensor(2.0, requires_grad=True)


def captions(recording):
    return [caption(recording, index) for index in range(len(recording))]


def all_told(recording):
    """Everything that is written and drawn of a recording."""
    picture = gv.draw(recording)
    return "\n".join([*captions(recording), picture.text, picture.svg, latex(recording).text])


def formula(recording, node=-1):
    """The column "expression" of a node in the table."""
    rows = [line for line in gv.draw(recording).text.splitlines() if re.match(r"n\d+ ", line)]
    cells = re.split(r"\s{2,}", rows[node].strip())
    return cells[2 if recording.graph.nodes[node].name else 1]


def slope_squared(x):
    y = x**3
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    return g**2


def test_a_slope_of_pytorchs_own_has_its_numbers():
    recording = gv.from_torch(slope_squared, x=2.0)
    assert recording.graph.nodes[2].numbers == (None, 3.0) and formula(recording, 2) == "3·n1"
    assert recording.gradient("x") == 288  # of (3·x²)²
    assert not any("−n1" in told for told in captions(recording))


WRITTEN = {
    "a number raised": (lambda x: 2**x, "2^(n0)"),
    "a tensor raised": (lambda x: torch.tensor(2.0) ** x, "2^(n0)"),
    "a lost number": (lambda x: 3 - x / 4, "n2 − n1"),
    "turned": (lambda x: torch.rsub(x, x * 3), "n1 − n0"),
    "turned and multiplied": (lambda x: torch.rsub(x, x * 3, alpha=2), "rsub(n0, n1, alpha=2)"),
    "a condition": (lambda x: torch.where(x > 1, x, 2 * x), "where(n2, n0, n1)"),
    "a condition and a number": (lambda x: torch.where(x > 1, x, 0.0), "where(n1, n0, n2)"),
    "a number before": (lambda x: torch.where(x > 1, 0.0, x), "where(n1, n2, n0)"),
    "a sum with a factor": (lambda x: torch.add(x, x * 3, alpha=2), "add(n0, n1, alpha=2)"),
    "rounding": (lambda x: torch.div(x, x * 3, rounding_mode="floor"), "div(n0, n1, rounding_mode='floor')"),
    "a remainder": (lambda x: x % 2, "remainder(n0, …)"),
    "kept beside": (lambda x: torch.lerp(x, x * 3, 0.3), "lerp(n0, n1, weight=0.3)"),
    "kept as a tensor": (lambda x: torch.lerp(x, torch.tensor(1.0), torch.tensor(0.3)), "lerp(n0, n1, n2)"),
    "another kind": (lambda x: F.gelu(x, approximate="tanh"), "gelu(n0, approximate='tanh')"),
    "all known": (lambda x: x.erf().digamma(), "digamma(n1)"),
    "targets": (lambda x: F.nll_loss(x * torch.ones(1, 3), torch.tensor([1])), "nll(n2, n3, reduction='mean')"),
    "weights": (
        lambda x: F.nll_loss((x * torch.ones(1, 3)), torch.tensor([1]), torch.ones(3)),
        "nll_loss(n2, weight=array([1., 1., 1.], dtype=float32), …)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRITTEN)
def test_a_computed_tensor_is_written_with_what_its_node_tells(case):
    """A lost argument is a leaf without a value, or "…" after an operation that PyTorch alone has."""
    make, written = WRITTEN[case]
    recording = gv.from_torch(make(leaf()))
    assert formula(recording) == written
    assert all_told(recording)


def test_a_lost_argument_is_a_leaf_without_a_value():
    recording = gv.from_torch(3 - leaf() / 4)
    nodes, frame = recording.graph.nodes, recording.frame()
    assert nodes[2].is_leaf and not nodes[2].needs_gradient and frame.values[2] is None
    assert [edge.source for edge in recording.graph.edges if edge.target == 3] == [2, 1]


def test_a_kept_condition_has_its_value():
    frame = gv.from_torch(torch.where(leaf() > 1, leaf(), 2 * leaf())).frame()
    assert any(value is not None and np.asarray(value).dtype == bool and bool(value) for value in frame.values)


def test_formulas_in_latex_say_that_something_is_unknown():
    *_, last = definitions(gv.from_torch(leaf() % 2).graph)
    assert product(last) == r"\operatorname{remainder}(n0, \ldots)"


def test_nan_of_unknown_inputs_was_not_born_here():
    recording = gv.from_torch(torch.tanh(leaf()) + leaf().erfinv())
    assert "nan" in gv.draw(recording).text and births(recording.graph, recording.frame()) == []
    assert all_told(recording)


def test_complex_numbers_in_a_node_are_refused_with_the_reason():
    with pytest.raises(TypeError, match="is complex.*view_as_real"):
        gv.from_torch((leaf() * 2j).abs())


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", [torch.nn.LSTM, torch.nn.GRU, torch.nn.RNN])
def test_the_options_of_recurrent_networks_have_their_names(kind, packed):
    net = kind(1, 1, num_layers=2, bidirectional=True).eval()

    def f(x):
        given = torch.nn.utils.rnn.pack_padded_sequence(x, [1]) if packed else x
        made = net(given)[0]
        return (made.data if packed else made).sum()

    node = next(n for n in gv.from_torch(f, x=[[[1.0]]]).graph.nodes if "num_layers" in dict(n.options))
    options = dict(node.options) | {"part": "0"}
    assert options == {"has_biases": "True", "num_layers": "2", "dropout": "0.0", "bidirectional": "True", "part": "0"}


def its_own_gradient(x):
    y = x * x
    y.backward()
    return y * x.grad


SAMPLES = {
    "a slope": slope_squared, "its own gradient": its_own_gradient, "a broken value": lambda x: (x - 2).log() * 0,
    "one part": lambda x: (x * torch.ones(2, 3)).unbind()[1].sum(),
    "a layer": lambda x: F.layer_norm(x * torch.ones(3), (3,)).sum(),
    "a convolution": lambda x: F.conv1d(x * torch.ones(1, 1, 3), torch.ones(1, 1, 2)).sum(),
    "attention": lambda x: F.scaled_dot_product_attention(*[x * torch.ones(1, 2, 4)] * 3).sum(),
    "a write": lambda x: torch.zeros(3).index_put((torch.tensor([1]),), x[None]).sum(),
    "kinds of numbers": lambda x: (x.double() * 3).to(torch.bfloat16) * 2,
    "losses": lambda x: F.cross_entropy(x * torch.ones(1, 3), torch.tensor([1]), label_smoothing=0.1),
    "masks": lambda x: (x * torch.ones(3)).masked_fill(torch.tensor([True, False, True]), 3.0).sum(),
    "limits": lambda x: x.clamp(torch.tensor(0.0), torch.tensor(1.0)),
}  # fmt: skip


@pytest.mark.parametrize("case", SAMPLES)
def test_of_a_sample_everything_can_be_told(case):
    f = SAMPLES[case]
    assert all_told(gv.from_torch(f, x=2.0)) and all_told(gv.from_torch(f(leaf())))


@pytest.mark.parametrize("name", OPS)
def test_of_random_programs_everything_can_be_told(name):
    """As they run, once computed, and of their slopes, which PyTorch makes of nodes that nobody saw."""

    @examples(4)
    @given(programs(name))
    def tell(program):
        def f(**leaves):
            root = run(program, list(leaves.values()), oracle.FUNCTIONS, oracle.constant)[program.root]
            return root.sum()

        inputs = {f"v{place}": torch.tensor(x).double() for place, x in enumerate(program.leaves)}
        recording = gv.from_torch(f, **inputs)
        output = f(**{key: x.requires_grad_() for key, x in inputs.items()})
        assert all_told(recording) and all_told(gv.from_torch(output))
        made = torch.autograd.grad(output, list(inputs.values()), create_graph=True, allow_unused=True)
        for slope in made:
            if slope is not None and slope.requires_grad:
                computed = gv.from_torch(slope)
                assert all_told(computed)
                for node in computed.graph.nodes:
                    op = OPS.get(node.op or "")
                    assert op is None or op.variadic or len(op.inputs) == len(node.numbers), node

    tell()
