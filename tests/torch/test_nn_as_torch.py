"""Every layer, activation, loss and optimizer against PyTorch's own, on random numbers: values and all gradients."""

import numpy as np
import pytest

import gradviz as gv

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")
pytestmark = pytest.mark.torch


def draw(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


def theirs(array, requires_grad=False):
    return torch.tensor(array, requires_grad=requires_grad)


def ours(array, requires_grad=False):
    return gv.tensor(array, requires_grad=requires_grad)


def numbers(tensor):
    return np.asarray(tensor.detach().numpy())


def assert_same(compute, *inputs, constants=()):
    """`compute(library, *inputs, *constants)` has the same value and the same gradients in both libraries."""
    left, right = [ours(a, True) for a in inputs], [theirs(a, True) for a in inputs]
    a = compute(gv, *left, *(ours(c) for c in constants))
    b = compute(torch, *right, *(theirs(c) for c in constants))
    np.testing.assert_allclose(numbers(a), numbers(b), rtol=1e-10, atol=1e-10)
    assert a.shape == tuple(b.shape)
    upstream = draw(99, *a.shape)
    a.backward(ours(upstream))
    b.backward(theirs(upstream))
    for mine, other in zip(left, right, strict=True):
        np.testing.assert_allclose(numbers(mine.grad), numbers(other.grad), rtol=1e-9, atol=1e-10)


ACTIVATIONS = {
    "ReLU": {}, "LeakyReLU": {"negative_slope": 0.2}, "Sigmoid": {}, "Tanh": {}, "GELU": {}, "SiLU": {}, "Softplus": {},
    "ELU": {"alpha": 0.7}, "Softmax": {"dim": 1}, "LogSoftmax": {"dim": 0}, "Flatten": {}, "Identity": {},
}  # fmt: skip


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("scale", [1.0, 30.0])
def test_activation(name, scale):
    mine, other = getattr(gv.nn, name)(**ACTIVATIONS[name]), getattr(torch.nn, name)(**ACTIVATIONS[name])
    assert repr(mine) == repr(other)
    assert_same(lambda lib, x: (mine if lib is gv else other)(x), draw(1, 3, 4, 2) * scale)


def test_gelu_by_tanh():
    assert_same(lambda lib, x: lib.nn.functional.gelu(x, approximate="tanh"), draw(1, 3, 4))


LAYERS = [
    ("Linear", (4, 3), {}, (5, 4)),
    ("Linear", (4, 3), {"bias": False}, (2, 5, 4)),
    ("Linear", (4, 3), {}, (4,)),
    ("LayerNorm", (4,), {}, (5, 4)),
    ("LayerNorm", ((3, 4),), {"bias": False, "eps": 0.1}, (5, 3, 4)),
    ("LayerNorm", (4,), {"elementwise_affine": False}, (5, 4)),
    ("BatchNorm1d", (4,), {}, (5, 4)),
    ("BatchNorm1d", (4,), {"momentum": None, "bias": False}, (5, 4, 3)),
    ("BatchNorm1d", (4,), {"affine": False, "eps": 0.1}, (5, 4)),
    ("BatchNorm1d", (4,), {"track_running_stats": False}, (5, 4)),
]


@pytest.mark.parametrize(("name", "args", "kwargs", "shape"), LAYERS)
@pytest.mark.parametrize("training", [True, False])
def test_layer(name, args, kwargs, shape, training):
    mine = getattr(gv.nn, name)(*args, **kwargs).train(training)
    other = getattr(torch.nn, name)(*args, **kwargs).double().train(training)
    assert repr(mine) == repr(other)
    assert list(mine.state_dict()) == list(other.state_dict())
    for seed, (p, q) in enumerate(zip(mine.parameters(), other.parameters(), strict=True)):
        values = draw(seed, *p.shape)
        with gv.no_grad(), torch.no_grad():
            p.copy_(values)
            q.copy_(theirs(values))
    for seed in (1, 2):  # twice, so that running numbers move twice
        assert_same(lambda lib, x: (mine if lib is gv else other)(x), draw(seed, *shape))
    for p, q in zip(mine.parameters(), other.parameters(), strict=True):
        np.testing.assert_allclose(numbers(p.grad), numbers(q.grad), rtol=1e-9, atol=1e-10)
    for (name, p), q in zip(mine.named_buffers(), other.buffers(), strict=True):
        np.testing.assert_allclose(numbers(p), numbers(q), rtol=1e-10, err_msg=name)


def test_embedding_with_a_row_used_twice():
    index = np.array([[0, 2], [2, 1]])
    assert_same(lambda lib, w, i: lib.nn.functional.embedding(i, w), draw(1, 3, 4), constants=[index])


TARGETS = draw(5, 4, 3)
PROBABILITIES = 1 / (1 + np.exp(-draw(6, 4, 3)))
REGRESSION = ["mse_loss", "l1_loss", "huber_loss", "smooth_l1_loss"]


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("name", REGRESSION)
def test_regression_loss(name, reduction):
    assert_same(lambda lib, x, t: getattr(lib.nn.functional, name)(x, t, reduction=reduction), draw(1, 4, 3), TARGETS)


@pytest.mark.parametrize(("name", "option"), [("huber_loss", {"delta": 0.5}), ("smooth_l1_loss", {"beta": 0.5})])
def test_where_small_ends(name, option):
    assert_same(lambda lib, x, t: getattr(lib.nn.functional, name)(x, t, **option), draw(1, 4, 3), TARGETS)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_binary_cross_entropy(reduction):
    t = (TARGETS > 0) * 1.0
    weight = PROBABILITIES + 1

    def plain(lib, p):
        return lib.nn.functional.binary_cross_entropy(p, make(lib, t), make(lib, weight), reduction=reduction)

    def logits(lib, x):
        f = lib.nn.functional.binary_cross_entropy_with_logits
        return f(x, make(lib, t), make(lib, weight), reduction=reduction, pos_weight=make(lib, [2.0, 0.5, 3.0]))

    assert_same(plain, PROBABILITIES)
    assert_same(logits, draw(1, 4, 3) * 20)
    assert_same(lambda lib, x: lib.nn.functional.binary_cross_entropy_with_logits(x, make(lib, t)), draw(1, 4, 3) * 50)


def make(lib, array):
    return lib.tensor(np.asarray(array))


CLASSES = np.array([0, 2, 1, 2])
WEIGHT = [0.5, 1.0, 2.0]
OPTIONS = [
    {}, {"weight": WEIGHT}, {"label_smoothing": 0.1}, {"weight": WEIGHT, "label_smoothing": 0.3}, {"ignore_index": 2},
    {"ignore_index": 2, "weight": WEIGHT, "label_smoothing": 0.3},
]  # fmt: skip


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_cross_entropy(options, reduction):
    def loss(lib, x, target):
        given = {k: make(lib, v) if k == "weight" else v for k, v in options.items()}
        return lib.nn.functional.cross_entropy(x, target, reduction=reduction, **given)

    assert_same(loss, draw(1, 4, 3), constants=[CLASSES])
    assert_same(loss, draw(1, 3), constants=[np.array(1)])
    assert_same(loss, draw(1, 4, 3, 2), constants=[np.stack([CLASSES, CLASSES[::-1]], 1)])


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("options", OPTIONS[:4], ids=str)
def test_cross_entropy_with_probabilities(options, reduction):
    parts = np.exp(TARGETS) / np.exp(TARGETS).sum(1, keepdims=True)

    def loss(lib, x, target):
        given = {k: make(lib, v) if k == "weight" else v for k, v in options.items()}
        return lib.nn.functional.cross_entropy(x, target, reduction=reduction, **given)

    assert_same(loss, draw(1, 4, 3), constants=[parts])
    assert_same(loss, draw(1, 4, 3), parts)  # and a gradient for the target too


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("options", [{}, {"weight": WEIGHT}, {"ignore_index": 2}], ids=str)
def test_nll_loss(options, reduction):
    def loss(lib, x, target):
        given = {k: make(lib, v) if k == "weight" else v for k, v in options.items()}
        return lib.nn.functional.nll_loss(x, target, reduction=reduction, **given)

    assert_same(loss, draw(1, 4, 3), constants=[CLASSES])
    assert_same(loss, draw(1, 4, 3, 2), constants=[np.stack([CLASSES, CLASSES[::-1]], 1)])


def test_normalize():
    assert_same(lambda lib, x: lib.nn.functional.normalize(x), draw(1, 4, 3))


OPTIMIZERS = [
    ("SGD", {"lr": 0.1}), ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3}),
    ("SGD", {"lr": 0.1, "maximize": True}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.2}), ("Adam", {}),
    ("Adam", {"lr": 0.1, "betas": (0.5, 0.8), "eps": 0.1, "weight_decay": 0.3}),
    ("AdamW", {"lr": 0.1, "maximize": True}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.5}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "options"), OPTIMIZERS, ids=str)
def test_optimizer(name, options):
    kept = []
    for lib in (gv, torch):
        w = lib.tensor(draw(1, 3, 2), requires_grad=True)
        b = lib.tensor(0.5 if lib is gv else np.float64(0.5), requires_grad=True)
        idle = lib.tensor(1.0, requires_grad=True)
        optimizer = getattr(lib.optim, name)([w, b, idle], **options)
        scheduler = lib.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.5)
        for step in range(8):
            optimizer.zero_grad(set_to_none=step != 5)
            (((w * make(lib, draw(2, 3, 2))).sum() + b) ** 2 * 0.01 + (w**2).sum() * 0.1 + b**4 * 0.1).backward()
            optimizer.step()
            scheduler.step()
        kept.append([numbers(w), numbers(b), numbers(idle), scheduler.get_last_lr()])
    for mine, other in zip(*kept, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-10)
        assert np.isfinite(mine).all()


@pytest.mark.filterwarnings("ignore:SGD.step.. has changed nothing")
@pytest.mark.parametrize("name", ["ExponentialLR", "CosineAnnealingLR", "LambdaLR"])
def test_scheduler(name):
    option = {"ExponentialLR": 0.9, "CosineAnnealingLR": 10, "LambdaLR": lambda epoch: 1 / (1 + epoch)}[name]
    rates = []
    for lib in (gv, torch):
        optimizer = lib.optim.SGD([lib.tensor(1.0, requires_grad=True)], lr=0.4)
        scheduler = getattr(lib.optim.lr_scheduler, name)(optimizer, option)
        rates.append([])
        for _ in range(10):
            optimizer.step()
            scheduler.step()
            rates[-1] += scheduler.get_last_lr()
    np.testing.assert_allclose(*rates, atol=1e-12)


@pytest.mark.parametrize("kind", ["norm", "value"])
def test_clipping(kind):
    kept = []
    for lib in (gv, torch):
        w = lib.tensor(draw(1, 3, 2), requires_grad=True)
        b = lib.tensor(2.0, dtype=lib.float64, requires_grad=True)
        ((w**2).sum() * b).backward()
        name = f"clip_grad_{kind}_"
        length = getattr(lib.nn.utils, name)([w, b], 1.5)
        kept.append([numbers(w.grad), numbers(b.grad), 0.0 if length is None else numbers(length)])
    for mine, other in zip(*kept, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-10)
