"""Mistakes with modules, losses and optimizers, and names that are one letter off: what is said, and what to try."""

import re

import pytest

import gradviz as gv
import gradviz.nn.functional as F
from gradviz import nn
from gradviz.core.words.lacking import OFTEN, one_letter_off


def refused(error, *words):
    return pytest.raises(error, match="(?s)" + ".*".join(map(re.escape, words)))


class Forgetful(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(1, 1)

    def forward(self, x):
        self.layer(x)


def test_a_forward_pass_without_return():
    words = r"Forgetful.forward\(\) returned None, .*Write return at the end of it"
    with pytest.warns(UserWarning, match=words) as caught:
        prediction = Forgetful()(gv.ones(3, 1))
    assert caught[0].filename == __file__
    for loss in (F.mse_loss, F.l1_loss, F.cross_entropy, nn.MSELoss()):
        with refused(TypeError, "got None", "without return gives None: write return"):
            loss(prediction, gv.ones(3))


@pytest.mark.parametrize("name", ["MSELoss", "L1Loss", "CrossEntropyLoss", "NLLLoss", "BCELoss", "BCEWithLogitsLoss",
                                  "HuberLoss", "SmoothL1Loss"])  # fmt: skip
def test_a_loss_that_is_given_predictions_where_it_is_made(name):
    loss, pred, y = getattr(nn, name), gv.ones(3, 2, requires_grad=True), gv.ones(3, 2)
    for given in ((pred, y), (y, pred), (pred,)):
        with refused(TypeError, f"nn.{name} was given {len(given)} value", f"Make it first: nn.{name}()(pred, target)"):
            loss(*given)
    loss()
    if issubclass(loss, nn.losses._Weighted):
        loss(gv.ones(2))  # a weight


def test_an_option_of_a_loss_without_its_name():
    with refused(TypeError, "nn.MSELoss got 'sum'", "by name: reduction='sum'"):
        nn.MSELoss("sum")
    assert nn.MSELoss(reduction="sum").reduction == nn.HuberLoss("sum").reduction == "sum"


@pytest.mark.parametrize("wrong, near", [("zero_gard", "zero_grad"), ("setp", "step"), ("stat_dict", "state_dict")])
def test_a_slip_in_the_name_of_an_optimizers_method(wrong, near):
    optimizer = gv.optim.SGD([gv.tensor(1.0, requires_grad=True)])
    assert not hasattr(optimizer, wrong) and not hasattr(optimizer, "_repr_html_")
    with refused(AttributeError, f"SGD has no {wrong!r}. Did you mean {near!r}?"):
        getattr(optimizer, wrong)
    with refused(AttributeError, "SGD has no 'lr'.", "optimizer.param_groups[0]['lr']"):
        _ = optimizer.lr


def test_a_slip_in_the_name_of_a_modules_attribute():
    with refused(AttributeError, "'Linear' object has no attribute 'paramters'. Did you mean 'parameters'?"):
        _ = nn.Linear(1, 1).paramters


@pytest.mark.parametrize("wrong, near", [
    ("sigmod", "sigmoid"), ("requires_gard", "requires_grad"), ("bakward", "backward"), ("sume", None), ("men", "mean"),
    ("reshpe", "reshape"), ("itme", "item"), ("tranpose", "transpose"),
])  # fmt: skip
def test_one_letter_left_out_of_a_tensors_name_or_exchanged(wrong, near):
    t = gv.tensor(1.0)
    text = f"a Tensor has no {wrong!r}. Did you mean {near!r}?" if near else f"no attribute {wrong!r}"
    with refused(AttributeError, text):
        getattr(t, wrong)
    with refused(AttributeError, text):
        setattr(t, wrong, True)
    assert wrong not in dir(t)


def test_every_slip_of_a_name_that_beginners_write_means_that_name_or_another_real_one():
    t = gv.tensor(1.0)
    for name in OFTEN:
        assert hasattr(gv.Tensor, name), name
        for slip in one_letter_off(name) - set(dir(t)) if len(name) > 3 else ():
            with refused(AttributeError, f"a Tensor has no {slip!r}. "):
                getattr(t, slip)


def test_a_power_written_with_a_hat():
    for call in (lambda x: x ^ 2, lambda x: 2 ^ x):
        with refused(TypeError, "^ got", "For a power write **: x**2."):
            call(gv.tensor(3.0))
    with pytest.raises(TypeError, match=r"Compare first, with brackets: \(x > 0\) & \(y > 0\)"):
        gv.tensor(3.0) & 2
    with pytest.raises(TypeError, match=r"with brackets: ~\(x > 0\)\.$"):
        ~gv.tensor(3.0)
