import math

import numpy as np
import pytest

import gradviz as gv
import gradviz.nn as nn
import gradviz.nn.functional as F
from tests.nn.numeric import assert_slopes

A, B = [[1.0, -2.0], [0.5, 3.0]], [[0.0, -2.5], [2.5, 3.0]]  # differences 1, 0.5, −2, 0


@pytest.mark.parametrize(
    ("loss", "each"),
    [
        (nn.MSELoss, [1.0, 0.25, 4.0, 0.0]),
        (nn.L1Loss, [1.0, 0.5, 2.0, 0.0]),
        (nn.HuberLoss, [0.5, 0.125, 1.5, 0.0]),
        (nn.SmoothL1Loss, [0.5, 0.125, 1.5, 0.0]),
    ],
)
def test_a_regression_loss_by_hand(loss, each):
    a, b = gv.tensor(A), gv.tensor(B)
    assert loss()(a, b).item() == pytest.approx(sum(each) / 4)
    assert loss(reduction="sum")(a, b).item() == pytest.approx(sum(each))
    assert loss(reduction="none")(a, b).numpy().ravel().tolist() == pytest.approx(each)
    assert_slopes(lambda t: loss()(t, b), [[1.1, -2.0], [0.3, 3.3]])


def test_beta_and_delta():
    assert F.huber_loss(gv.tensor(3.0), gv.tensor(0.0), delta=2.0).item() == 4.0  # 2·(3 − 1)
    assert F.smooth_l1_loss(gv.tensor(3.0), gv.tensor(0.0), beta=2.0).item() == 2.0
    assert F.smooth_l1_loss(gv.tensor(3.0), gv.tensor(0.0), beta=0.0).item() == 3.0


@pytest.mark.parametrize("name", ["mse_loss", "l1_loss", "huber_loss", "smooth_l1_loss"])
def test_shapes_that_broadcast_by_accident_are_pointed_at(name):
    with pytest.warns(UserWarning) as seen:
        out = getattr(F, name)(gv.ones(3, 1), gv.zeros(3), reduction="none")
    assert out.shape == (3, 3) and len(seen) == 1 and seen[0].filename == __file__
    text = str(seen[0].message)
    for part in ("(3, 1)", "(3,)", "(3, 3)", "do not belong together", "target.reshape((3, 1))", "input.squeeze(-1)"):
        assert part in text


def test_the_warning_names_the_learners_line_through_a_module_too():
    with pytest.warns(UserWarning, match="broadcast") as seen:
        nn.MSELoss()(gv.ones(3), gv.zeros(3, 1))
    assert seen[0].filename == __file__


@pytest.mark.filterwarnings("error")
def test_equal_shapes_and_plain_numbers_are_no_accident():
    assert nn.MSELoss()(gv.ones(3, 1), gv.zeros(3, 1)).item() == 1.0
    assert F.mse_loss(gv.ones(3), 0.0).item() == 1.0


def test_shapes_that_do_not_fit_at_all():
    with pytest.raises(ValueError, match=r"shapes \(3,\) and \(2,\)"):
        F.mse_loss(gv.ones(3), gv.zeros(2))


def test_a_reduction_that_is_none():
    with pytest.raises(ValueError, match="reduction='average'.*mean"):
        F.mse_loss(gv.ones(3), gv.zeros(3), reduction="average")


# --- yes and no ---


def test_binary_cross_entropy_by_hand():
    p, t = gv.tensor([0.8, 0.4]), gv.tensor([1.0, 0.0])
    each = [-math.log(0.8), -math.log(0.6)]
    assert nn.BCELoss()(p, t).item() == pytest.approx(sum(each) / 2)
    assert nn.BCELoss(weight=gv.tensor([2.0, 1.0]), reduction="none")(p, t).tolist() == pytest.approx(
        [2 * each[0], each[1]]
    )
    x = gv.tensor([math.log(4.0), math.log(2 / 3)])  # their sigmoids are 0.8 and 0.4
    assert nn.BCEWithLogitsLoss()(x, t).item() == pytest.approx(sum(each) / 2)
    assert nn.BCEWithLogitsLoss(pos_weight=gv.tensor(3.0))(x, t).item() == pytest.approx((3 * each[0] + each[1]) / 2)
    assert_slopes(lambda s: F.binary_cross_entropy(s, t), [0.7, 0.2])
    assert_slopes(lambda s: F.binary_cross_entropy_with_logits(s, t, pos_weight=3.0), [0.7, -2.0])


def test_the_gradient_with_logits_is_sigmoid_minus_target():
    x = gv.tensor([0.3, -2.0, 1000.0, -1000.0], requires_grad=True)
    t = gv.tensor([1.0, 0.0, 1.0, 1.0])
    loss = F.binary_cross_entropy_with_logits(x, t, reduction="sum")
    loss.backward()
    assert loss.item() == pytest.approx(math.log1p(math.exp(-0.3)) + math.log1p(math.exp(-2.0)) + 1000.0)
    wanted = [1 / (1 + math.exp(-0.3)) - 1, 1 / (1 + math.exp(2.0)), 0.0, -1.0]
    assert x.grad.tolist() == pytest.approx(wanted)


def test_a_probability_of_0_or_1_costs_at_most_100_and_gives_no_nan():
    p = gv.tensor([0.0, 1.0, 0.0, 1.0], requires_grad=True)
    losses = F.binary_cross_entropy(p, gv.tensor([0.0, 1.0, 1.0, 0.0]), reduction="none")
    assert losses.tolist() == pytest.approx([0.0, 0.0, 100.0, 100.0])
    losses.sum().backward()
    assert np.all(np.isfinite(p.grad.numpy()))


@pytest.mark.parametrize("name", ["binary_cross_entropy", "binary_cross_entropy_with_logits"])
def test_each_prediction_needs_one_target(name):
    with pytest.raises(ValueError, match=r"\(3, 1\).*\(3,\).*each prediction needs one target.*reshape"):
        getattr(F, name)(gv.full((3, 1), 0.5), gv.zeros(3))


def test_what_is_no_probability():
    with pytest.raises(ValueError, match=r"from 0.5 to 1.2.*sigmoid.*BCEWithLogitsLoss"):
        F.binary_cross_entropy(gv.tensor([0.5, 1.2]), gv.tensor([0.0, 1.0]))


# --- classes ---

SCORES = [[1.0, 2.0, 3.0], [0.0, 0.0, math.log(2.0)]]
EACH = [0.4076059644443806, math.log(4.0)]  # classes 2 and 0: −ln 0.665241, −ln ¼


def test_cross_entropy_by_hand():
    x, t = gv.tensor(SCORES), gv.tensor([2, 0])
    assert nn.CrossEntropyLoss()(x, t).item() == pytest.approx(sum(EACH) / 2)
    assert nn.CrossEntropyLoss(reduction="sum")(x, t).item() == pytest.approx(sum(EACH))
    assert nn.CrossEntropyLoss(reduction="none")(x, t).tolist() == pytest.approx(EACH)
    assert nn.NLLLoss()(F.log_softmax(x, dim=1), t).item() == pytest.approx(sum(EACH) / 2)
    assert F.cross_entropy(gv.tensor(SCORES[0]), gv.tensor(2)).item() == pytest.approx(EACH[0])


def test_r90_the_gradient_is_p_minus_y_whatever_the_way():
    wanted = np.array([[0.09003057, 0.24472847, -0.33475904], [-0.75, 0.25, 0.5]]) / 2
    one_hot = F.one_hot(gv.tensor([2, 0])) * 1.0
    for target, options in (
        (gv.tensor([2, 0]), {}), (one_hot, {}), (gv.tensor([2, 0]), {"weight": gv.ones(3)}), (np.array([2, 0]), {}),
    ):  # fmt: skip
        x = gv.tensor(SCORES, requires_grad=True)
        F.cross_entropy(x, target, **options).backward()
        np.testing.assert_allclose(x.grad.tolist(), wanted, atol=1e-8)


def test_weights_ignored_examples_and_smoothing():
    x, t = gv.tensor(SCORES), gv.tensor([2, 0])
    weight = gv.tensor([3.0, 1.0, 0.5])
    assert F.cross_entropy(x, t, weight).item() == pytest.approx((0.5 * EACH[0] + 3 * EACH[1]) / 3.5)
    assert F.cross_entropy(x, t, ignore_index=0).item() == pytest.approx(EACH[0])
    assert F.cross_entropy(x, gv.tensor([2, -100]), reduction="none").tolist() == pytest.approx([EACH[0], 0.0])
    even = [np.log(np.sum(np.exp(row))) - np.mean(row) for row in SCORES]
    smoothed = [0.9 * e + 0.1 * u for e, u in zip(EACH, even, strict=True)]
    assert F.cross_entropy(x, t, label_smoothing=0.1).item() == pytest.approx(sum(smoothed) / 2)
    assert F.nll_loss(F.log_softmax(x, dim=1), t, weight, reduction="sum").item() == pytest.approx(
        0.5 * EACH[0] + 3 * EACH[1]
    )


def test_classes_in_the_second_of_more_dimensions():
    x = gv.tensor(np.array(SCORES).T[None])  # one example, three classes, two places
    assert F.cross_entropy(x, gv.tensor([[2, 0]])).item() == pytest.approx(sum(EACH) / 2)
    assert F.cross_entropy(x, gv.tensor([[2, 0]]), reduction="none").tolist()[0] == pytest.approx(EACH)


def test_a_target_of_probabilities_gets_its_gradient():
    t = gv.tensor([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]], requires_grad=True)
    F.cross_entropy(gv.tensor(SCORES), t).backward()
    rows = np.array(SCORES)
    np.testing.assert_allclose(t.grad.tolist(), -(rows - np.log(np.exp(rows).sum(1, keepdims=True))) / 2)


@pytest.mark.parametrize(
    ("target", "error", "words"),
    [
        (gv.tensor([[2], [0]]), ValueError, r"target of shape \(2, 1\).*squeeze\(1\)"),
        (gv.tensor([2, 0, 1]), ValueError, r"target of shape \(3,\).*shape \(2,\)"),
        (gv.tensor([2.0, 0.0]), TypeError, r"as float64.*integer.*int64"),
        (gv.tensor([3, 0]), ValueError, r"from 0 to 3 for 3 scores.*count from 0"),
        (gv.tensor([-1, 0]), ValueError, "from -1 to 0"),
        (gv.tensor([[0, 0, 1], [1, 0, 0]]), TypeError, r"read as probabilities.*integers.*argmax"),
    ],
)
def test_targets_that_do_not_fit(target, error, words):
    with pytest.raises(error, match=f"(?s){words}"):
        nn.CrossEntropyLoss()(gv.tensor(SCORES), target)


def test_losses_print_as_in_torch():
    made = [nn.MSELoss(), nn.CrossEntropyLoss(gv.ones(3)), nn.BCEWithLogitsLoss(), nn.NLLLoss(), nn.L1Loss()]
    assert [repr(loss) for loss in made] == [f"{type(loss).__name__}()" for loss in made]


@pytest.mark.filterwarnings("ignore::gradviz.AnomalyWarning")
@pytest.mark.parametrize("options", [{}, {"weight": gv.tensor([3.0, 1.0, 0.5])}, {"label_smoothing": 0.1}])
def test_an_ignored_example_does_no_harm_whatever_its_scores(options):
    """0 · inf would be nan: an ignored loss is left out, not multiplied away."""
    x = gv.tensor([SCORES[0], [-math.inf, 0.0, 0.0]], requires_grad=True)
    target, alone = gv.tensor([2, 0]), gv.tensor([SCORES[0]], requires_grad=True)
    F.cross_entropy(x, target, ignore_index=0, **options).backward()
    F.cross_entropy(alone, gv.tensor([2]), **options).backward()
    np.testing.assert_allclose(x.grad.tolist(), [*alone.grad.tolist(), [0.0, 0.0, 0.0]], atol=1e-15)
    if "label_smoothing" not in options:
        log_p = gv.tensor([[-1.0, -0.5, -2.0], [-math.inf, 0.0, -math.inf]], requires_grad=True)
        loss = F.nll_loss(log_p, target, ignore_index=0, **options)
        loss.backward()
        assert loss.item() == 2.0 and log_p.grad.tolist() == [[0.0, 0.0, -1.0], [0.0, 0.0, 0.0]]


@pytest.mark.parametrize("options", [{}, {"weight": gv.tensor([3.0, 1.0, 0.5])}, {"label_smoothing": 0.1}])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_class_losses_keep_float32(options, reduction):
    """Weights in float64 do not promote: they are numbers, not what is learned."""
    for function in (F.cross_entropy, F.nll_loss) if "label_smoothing" not in options else (F.cross_entropy,):
        x = gv.tensor(SCORES, dtype=gv.float32, requires_grad=True)
        loss = function(x, gv.tensor([2, 0]), reduction=reduction, **options)
        loss.sum().backward()
        assert loss.dtype == x.grad.dtype == gv.float32


def test_all_examples_ignored_is_nan_as_in_torch():
    with pytest.warns(RuntimeWarning, match="nan"):
        assert math.isnan(F.cross_entropy(gv.tensor(SCORES), gv.tensor([-100, -100])).item())


@pytest.mark.filterwarnings("ignore:.* met inf")
@pytest.mark.parametrize("loss", [F.huber_loss, F.smooth_l1_loss])
def test_an_infinite_difference_is_an_infinite_loss_with_a_slope(loss):
    x = gv.tensor([math.inf, -math.inf, 0.0, 0.5, -2.0], requires_grad=True)
    y = loss(x, gv.zeros(5), reduction="none")
    (slope,) = gv.grad(y.sum(), x, create_graph=True)
    assert y.tolist() == [math.inf, math.inf, 0.0, 0.125, 1.5] and slope.tolist() == [1.0, -1.0, 0.0, 0.5, -1.0]
    assert gv.grad(slope.sum(), x)[0].tolist() == [0.0, 0.0, 1.0, 1.0, 0.0]
