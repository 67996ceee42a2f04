"""The losses of the table: targets that do not belong are refused, and log 0 does no harm."""

import math

import numpy as np
import pytest

import gradviz as gv

SCORES = [[1.0, 2.0, 3.0], [0.0, 0.0, math.log(2.0)]]
MIXED = [[0.2, 0.3, 0.5], [0.0, 2.0, 0.5]]  # the second row does not add up to 1
INF = math.inf


def test_r90_the_gradient_of_the_scores_is_p_minus_t():
    x = gv.tensor([1.0, 2.0, 3.0], requires_grad=True)
    loss = gv.cross_entropy(x, gv.tensor(2))
    loss.backward()
    assert loss.item() == pytest.approx(0.407606, abs=1e-6)
    np.testing.assert_allclose(x.grad.tolist(), [0.090031, 0.244728, -0.334759], atol=1e-6)


def composed(x, t):
    """Cross entropy with probabilities, of its parts."""
    return -(t * gv.log_softmax(x, 1)).sum() / x.shape[0]


def test_cross_entropy_with_probabilities_is_its_composition():
    """Also where a row does not add up to 1, and for the target's own gradient."""
    found = []
    for function in (gv.cross_entropy, composed):
        x, t = gv.tensor(SCORES, requires_grad=True), gv.tensor(MIXED, requires_grad=True)
        function(x, t).backward()
        found.append((function(x, t).item(), x.grad.numpy(), t.grad.numpy()))
    for ours, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-13)


def test_a_class_with_probability_0_that_does_not_count_adds_nothing():
    for target in (gv.tensor([0]), gv.tensor([[1.0, 0.0]])):
        x = gv.tensor([[1.0, -INF]], requires_grad=True)
        loss = gv.cross_entropy(x, target)
        loss.backward()
        assert loss.item() == 0.0 and x.grad.tolist() == [[0.0, 0.0]]
    log_p = gv.tensor([[0.0, -INF]], requires_grad=True)
    loss = gv.nll_loss(log_p, gv.tensor([0]))
    loss.backward()
    assert loss.item() == 0.0 and log_p.grad.tolist() == [[-1.0, 0.0]]


def test_scores_of_a_thousand_do_not_overflow():
    x = gv.tensor([[1000.0, 0.0]], requires_grad=True)
    loss = gv.cross_entropy(x, gv.tensor([1]))
    loss.backward()
    assert loss.item() == 1000.0 and x.grad.tolist() == [[1.0, -1.0]]


@pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")
def test_the_loss_of_no_examples_is_nan():
    x = gv.tensor(np.zeros((0, 3)), requires_grad=True)
    loss = gv.cross_entropy(x, gv.tensor(np.zeros(0, int)))
    loss.backward()
    assert math.isnan(loss.item()) and x.grad.shape == (0, 3)


def test_an_out_of_range_class_is_no_class_of_another_example():
    """−1 would be the last class for numpy."""
    for target, words in (([-1, 0], "from -1 to 0 for 3 scores"), ([3, 0], "from 0 to 3 for 3 scores.*count from 0")):
        for loss in (gv.cross_entropy, gv.nll_loss):
            with pytest.raises(ValueError, match=f"{loss.__name__} got class numbers {words}"):
                loss(gv.tensor(SCORES), gv.tensor(target))


@pytest.mark.parametrize(
    ("scores", "target", "error", "words"),
    [
        (SCORES, [[2], [0]], ValueError, r"scores of shape \(2, 3\) and a target of shape \(2, 1\).*squeeze\(1\)"),
        (SCORES, [2, 0, 1], ValueError, r"target of shape \(3,\).*one class number: shape \(2,\)"),
        (SCORES, [2.0, 0.0], TypeError, r"class numbers as float64.*integer.*int64"),
        (SCORES, [[0, 0, 1], [1, 0, 0]], TypeError, r"read as probabilities.*integers.*argmax"),
        (1.0, 0, ValueError, "a single number where it takes one score for each class"),
        (1.0, 1.0, ValueError, "a single number where it takes one score for each class"),
    ],
)
def test_targets_that_do_not_fit(scores, target, error, words):
    with pytest.raises(error, match=f"(?s)cross_entropy got.*{words}"):
        gv.cross_entropy(gv.tensor(scores), gv.tensor(target))


def test_nll_loss_takes_classes_only():
    with pytest.raises(ValueError, match=r"nll_loss got scores of shape \(2, 3\) and a target of shape \(2, 3\)"):
        gv.nll_loss(gv.tensor(SCORES), gv.tensor(MIXED))


@pytest.mark.parametrize("name", ["mse_loss", "binary_cross_entropy", "cross_entropy", "nll_loss"])
def test_a_reduction_that_is_none(name):
    target = gv.tensor([2, 0]) if name in ("cross_entropy", "nll_loss") else gv.tensor(MIXED)
    with pytest.raises(ValueError, match=rf"{name} got reduction='average'.*'mean', 'sum', 'none'"):
        getattr(gv, name)(gv.tensor(MIXED) / 3, target, reduction="average")


def test_shapes_that_broadcast_by_accident_are_pointed_at():
    x = gv.tensor([[1.0], [2.0], [3.0]], requires_grad=True)
    with pytest.warns(UserWarning, match=r"\(3, 1\).*\(3,\).*\(3, 3\).*input\.squeeze\(-1\)") as seen:
        gv.mse_loss(x, gv.tensor([1.0, 2.0, 3.0])).backward()
    assert seen[0].filename == __file__ and len(seen) == 1
    np.testing.assert_allclose(x.grad.tolist(), [[-2 / 3], [0.0], [2 / 3]], atol=1e-15)  # Σ 2(x − t)/9 over each row
    with pytest.raises(ValueError, match=r"mse_loss got shapes \(3, 1\) and \(2, 2\)"):
        gv.mse_loss(x, gv.zeros(2, 2))


def test_a_plain_number_as_target_is_meant():
    x = gv.tensor([1.0, 2.0], requires_grad=True)
    gv.mse_loss(x, 0.0).backward()
    assert x.grad.tolist() == [1.0, 2.0]


def test_binary_cross_entropy_at_0_and_1_is_torchs():
    """No logarithm below −100; p(1 − p) under the gradient is at least 1e-12."""
    p = gv.tensor([0.0, 0.0, 1.0, 1.0], requires_grad=True)
    t = gv.tensor([0.0, 1.0, 0.0, 1.0], requires_grad=True)
    loss = gv.binary_cross_entropy(p, t, reduction="sum")
    loss.backward()
    assert loss.item() == 200.0
    np.testing.assert_allclose(p.grad.tolist(), [0.0, -1e12, 1e12, 0.0])
    assert t.grad.tolist() == [100.0, 100.0, -100.0, -100.0]
    assert gv.binary_cross_entropy(gv.tensor(0.0), 1.0).item() == 100.0


def test_binary_cross_entropy_refuses_what_it_cannot_mean():
    with pytest.raises(ValueError, match=r"binary_cross_entropy got inputs from 0.5 to 1.2.*sigmoid"):
        gv.binary_cross_entropy(gv.tensor([0.5, 1.2]), gv.tensor([0.0, 1.0]))
    with pytest.raises(ValueError, match=r"\(3, 1\).*\(3,\).*each prediction needs one target"):
        gv.binary_cross_entropy(gv.full((3, 1), 0.5), gv.zeros(3))
