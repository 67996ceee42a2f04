"""Making Tensors: every way with PyTorch's options, and random numbers that can be had again."""

import inspect

import numpy as np
import pytest

import gradviz as gv
from gradviz.core.words.creation import CREATION

KNOWN = {
    "zeros": (lambda **o: gv.zeros(2, 3, **o), np.zeros((2, 3))), "ones": (lambda **o: gv.ones((2,), **o), np.ones(2)),
    "empty": (lambda **o: gv.empty(2, **o), np.zeros(2)),
    "full": (lambda **o: gv.full((2, 1), 0.5, **o), np.full((2, 1), 0.5)),
    "arange": (lambda **o: gv.arange(0.0, 1.0, 0.25, **o), np.arange(0, 1, 0.25)),
    "linspace": (lambda **o: gv.linspace(0, 1, steps=3, **o), np.array([0, 0.5, 1])),
    "logspace": (lambda **o: gv.logspace(0, 2, 3, **o), np.array([1.0, 10.0, 100.0])),
    "eye": (lambda **o: gv.eye(2, 3, **o), np.eye(2, 3)),
    "zeros_like": (lambda **o: gv.zeros_like(gv.ones(2), **o), np.zeros(2)),
    "ones_like": (lambda **o: gv.ones_like(gv.zeros(2), **o), np.ones(2)),
    "empty_like": (lambda **o: gv.empty_like(gv.zeros(2), **o), np.zeros(2)),
    "full_like": (lambda **o: gv.full_like(gv.zeros(2), 7, **o), np.full(2, 7.0)),
}  # fmt: skip
RANDOM = {
    "rand": lambda **o: gv.rand(3, 2, **o), "randn": lambda **o: gv.randn((3, 2), **o),
    "normal": lambda **o: gv.normal(1.0, 2.0, (3, 2), **o), "rand_like": lambda **o: gv.rand_like(gv.zeros(3, 2), **o),
    "randn_like": lambda **o: gv.randn_like(gv.zeros(3, 2), **o),
}  # fmt: skip
WHOLE = {
    "randint": lambda: gv.randint(0, 1000, (3, 2)), "randperm": lambda: gv.randperm(6).reshape(3, 2),
    "randint_like": lambda: gv.randint_like(gv.zeros(3, 2, dtype=gv.int64), 1000),
}  # fmt: skip


@pytest.mark.parametrize("name", KNOWN)
def test_values_and_options(name):
    make, expected = KNOWN[name]
    assert make().dtype == gv.float64 and not make().requires_grad
    np.testing.assert_allclose(make().value, expected, rtol=1e-15)
    other = make(dtype=gv.float32, requires_grad=True, device="cpu")
    assert other.dtype == gv.float32 and other.requires_grad and other.is_leaf
    with pytest.raises(RuntimeError, match="computes on the CPU"):
        make(device="cuda")


@pytest.mark.parametrize("name", {**RANDOM, **WHOLE})
def test_the_same_seed_gives_the_same_numbers(name):
    """Whatever numpy's own random numbers are doing."""
    make = {**RANDOM, **WHOLE}[name]
    gv.manual_seed(7)
    first, second = make(), make()
    np.random.seed(1)
    gv.manual_seed(7)
    np.random.rand(5)
    assert gv.equal(make(), first) and gv.equal(make(), second) and not gv.equal(first, second)
    assert first.shape == (3, 2) and first.dtype == (gv.int64 if name in WHOLE else gv.float64)
    gv.manual_seed(8)
    assert not gv.equal(make(), first)


def test_our_seed_leaves_numpys_alone():
    np.random.seed(3)
    expected = np.random.rand()
    np.random.seed(3)
    gv.manual_seed(99)
    gv.rand(10)
    assert np.random.rand() == expected


@pytest.mark.parametrize("name", RANDOM)
def test_random_options(name):
    out = RANDOM[name](dtype=gv.float32, requires_grad=True)
    assert out.dtype == gv.float32 and out.requires_grad


def test_random_numbers_are_where_they_should_be():
    gv.manual_seed(0)
    u, n, k = gv.rand(20000).value, gv.randn(20000).value, gv.randint(-2, 3, (20000,)).value
    assert (
        u.min() >= 0 and u.max() < 1 and abs(u.mean() - 0.5) < 0.02 and abs(n.mean()) < 0.03 and abs(n.std() - 1) < 0.03
    )
    assert set(k.tolist()) == {-2, -1, 0, 1, 2} and set(gv.randint(2, (50,)).tolist()) == {0, 1}
    assert sorted(gv.randperm(9).tolist()) == list(range(9))
    m = gv.normal(gv.tensor([0.0, 100.0]), gv.tensor([0.1, 0.1]))
    assert m.shape == (2,) and abs(m[1].item() - 100) < 1


def test_what_shuffles_and_starts_networks_obeys_the_seed():
    from gradviz.utils.data import DataLoader, TensorDataset

    def all_of_it():
        gv.manual_seed(5)
        order = [x.tolist() for (x,) in DataLoader(TensorDataset(gv.arange(20)), batch_size=4, shuffle=True)]
        layer, weight = gv.nn.Linear(3, 2), gv.nn.init.kaiming_normal_(gv.empty(3, 3))
        return (
            order,
            layer.weight.tolist(),
            weight.tolist(),
            gv.empty(2).uniform_().tolist(),
            gv.empty(2).normal_().tolist(),
        )

    assert all_of_it() == all_of_it()


def test_the_state_can_be_kept():
    gv.manual_seed(1)
    state = gv.get_rng_state()
    first = gv.rand(3)
    gv.set_rng_state(state)
    assert gv.equal(gv.rand(3), first)


def test_whole_numbers_where_pytorch_has_them():
    assert gv.arange(3).dtype == gv.arange(1, 9, 2).dtype == gv.full((2,), 7).dtype == gv.int64
    assert gv.full((1,), True).dtype == gv.bool and gv.zeros_like(gv.tensor([1, 2])).dtype == gv.int64
    assert gv.arange(gv.tensor(3)).tolist() == [0, 1, 2] and gv.arange(5, 0, -2).tolist() == [5, 3, 1]
    assert gv.zeros(2, dtype=gv.long).dtype == gv.int64 and gv.ones(2, dtype=gv.bool).tolist() == [True, True]


def test_sizes_in_every_form():
    for out in (
        gv.zeros(2, 3),
        gv.zeros((2, 3)),
        gv.zeros([2, 3]),
        gv.zeros(size=(2, 3)),
        gv.zeros(gv.ones(2, 3).size()),
    ):
        assert out.shape == (2, 3)
    assert (
        gv.zeros(()).shape == gv.rand(()).shape == ()
        and gv.zeros(0).shape == (0,)
        and type(gv.zeros(()).value) is float
    )
    assert gv.zeros(gv.tensor(2), 3).shape == (2, 3)


def test_values_are_copied_and_as_tensor_keeps_a_tensor():
    array = np.ones(2)
    first, second, t = gv.from_numpy(array), gv.as_tensor(array), gv.tensor([1.0])
    array[:] = 7
    assert first.tolist() == second.tolist() == [1.0, 1.0]
    assert gv.as_tensor(t) is t and gv.as_tensor(t, dtype=gv.float32).dtype == gv.float32
    assert gv.FloatTensor([1, 2]).dtype == gv.float32 and gv.LongTensor([1]).dtype == gv.int64
    with pytest.raises(TypeError, match=r"from_numpy\(\) got a list, no numpy array\. Write gv\.tensor"):
        gv.from_numpy([1.0])


@pytest.mark.parametrize("wrong, kind, words", [
    (lambda: gv.arange(0, 5, -1), ValueError, "from 0 to 5 by steps of -1"),
    (lambda: gv.arange(3, step=0), ValueError, "steps of 0"),
    (lambda: gv.randint(5, 5, (2,)), ValueError, "low=5 and high=5"), (lambda: gv.zeros(2, dtype="flot"), TypeError,
    "is no dtype"),
    (lambda: gv.arange(3, requires_grad=True), TypeError, "only floating point"),
    (lambda: gv.zeros(2, dype=gv.int64), TypeError, "has no option 'dype'. Did you mean dtype="),
])  # fmt: skip
def test_what_cannot_be_made_is_said(wrong, kind, words):
    with pytest.raises(kind, match=words):
        wrong()


@pytest.mark.parametrize("function", CREATION, ids=lambda f: f.__name__)
def test_each_is_public_and_says_what_it_does(function):
    assert getattr(gv, function.__name__) is function and function.__doc__
    if function.__name__ in {**KNOWN, **RANDOM} and not function.__name__.endswith("_like"):
        assert {"dtype", "device", "requires_grad"} <= set(inspect.signature(function).parameters)
