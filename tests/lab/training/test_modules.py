"""A learner's own model: trained as a hand-written loop trains it, with the loss that fits its output."""

import numpy as np
import pytest

import gradviz as gv
from gradviz import nn
from gradviz.core.words.creation import get_rng_state
from gradviz.lab.training.loop import Run, Settings
from gradviz.lab.training.modules import of_module
from gradviz.nn import functional as F
from gradviz.utils.data import DataLoader, TensorDataset


def net(outputs=1, *last):
    return nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, outputs), *last)


X = np.random.default_rng(1).standard_normal((12, 2))
TWO, THREE = (X[:, 0] > 0).astype(int), np.arange(12) % 3


def by_hand(model, X, y, loss, steps=4, lr=0.2):
    """The losses and parameters of a loop that knows nothing of the figure; it trains the model itself."""
    optimizer, losses = gv.optim.SGD(model.parameters(), lr=lr), []
    X, y = gv.tensor(X), gv.tensor(y)
    for _ in range(steps):
        optimizer.zero_grad()
        found = loss(model(X), y)
        found.backward()
        optimizer.step()
        losses.append(found.item())
    return losses, {name: p.detach().numpy() for name, p in model.named_parameters()}


@pytest.mark.parametrize(
    "model, y, loss, target, name",
    [
        (net(3), THREE, F.cross_entropy, THREE, "cross_entropy"),
        (net(2), TWO, F.cross_entropy, TWO, "cross_entropy"),
        (net(3), np.array(list("abc"))[THREE], F.cross_entropy, THREE, "cross_entropy"),
        (net(3, nn.LogSoftmax(dim=1)), THREE, F.nll_loss, THREE, "nll_loss"),
        (net(1), TWO, F.binary_cross_entropy_with_logits, TWO[:, None].astype(float), "bce_with_logits"),
        (net(1, nn.Sigmoid()), TWO > 0, F.binary_cross_entropy, TWO[:, None].astype(float), "bce"),
        (net(1), X.sum(axis=1), F.mse_loss, X.sum(axis=1)[:, None], "mse_loss"),
        (net(2), 2 * X, F.mse_loss, 2 * X, "mse_loss"),
        (net(1, nn.Flatten(0)), X.sum(axis=1), F.mse_loss, X.sum(axis=1), "mse_loss"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_numbers_are_those_of_a_hand_written_loop(model, y, loss, target, name):
    problem = of_module(model, (X, y), None)
    assert problem.code == f"L = {name}(model(X), y)"
    run = Run(problem, Settings(0.2, 4))
    run.go()
    before = {name: p.detach().numpy().copy() for name, p in model.named_parameters()}
    assert all(np.array_equal(before[name], value) for name, value in run.states[0].items()), "the model was touched"
    losses, after = by_hand(model, X, target, loss)
    np.testing.assert_allclose(run.losses[:4], losses, rtol=1e-9)
    for name, value in run.states[-1].items():
        np.testing.assert_allclose(value, after[name], rtol=1e-9, atol=1e-12)


def test_batches_of_a_model_with_dropout_are_those_of_a_loop_over_a_loader():
    model = net(3, nn.Dropout(0.5))
    run = Run(of_module(model, (X, THREE), None), Settings(0.2, 2, batch=5))
    gv.manual_seed(7)
    run.go()
    optimizer, losses, dice = gv.optim.SGD(model.parameters(), lr=0.2), [], get_rng_state()
    gv.manual_seed(7)
    for turn in range(6):
        rows = run.batches.rows(turn)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(gv.tensor(X[rows])), gv.tensor(THREE[rows]))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    np.testing.assert_allclose(run.losses[:6], losses, rtol=1e-9)
    assert get_rng_state() == dice, "what the figure looks at aside draws no numbers"
    assert run.at(3).value("L") == pytest.approx(losses[3]) and get_rng_state() == dice


def test_the_learners_own_loss_is_used():
    problem = of_module(net(1), (X, TWO), nn.MSELoss())
    assert problem.code == "L = MSELoss(model(X), y)" and problem.data["y"].shape == (12, 1)
    run = Run(problem, Settings(0.2, 4))
    run.go()
    model = net(1)
    model.load_state_dict({name: gv.tensor(value) for name, value in run.states[0].items()})
    losses, _ = by_hand(model, X, TWO[:, None].astype(float), lambda p, t: ((p - t) ** 2).mean())
    np.testing.assert_allclose(run.losses[:4], losses, rtol=1e-9)


def test_data_may_be_a_dataset_tensors_or_the_name_of_a_ready_set():
    pair = (gv.tensor(X), gv.tensor(THREE))
    for given in (pair, TensorDataset(*pair), [X.tolist(), THREE.tolist()]):
        assert of_module(net(3), given, None).points.classes == (0, 1, 2)
    assert of_module(net(3), "three clouds", None).points.classes == ("left", "right", "top")
    assert of_module(nn.Linear(1, 1), "line", None).code.startswith("L = mse_loss")


def test_a_shared_layer_is_moved_in_both_its_places_and_a_frozen_one_in_none():
    shared = nn.Linear(2, 2)
    model = nn.Sequential(shared, nn.Tanh(), shared, nn.Linear(2, 1))
    model[3].weight.requires_grad_(False)
    run = Run(of_module(model, (X, X.sum(axis=1)), None), Settings(0.2, 4))
    run.go()
    assert sorted(run.states[0]) == ["0.bias", "0.weight", "3.bias"]
    losses, _ = by_hand(model, X, X.sum(axis=1)[:, None], F.mse_loss)
    np.testing.assert_allclose(run.losses[:4], losses, rtol=1e-9)


def test_a_score_is_what_the_model_says_without_dropout():
    model = net(3, nn.Dropout(0.9))
    problem = of_module(model, (X, THREE), None)
    model.eval()
    expected = model(gv.tensor(X)).detach().numpy()
    np.testing.assert_allclose(problem.predict(X, problem.parameters), expected)


class Broken(nn.Module):
    def __init__(self, said):
        super().__init__()
        self.w = nn.Parameter(1.0)
        self.said = said

    def forward(self, X):
        return self.said(X, self.w)


@pytest.mark.parametrize(
    "model, data, kind, said",
    [
        (net(3), None, TypeError, "needs examples"),
        (net(3), (X,), TypeError, "needs examples"),
        (net(3), "three moons", TypeError, "three clouds"),
        (net(3), (X, THREE[:5]), ValueError, "12 examples and y has shape"),
        (net(2), (X, THREE), ValueError, "2 outputs and y names 3 classes"),
        (net(3), (X, X), ValueError, "output has shape"),
        (net(3, nn.Softmax(dim=1)), (X, THREE), ValueError, "ends with softmax"),
        (nn.ReLU(), (X, THREE), ValueError, "no parameters"),
        (nn.Linear(2, 3).requires_grad_(False), (X, THREE), ValueError, "all parameters of Linear are frozen"),
        (Broken(lambda X, w: (X * w).sum()), (X, TWO), ValueError, "one row for each"),
        (Broken(lambda X, w: 3), (X, TWO), TypeError, "not a Tensor"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(model, data, kind, said):
    with pytest.raises(kind, match=said):
        of_module(model, data, None)


def test_a_loss_that_cannot_be_called_is_refused():
    with pytest.raises(TypeError, match="cannot be called"):
        of_module(net(3), (X, THREE), "mse")


def test_a_model_that_forgot_super_init_is_told_which_line_to_write():
    class Forgot(nn.Module):
        def __init__(self):
            pass

    with pytest.raises(AttributeError, match=r"Write super\(\).__init__\(\) as the first line of Forgot.__init__"):
        gv.train(Forgot(), data=([[1.0], [2.0]], [1.0, 2.0]))


class Text(nn.Module):
    """A small classifier of texts: the mean of its words' vectors, and a line."""

    def __init__(self, words=10, outputs=2):
        super().__init__()
        self.vectors, self.out = nn.Embedding(words, 3), nn.Linear(3, outputs)

    def forward(self, words):
        return self.out(self.vectors(words).mean(dim=1))


WORDS = np.random.default_rng(2).integers(0, 10, (12, 5))


@pytest.mark.parametrize("batch", [0, 5])
def test_whole_numbers_stay_whole_for_a_model_that_looks_them_up(batch):
    model = Text()
    run = Run(of_module(model, (WORDS, np.array(["good", "bad"])[TWO]), None), Settings(0.2, 2, batch=batch))
    run.go()
    assert run.problem.data["X"].dtype.kind == "i" and run.problem.points is None and "looks up" in run.problem.notes[0]
    optimizer, losses = gv.optim.SGD(model.parameters(), lr=0.2), []
    for turn in range(run.turns):
        rows = run.batches.rows(turn) if batch else slice(None)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(gv.tensor(WORDS[rows])), gv.tensor(1 - TWO[rows]))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    np.testing.assert_allclose(run.losses[: run.turns], losses, rtol=1e-9)


@pytest.mark.parametrize("given", [
    WORDS.tolist(), WORDS.astype(np.uint8), gv.tensor(WORDS), WORDS.astype(float), WORDS.astype(np.float32),
])  # fmt: skip
def test_whole_numbers_may_come_as_lists_small_kinds_tensors_and_floats(given):
    X = of_module(Text(), (given, TWO), None).data["X"]
    assert X.dtype.kind in "iu" and X.tolist() == WORDS.tolist()


@pytest.mark.parametrize("wrong", [0.5, np.inf, np.nan, 1e300])
def test_numbers_that_are_not_whole_are_looked_up_nowhere(wrong):
    given = WORDS.astype(float)
    given[0, 0] = wrong
    with pytest.raises((TypeError, ValueError), match=r"picks? a row|inf or nan"):
        of_module(Text(), (given, TWO), None)


def test_of_floats_that_a_model_refuses_as_whole_numbers_too_one_word_is_told():
    with pytest.raises(IndexError, match="rows 0 to 4"):
        of_module(Text(words=5), (WORDS.astype(float), TWO), None)
    with pytest.raises(ValueError, match="5"):
        of_module(nn.Sequential(nn.Linear(3, 2)), (WORDS.astype(float), TWO), None)


def test_one_whole_number_for_each_example_is_no_column_where_it_is_looked_up():
    problem = of_module(nn.Sequential(nn.Embedding(12, 3)), (np.arange(12), THREE), None)
    assert problem.data["X"].shape == (12,)


def test_whole_numbers_are_numbers_for_a_model_that_computes_with_them():
    problem = of_module(net(3), (WORDS[:, :2], THREE), None)
    assert problem.data["X"].dtype == float and problem.points.classes == (0, 1, 2) and not problem.notes


def test_a_number_without_a_row_is_told_and_words_are_answered_with_the_way_to_numbers():
    with pytest.raises(IndexError, match="rows 0 to 4"):
        of_module(Text(words=5), (WORDS, TWO), None)
    with pytest.raises(TypeError, match=r"give each word one.*gv\.nn\.Embedding"):
        of_module(Text(), (["a good film"] * 12, TWO), None)
    with pytest.raises(TypeError, match="shorter texts are filled up"):
        of_module(Text(), ([[1, 2], [3]] * 6, TWO), None)


@pytest.mark.parametrize(
    "model, X, y, said",
    [
        (nn.Linear(3, 2), np.ones((12, 3)), TWO, "over two columns, and X has 3:"),
        (nn.Sequential(nn.Flatten(), nn.Linear(9, 2)), np.ones((12, 3, 3)), TWO, "X has 3 × 3:"),
        (nn.Linear(2, 1), X, X[:, 0], "one column and one number"),
        (nn.Linear(1, 2), X[:, :1], X, "one column and one number"),
        (nn.Linear(2, 9), X, np.arange(12) % 9, "tells 6 classes apart, and here are 9"),
    ],
)
def test_where_data_and_model_are_not_drawn_a_sentence_says_why(model, X, y, said):
    problem = of_module(model, (X, y), None)
    assert problem.points is None and said in problem.notes[-1]


def test_the_points_of_a_hinge_are_those_of_its_classes():
    points = of_module(net(1), (X, 2 * TWO - 1), lambda p, t: gv.relu(1 - p * t).mean()).points
    assert points.classes == (-1, 1) and points.of_class(1).tolist() == X[TWO == 1].tolist()


@pytest.mark.parametrize(
    "given, text",
    [
        ({"X": X, "y": TWO}, "data= is a dict"),
        ((X, TWO, TWO), "data= is a tuple of 3"),
        (None, "data= is missing"),
        (DataLoader(TensorDataset(gv.tensor(X), gv.tensor(TWO))), r"a DataLoader.*data=loader\.dataset, batch_size=8"),
    ],
)
def test_data_that_are_no_pair_are_told_for_what_they_are(given, text):
    with pytest.raises(TypeError, match=text):
        of_module(net(2), given, None)


@pytest.mark.parametrize(
    "said, text",
    [
        (lambda X, w: (X * w, X), r"a tuple of 2 \(a Tensor of shape \(12, 2\).* A comma after return"),
        (lambda X, w: None, "its forward has no return"),
        (lambda X, w: 3, "no gradient can go back through"),
    ],
)
@pytest.mark.filterwarnings("ignore:.*returned None")
def test_an_output_that_is_no_tensor_is_told_for_what_it_is(said, text):
    with pytest.raises(TypeError, match=text):
        of_module(Broken(said), (X, TWO), None)
