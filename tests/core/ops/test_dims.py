"""`dim` and `keepdim` as PyTorch takes them: numbers, tuples, lists, from the front and from the back."""

import numpy as np
import pytest

import gradviz as gv
from gradviz.core import FUNCTIONS

X = np.arange(24.0).reshape(2, 3, 4) / 8 - 1
SEVERAL = ["sum", "mean", "amax", "amin", "var", "std", "norm", "logsumexp"]
ONE = ["prod", "softmax", "log_softmax", "cumsum"]
NUMPY = {"sum": np.sum, "mean": np.mean, "amax": np.max, "amin": np.min, "prod": np.prod, "norm": np.linalg.norm}


@pytest.mark.parametrize("name", ["sum", "mean", "amax", "amin", "prod"])
@pytest.mark.parametrize("dim", [None, 0, 1, 2, -1, -3])
@pytest.mark.parametrize("keepdim", [False, True])
def test_dimensions_are_counted_as_in_numpy(name, dim, keepdim):
    out = FUNCTIONS[name](gv.tensor(X), dim, keepdim)
    np.testing.assert_allclose(out.numpy(), NUMPY[name](X, axis=dim, keepdims=keepdim), rtol=1e-13)


@pytest.mark.parametrize("name", SEVERAL)
@pytest.mark.parametrize("dim", [(0, 2), (-1, 0), [1, 2], (2,), (0, 1, 2)])
@pytest.mark.parametrize("keepdim", [False, True])
def test_several_dimensions_at_once(name, dim, keepdim):
    """The same as over one dimension of the elements put side by side."""
    x = gv.tensor(X, requires_grad=True)
    out = FUNCTIONS[name](x, dim, keepdim=keepdim)
    chosen = sorted(d % 3 for d in dim)
    others = [d for d in range(3) if d not in chosen]
    assert out.shape == tuple(1 if d in chosen else X.shape[d] for d in range(3) if keepdim or d not in chosen)
    rows = gv.tensor(X.transpose(*others, *chosen).reshape(*[X.shape[d] for d in others], -1), requires_grad=True)
    same = FUNCTIONS[name](rows, -1)
    np.testing.assert_allclose(out.detach().numpy().ravel(), same.detach().numpy().ravel(), rtol=1e-13)
    out.sum().backward(), same.sum().backward()
    back = np.argsort([*others, *chosen])
    sizes = [X.shape[d] for d in (*others, *chosen)]
    np.testing.assert_allclose(x.grad.numpy(), rows.grad.numpy().reshape(sizes).transpose(back), rtol=1e-12)


@pytest.mark.parametrize("name", ["sum", "mean", "amax", "var"])
def test_an_empty_tuple_means_all_dimensions_as_in_torch(name):
    assert FUNCTIONS[name](gv.tensor(X), ()).item() == FUNCTIONS[name](gv.tensor(X)).item()


@pytest.mark.parametrize("name", [*SEVERAL, *ONE, "squeeze"])
@pytest.mark.parametrize("dim", [0, -1])
@pytest.mark.parametrize("kind", [gv.float64, gv.float32])
def test_a_single_number_has_a_dimension_to_name(name, dim, kind):
    x = gv.tensor(2.0, dtype=kind, requires_grad=True)
    out = FUNCTIONS[name](x, dim, 0) if name in ("var", "std") else FUNCTIONS[name](x, dim)
    out.backward()
    assert out.shape == x.grad.shape == () and out.dtype == x.grad.dtype == kind


@pytest.mark.parametrize("name", [*SEVERAL, *ONE, "squeeze"])
@pytest.mark.parametrize("dim", [3, -4])
def test_a_dimension_that_does_not_exist(name, dim):
    with pytest.raises(ValueError, match=rf"{name} .*(shape \(2, 3, 4\).*{dim}|dim={dim}.*shape \(2, 3, 4\))"):
        FUNCTIONS[name](gv.tensor(X), dim)


@pytest.mark.parametrize("name", ["prod", "softmax", "log_softmax"])
def test_one_dimension_where_torch_takes_one(name):
    with pytest.raises(TypeError, match=rf"{name} got dim=\(0, 1\); it goes along one dimension"):
        FUNCTIONS[name](gv.tensor(X), (0, 1))


def test_squeeze_keeps_what_is_not_1():
    x = gv.zeros(2, 1, 1)
    shapes = [FUNCTIONS["squeeze"](x, dim).shape for dim in (None, 0, 1, -1, (0, 1), (1, 2))]
    assert shapes == [(2,), (2, 1, 1), (2, 1), (2, 1), (2, 1), (2,)]


def test_flip_takes_a_number_too():
    assert FUNCTIONS["flip"](gv.tensor([1.0, 2.0]), 0).tolist() == [2.0, 1.0]


def test_sums_of_nothing():
    empty = gv.tensor(np.zeros((0, 3)), requires_grad=True)
    assert FUNCTIONS["sum"](empty).item() == 0.0 and FUNCTIONS["prod"](empty).item() == 1.0
    FUNCTIONS["sum"](empty).backward()
    assert empty.grad.shape == (0, 3)
    with pytest.raises(ValueError, match=r"amax got shape \(0, 3\): there is no number in it"):
        FUNCTIONS["amax"](empty)


@pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")
def test_the_mean_of_nothing_is_nan():
    assert np.isnan(FUNCTIONS["mean"](gv.tensor(np.zeros(0))).item())


def test_clamp_says_what_it_takes():
    with pytest.raises(ValueError, match="clamp got neither min nor max"):
        FUNCTIONS["clamp"](gv.tensor([1.0]))
    with pytest.raises(TypeError, match=r"clamp got a Tensor as a bound.*maximum\(a, low\)"):
        FUNCTIONS["clamp"](gv.tensor([1.0]), gv.tensor(0.0))


def test_a_single_number_is_no_matrix():
    with pytest.raises(TypeError, match=r"matmul got a single number.*Write \*"):
        gv.tensor([1.0]) @ gv.tensor(2.0)


@pytest.mark.parametrize("dim", [7, -2, (7,)])
@pytest.mark.parametrize("name", [*SEVERAL, "squeeze", "flip", "all", "any"])
def test_a_single_number_has_no_other_dimension(name, dim):
    with pytest.raises(IndexError, match=r"shape \(\).* no dimension (7|-2)[:,] they are numbered -1 to 0"):
        FUNCTIONS.get(name, getattr(gv, name))(gv.tensor(2.0), dim)


@pytest.mark.parametrize("name", [*ONE, "argmax", "max", "min", "median", "sort", "argsort", "unsqueeze"])
def test_functions_along_one_dimension_refuse_another_of_a_single_number(name):
    with pytest.raises(IndexError, match="7"):
        getattr(gv.tensor(2.0), name)(7)


@pytest.mark.parametrize("name", ["max", "min", "median", "sort"])
@pytest.mark.parametrize("dim", [0, -1])
def test_values_and_indices_of_a_single_number(name, dim):
    x = gv.tensor(2.0, requires_grad=True)
    found = getattr(x, name)(dim)
    found.values.backward()
    assert (found.values.item(), found.indices.item(), x.grad.item()) == (2.0, 0, 1.0)
    assert found.indices.shape == x.argsort().shape == x.topk(1, dim).indices.shape == ()
    assert gv.transpose(x, dim, 0).shape == ()


@pytest.mark.parametrize("cut", [lambda x: x.unbind(), lambda x: x.chunk(2), lambda x: x.split(1),
                                 lambda x: x.select(0, 0), lambda x: x.narrow(0, 0, 1), lambda x: x.diff(),
                                 lambda x: x.roll(1, 0)])  # fmt: skip
def test_a_single_number_cannot_be_cut(cut):
    with pytest.raises(IndexError, match=r"single number, of shape \(\), .*reshape\(1\)"):
        cut(gv.tensor(2.0))


@pytest.mark.parametrize("values, middle, gradient", [
    ([0.0, 0.0, 0.0], 0.0, [1 / 3] * 3), ([1.0, 2.0, 2.0, 3.0], 2.0, [0, 0.5, 0.5, 0]), ([3.0, 1.0], 1.0, [0, 1]),
    ([4.0, 1.0, 2.0, 3.0], 2.0, [0, 0, 1, 0]), ([np.nan, 1.0, 2.0], np.nan, [1, 0, 0]), (2.0, 2.0, 1.0),
    ([np.nan, np.nan, 2.0], np.nan, [0.5, 0.5, 0]), ([[1.0, 2.0], [2.0, 3.0]], 2.0, [[0, 0.5], [0.5, 0]]),
])  # fmt: skip
@pytest.mark.filterwarnings("ignore:.* met nan")
def test_the_median_and_who_gets_its_gradient(values, middle, gradient):
    """PyTorch's: nan wins, and equal elements share."""
    x = gv.tensor(values, requires_grad=True)
    y = x.median()
    y.backward()
    np.testing.assert_array_equal(y.item(), middle)
    np.testing.assert_allclose(x.grad.numpy(), gradient)


@pytest.mark.filterwarnings("ignore:.* met nan")
def test_the_median_along_a_dimension_gives_its_place():
    x = gv.tensor([[1.0, np.nan, 2.0, np.nan], [4.0, 1.0, 3.0, 2.0]], requires_grad=True)
    values, indices = x.median(1)
    values.sum().backward()
    np.testing.assert_array_equal(values.detach().numpy(), [np.nan, 2.0])
    assert indices.tolist() == [1, 3] and x.grad.tolist() == [[0, 1, 0, 0], [0, 0, 0, 1]]
    assert x.median(0, keepdim=True).values.shape == (1, 4)
    for empty in (lambda: gv.zeros(0).median(), lambda: gv.zeros(2, 0).median(1)):
        with pytest.raises(ValueError, match=r"median got shape .*0.* no element to be in the middle\. Look"):
            empty()


@pytest.mark.filterwarnings("ignore:.* met nan")
@pytest.mark.parametrize("name", ["max", "min"])
def test_the_gradient_of_an_extreme_goes_to_the_nan_that_it_is(name):
    for values, gradient in (([1.0, np.nan, 2.0], [0, 1, 0]), ([np.nan, np.nan, 2.0], [0.5, 0.5, 0]), (np.nan, 1.0)):
        x = gv.tensor(values, requires_grad=True)
        getattr(x, name)().backward()
        np.testing.assert_array_equal(x.grad.numpy(), gradient)


@pytest.mark.parametrize("p", [2, 3, 1.5, 1, np.inf])
def test_a_length_has_slope_0_at_the_origin_and_no_second_one(p):
    for values in ([0.0, 0.0], 0.0):
        x = gv.tensor(values, requires_grad=True)
        (slope,) = gv.grad(gv.norm(x, p), x, create_graph=True)
        assert np.all(slope.detach().numpy() == 0.0)
        assert p == 1.5 or np.all(gv.grad(slope.sum(), x)[0].numpy() == 0.0)
    x = gv.tensor([[0.0, 0.0], [1.0, 2.0]], requires_grad=True)
    lengths = gv.norm(x, p, 1)
    lengths.sum().backward()
    np.testing.assert_allclose(lengths.detach().numpy(), np.linalg.norm(x.detach().numpy(), p, axis=1), rtol=1e-14)
    assert x.grad[0].tolist() == [0.0, 0.0]
