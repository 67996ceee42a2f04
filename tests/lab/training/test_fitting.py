"""What targets are, classes or numbers: as the loss says, and without one as output and targets look."""

import numpy as np
import pytest

import gradviz as gv
from gradviz import nn
from gradviz.lab.training.fitting import KINDS, fitting
from gradviz.lab.training.problem import CHANCES, CLASSES, LOGITS
from gradviz.nn import functional as F

ROWS = 6
TWO, THREE = np.array([0, 1, 1, 0, 1, 0]), np.array([0, 1, 2, 0, 1, 2])
SCORES = np.random.default_rng(0).standard_normal((ROWS, 3))


def said(outputs=1, last=None):
    made = gv.tensor(SCORES[:, :outputs], requires_grad=True) * 1.0
    return made if last is None else last(made)


def hinge(output, target):
    return gv.relu(1 - output * target).mean()


def test_every_loss_of_gradviz_says_what_it_compares():
    modules = {name for name in nn.__all__ if name.endswith("Loss")}
    assert {key.__name__ for key in KINDS if isinstance(key, type)} == modules
    functions = {name for name in vars(F) if name.endswith(("_loss", "cross_entropy", "with_logits"))}
    assert {key.__name__ for key in KINDS if not isinstance(key, type)} == functions


@pytest.mark.parametrize("loss", [nn.MSELoss(), F.mse_loss, nn.L1Loss(), nn.HuberLoss(), F.smooth_l1_loss])
@pytest.mark.parametrize("y", [TWO, TWO.astype(float), 3 + 4 * TWO])
def test_a_loss_of_numbers_makes_two_whole_numbers_numbers(loss, y):
    found = fitting(said(), y, loss)
    assert found.loss is loss and found.classes == () and not found.note
    assert found.targets.dtype == float and found.targets.tolist() == y[:, None].tolist()


@pytest.mark.parametrize(
    "loss, boundary", [(nn.BCELoss(), CHANCES), (F.binary_cross_entropy, CHANCES), (nn.BCEWithLogitsLoss(), LOGITS)]
)
@pytest.mark.parametrize(
    "y, classes",
    [(TWO, (0, 1)), (3 + 4 * TWO, (3, 7)), (2.0 * TWO - 1, (-1, 1)), (TWO > 0, (False, True)), (TWO[:, None], (0, 1)),
     (np.array(["no", "yes"])[TWO], ("no", "yes"))],
)  # fmt: skip
def test_binary_cross_entropy_makes_two_labels_the_numbers_0_and_1(loss, boundary, y, classes):
    found = fitting(said(), y, loss)
    assert (found.classes, found.boundary, found.loss) == (classes, boundary, loss)
    assert found.targets.tolist() == TWO[:, None].astype(float).tolist()


@pytest.mark.parametrize("loss", [nn.CrossEntropyLoss(), F.cross_entropy, nn.NLLLoss(), None])
def test_cross_entropy_takes_the_numbers_of_classes(loss):
    for y, classes in [(THREE, (0, 1, 2)), (np.array(list("abc"))[THREE], ("a", "b", "c")), (THREE + 1, (1, 2, 3)),
                       (THREE.astype(float), (0, 1, 2)), (TWO, (0, 1, 2))]:  # fmt: skip
        found = fitting(said(3), y, loss)
        assert (found.classes, found.boundary) == (classes, CLASSES)
        assert found.targets.tolist() == (TWO if y is TWO else THREE).tolist()


def test_chances_and_soft_classes_are_passed_as_they_are():
    assert fitting(said(), np.full(ROWS, 0.3), nn.BCEWithLogitsLoss()).targets.tolist() == [[0.3]] * ROWS
    assert fitting(said(3), np.full((ROWS, 3), 1 / 3), nn.CrossEntropyLoss()).targets.shape == (ROWS, 3)
    assert fitting(said(3), (SCORES > 0).astype(float), nn.BCEWithLogitsLoss()).classes == ()


def test_without_a_loss_0_and_1_are_classes_and_two_other_numbers_are_not_and_both_is_said():
    for y in (TWO, TWO.astype(float), 2 * TWO - 1):
        found = fitting(said(), y, None)
        assert found.name == "bce_with_logits" and "gv.nn.MSELoss()" in found.note
    assert "The targets 0 and 1 are taken" in fitting(said(), TWO.astype(float), None).note
    found = fitting(said(), 3 + 4 * TWO, None)
    assert found.name == "mse_loss" and "gv.nn.BCEWithLogitsLoss()" in found.note and found.classes == ()
    assert fitting(said(1, gv.sigmoid), TWO, None).boundary == CHANCES
    for y in (np.array(["a", "b"])[TWO], TWO > 0, THREE, TWO + 0.5):
        assert not fitting(said(), y, None).note


def test_a_function_of_ones_own_gets_what_was_given():
    found = fitting(said(), 2 * TWO - 1, hinge)
    assert (found.classes, found.boundary, found.name) == ((-1, 1), LOGITS, "hinge")
    assert found.targets.tolist() == (2.0 * TWO[:, None] - 1).tolist()
    assert fitting(said(), TWO, lambda p, t: ((p - t) ** 2).mean()).classes == ()
    assert fitting(said(), np.array(["a", "b"])[TWO], lambda p, t: t.mean()).classes == ("a", "b")
    two_numbers_for_each = fitting(said(2), SCORES[:, 0], lambda p, t: t.mean())
    assert two_numbers_for_each.targets.shape == (ROWS,) and two_numbers_for_each.classes == ()
    assert fitting(said(3), THREE, lambda p, t: t).classes == (0, 1, 2)


def test_scores_that_are_not_those_of_the_loss_and_other_near_misses_are_noted():
    logarithms, probabilities = said(3, lambda s: F.log_softmax(s, 1)), said(3, lambda s: F.softmax(s, 1))
    assert not fitting(logarithms, THREE, nn.NLLLoss()).note and not fitting(said(3), THREE, nn.CrossEntropyLoss()).note
    assert "log_softmax" in fitting(said(3), THREE, nn.NLLLoss()).note
    assert "softmax in it" in fitting(probabilities, THREE, nn.CrossEntropyLoss()).note
    assert "no as 0 and yes as 1" in fitting(said(), np.array(["no", "yes"])[TWO], hinge).note
    one_hot = fitting(said(3), np.eye(3)[THREE], None)
    assert one_hot.name == "mse_loss" and "gv.nn.CrossEntropyLoss()" in one_hot.note
    assert not fitting(said(3), SCORES, None).note


WORDS = np.array(list("abc"))[THREE]


@pytest.mark.parametrize(
    "output, y, loss, kind, text",
    [
        (said(2), WORDS, None, ValueError, r"2 outputs and y names 3 classes: 'a', 'b', 'c'\. .*Linear\(…, 3\)"),
        (said(1), WORDS, None, ValueError, r"1 output and y names 3 classes: .*3 outputs.*without loss="),
        (said(3), WORDS[[0] * ROWS], None, ValueError, "names 1 class: 'a'.*nothing to tell"),
        (said(3), SCORES[:, 0], None, ValueError, r"names 6 classes: .*, ….*1 output, or y the shape \(6, 3\)"),
        (said(1), WORDS, nn.MSELoss(), TypeError, "y cannot be read.*Words name classes"),
        (said(1), THREE, nn.CrossEntropyLoss(), ValueError, "always 0.* 3 here.*BCEWithLogitsLoss"),
        (said(2), WORDS, nn.BCELoss(), ValueError, "BCELoss holds one output.*1 output; or leave loss= out"),
        (said(1), THREE, nn.BCEWithLogitsLoss(), ValueError, "from 0 to 2: a chance is.*MSELoss"),
        (said(2), SCORES[:, 0], nn.MSELoss(), ValueError, r"\(6, 2\) and y has shape \(6,\), and MSELoss compares"),
        (said(1), TWO, nn.MSELoss, TypeError, r"loss=MSELoss is a class.*loss=gv.nn.MSELoss\(\)"),
        (said(1), TWO, "mse", TypeError, "'mse' cannot be called.*function of output and target"),
        (said(2), np.array([None, "a"] * 3, dtype=object), None, TypeError, "several kinds, NoneType, str"),
        (said(2), np.array([np.nan, 1] * 3), None, ValueError, "holds inf or nan"),
        (said(2, lambda s: gv.softmax(s, 1)), TWO, None, ValueError, "ends with softmax"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_what_why_and_what_to_try(output, y, loss, kind, text):
    with pytest.raises(kind, match=text) as refused:
        fitting(output, y, loss)
    assert str(refused.value).count(". ") >= 1 and str(refused.value).endswith(".")
