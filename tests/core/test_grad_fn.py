"""Walking up a graph by hand: grad_fn and next_functions (R63-R66)."""

import pytest

import gradviz as gv


@pytest.fixture
def loss():
    x, w, b = (gv.tensor(v, requires_grad=True, name=n) for n, v in (("x", 2.0), ("w", 3.0), ("b", 1.0)))
    z = w * x
    y = z + b
    return {"x": x, "w": w, "b": b, "z": z, "y": y, "loss": y**2}


def test_values(loss):
    """R63."""
    assert [f"{loss[n]}" for n in ("z", "y", "loss")] == ["6.0", "7.0", "49.0"]


def test_names_are_pytorchs_without_addresses(loss):
    """R64."""
    assert repr(loss["loss"].grad_fn) == "<PowBackward0>" and loss["loss"].grad_fn.name() == "PowBackward0"
    assert (loss["y"].grad_fn.name(), loss["z"].grad_fn.name()) == ("AddBackward0", "MulBackward0")
    assert loss["x"].grad_fn is None


def test_next_functions_of_the_power_are_one_pair(loss):
    """R65."""
    assert loss["loss"].grad_fn.next_functions == ((loss["y"].grad_fn, 0),)


def test_walking_up_ends_in_the_leaves(loss):
    """R65: mul, then AccumulateGrad, whose variable is the leaf."""
    ((add, _),) = loss["loss"].grad_fn.next_functions
    (mul, _), (bias, _) = add.next_functions
    leaves = [fn for fn, _ in mul.next_functions]
    assert [repr(fn) for fn in (add, mul, bias, *leaves)] == [
        "<AddBackward0>",
        "<MulBackward0>",
        *["<AccumulateGrad>"] * 3,
    ]
    assert [fn.variable for fn in (*leaves, bias)] == [loss["w"], loss["x"], loss["b"]]
    assert bias.next_functions == ()
    with pytest.raises(AttributeError, match="only AccumulateGrad"):
        _ = mul.variable


def test_where_no_gradient_goes_there_is_none(loss):
    x = loss["x"]
    assert (x * 3).grad_fn.next_functions[1] == (None, 0) == (x * gv.tensor(3.0)).grad_fn.next_functions[1]
    assert (2**x).grad_fn.next_functions[-1][0].variable is x
    assert len((x * x).grad_fn.next_functions) == 2  # R95


def test_reductions_have_one_next_function():
    t = gv.tensor([1.0, 2.0], requires_grad=True)
    assert [fn.name() for fn, _ in t.sum(dim=0).grad_fn.next_functions] == ["AccumulateGrad"]


def test_two_looks_at_the_same_node_are_equal(loss):
    y = loss["y"]
    assert y.grad_fn == y.grad_fn and hash(y.grad_fn) == hash(y.grad_fn) and y.grad_fn != loss["z"].grad_fn
    assert y.grad_fn != "AddBackward0"


NAMES = {
    "SumBackward0": ["x.sum()"], "SumBackward1": ["x.sum(0)", "x.sum(dim=(0, 1))"], "MeanBackward0": ["x.mean()"],
    "MeanBackward1": ["x.mean(-1, keepdim=True)"], "ProdBackward1": ["x.prod(0)"],
    "DotBackward0": ["v @ v", "v.dot(v)"],
    "MvBackward0": ["x @ v"], "MmBackward0": ["x @ x.T"], "BmmBackward0": ["t.bmm(b, b.mT)"],
    "SelectBackward0": ["x[0]", "x[:, 1]", "x[..., 0]", "x[0:1, 0]", "x[0, 1]", "x[t.tensor(0)]", "x.select(0, 0)"],
    "SliceBackward0": ["x[0:1]", "x[:]", "x[:, ::2]", "x.narrow(0, 0, 1)"],
    "UnsqueezeBackward0": ["x[None]", "x[:, None]", "x[0, None]"], "AliasBackward0": ["x[...]"],
    "IndexBackward0": ["x[x > 0]", "x[[0, 1]]", "x[0, [0]]", "x[0:1, [0]]"],
}  # fmt: skip


def named(t, name):
    """The results of which a name is expected, in one of the two libraries."""
    x, v, b = (t.ones(*shape, requires_grad=True) for shape in ((2, 3), (3,), (2, 2, 3)))
    return [eval(text, {"t": t, "x": x, "v": v, "b": b}) for text in NAMES[name]]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_says_how_the_operation_was_called(name):
    """R64: PyTorch's names; `make test-torch` holds them against PyTorch."""
    for y in named(gv, name):
        assert y.grad_fn.name() == name and f"grad_fn=<{name}>" in repr(y)
