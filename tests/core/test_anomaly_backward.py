"""inf and nan in the backward pass, and how the search for them is switched on and off."""

import warnings

import numpy as np
import pytest

import gradviz as gv
from gradviz.core.advice import anomaly
from gradviz.core.advice.anomaly import AnomalyWarning


def leaf(value, name=None, **kwargs):
    return gv.tensor(value, requires_grad=True, name=name, **kwargs)


def heard(call, action="always"):
    """The texts of all anomaly warnings of a call, and where they were shown; no other warning may come."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter(action)
        call()
    assert all(entry.category is AnomalyWarning and entry.filename == __file__ for entry in caught)
    return [str(entry.message) for entry in caught]


def test_a_gradient_that_becomes_inf_is_explained_with_node_and_numbers():
    x = leaf(0.0, "x")
    r = gv.sqrt(x).named("r")
    (text,) = heard(lambda: (r * 3).backward())
    assert text.startswith("in the backward pass the gradient became inf on the way from the result of sqrt named 'r'")
    assert "to x: upstream 3 · local inf, where x = 0. Why: the slope of sqrt is not finite there" in text
    assert "backward()" in text and " Try: keep away from that point" in text
    assert x.grad.item() == np.inf


def test_0_times_inf_is_explained_and_its_element_shown():
    v = leaf([[1.0, 0.0, 4.0]], "v")
    h = gv.sqrt(v)
    (text,) = heard(lambda: (h * gv.tensor([1.0, 0.0, 1.0])).sum().backward())
    assert "became nan at [0, 1] on the way from the result of sqrt to v" in text
    assert "upstream 0 · local inf, where v = 0. Why: 0 · inf has no value" in text and "gv.where(" in text


def test_gradients_that_explode_are_told():
    x = leaf(1e-200)
    (text,) = heard(lambda: ((x * 1e200) * 1e200).backward())
    assert "became inf" in text and "the gradient explodes" in text
    (text,) = heard(lambda: (x * 1.7e308 + x * 1.7e308).backward())
    assert "gradient of a leaf" in text and "what reached it was finite, and the sum is too large" in text


def test_a_hook_that_returns_nan_is_told():
    x = leaf(2.0)
    y = x * x
    y.register_hook(lambda g: g * float("nan"))
    with gv.autograd.set_detect_anomaly(False):  # the product in the hook is no concern here
        z = y * 3
    (text,) = [t for t in heard(z.backward) if "backward pass" in t]
    assert "the gradient of the result of multiply became nan. Why: a hook on it returned that" in text


def test_a_forward_pass_that_was_told_is_not_told_again():
    x = leaf([0.0, 1.0])
    assert len(heard(lambda: gv.log(x).sum().backward())) == 1
    assert np.isinf(x.grad.numpy()).any()


def test_backward_in_a_loop_is_told_once():
    def loop():
        for i in range(4):
            (gv.sqrt(leaf(0.0)) * (i + 1)).backward()

    assert len(heard(loop)) == 1


@pytest.mark.filterwarnings("error")
def test_gradients_that_are_finite_are_silent():
    x = leaf([0.5, 2.0])
    gv.where(x > 1, gv.log(x), gv.sqrt(x)).sum().backward(create_graph=True)
    gv.norm(leaf([0.0, 0.0])).backward()


def test_a_recorded_backward_pass_is_explained_as_a_backward_pass():
    x = leaf(0.0)
    texts = heard(lambda: gv.sqrt(x).backward(create_graph=True))
    assert len(texts) == 1 and texts[0].startswith("in the backward pass the gradient became inf")


# --- sizes and switches ---


def long_chain(n):
    x = leaf(1.0)
    for _ in range(n):
        x = x * 1.0
    return x


def test_large_graphs_are_left_alone_unless_asked(monkeypatch):
    monkeypatch.setattr(anomaly, "LIMIT", 100)
    below, above = long_chain(90), long_chain(100)
    assert len(heard(lambda: gv.log(below - 2))) == 1
    assert heard(lambda: gv.log(above - 2)) == []
    with gv.autograd.detect_anomaly():
        assert len(heard(lambda: gv.log(above - 2))) == 1


def test_large_graphs_are_left_alone_in_the_backward_pass_too():
    deep = long_chain(10_001)
    assert heard(lambda: gv.sqrt(deep - 1).backward()) == []
    assert len(heard(lambda: gv.sqrt(long_chain(10) - 1).backward())) == 1


def test_asked_not_to_look_nothing_is_told_and_the_context_ends():
    with gv.autograd.set_detect_anomaly(False):
        assert heard(lambda: gv.log(leaf(-1.0))) == []
        assert heard(lambda: gv.sqrt(leaf(0.0)).backward()) == []
    assert len(heard(lambda: gv.log(leaf(-1.0)))) == 1


def test_the_three_states():
    enabled = gv.autograd.is_anomaly_enabled
    assert not enabled()
    with gv.autograd.detect_anomaly():
        assert enabled()
        with gv.autograd.set_detect_anomaly(False):
            assert not enabled()
        assert enabled()
        with gv.autograd.detect_anomaly(check_nan=False):
            assert not enabled()
    assert not enabled() and anomaly.Detection.asked is None


def test_asked_to_look_a_nan_gradient_is_an_error_that_names_the_line_of_the_forward_pass():
    x = leaf(0.0)
    with gv.autograd.detect_anomaly():
        r = gv.sqrt(x)  # the forward line
        with pytest.raises(RuntimeError, match=r"upstream 0 · local inf, where x = 0") as caught:
            (r * 0.0).backward()
    assert "r = gv.sqrt(x)  # the forward line" in str(caught.value) and "result of sqrt" in str(caught.value)
    assert x.grad is None, "gradients are as they were before"
    with gv.autograd.detect_anomaly():
        assert len(heard(lambda: gv.sqrt(leaf(0.0)).backward())) == 1  # inf is told; PyTorch is silent there


def test_asked_to_look_a_nan_that_began_in_the_forward_pass_is_an_error_in_the_backward_pass():
    with gv.autograd.detect_anomaly(), pytest.warns(AnomalyWarning, match="log made nan"):
        y = gv.log(leaf(-1.0)) * leaf(2.0, "w")
        with pytest.raises(RuntimeError, match="anomaly detection is on: .* to w"):
            y.backward()


def test_lines_are_remembered_only_when_asked_and_then_forgotten():
    with gv.autograd.detect_anomaly():
        y = leaf(1.0) * 2
        assert "y = leaf(1.0) * 2" in anomaly.remembered_line(y)
        z = gv.record("a * 2", a=1.0)
        assert z.value("a") == 1.0
    assert anomaly.remembered_line(y) == "" and anomaly.LINES.of == {}
    assert anomaly.remembered_line(leaf(1.0) * 2) == ""


def test_a_meter_and_the_search_may_look_on_together():
    with gv.Meter() as meter, gv.autograd.detect_anomaly():
        (leaf(1.0) * 2).backward()
    assert meter.forward_calls == 1
    with gv.autograd.detect_anomaly():
        with gv.Meter() as meter:
            y = leaf(1.0) * 2
        assert anomaly.remembered_line(y) != "" and meter.forward_calls == 1


def test_nan_from_a_branch_that_where_did_not_choose_is_told_though_the_forward_pass_told_of_inf():
    x = leaf([0.0, 1.0], "x")
    forward, back = heard(lambda: gv.where(x > 0, gv.log(x), x).sum().backward())
    assert forward.startswith("log made -inf") and np.isnan(x.grad.tolist()[0])
    assert "became nan at [0] on the way from the result of log to x: upstream 0 · local inf" in back
    assert "gv.where(x > 0, gv.log(gv.where(x > 0, x, 1.0)), 0.0)" in back


def test_a_gradient_that_is_inf_for_other_reasons_is_told_in_the_forward_pass_alone():
    x = leaf([0.0, 1.0], "x")
    (text,) = heard(lambda: gv.log(x).sum().backward())
    assert text.startswith("log made -inf")


@pytest.mark.parametrize("forget", ["zero_", "none"])
def test_a_gradient_that_backward_made_inf_is_not_blamed_on_a_change_in_place(forget):
    def diverge():
        w = leaf(3.0)
        for _ in range(500):
            if forget == "none":
                w.grad = None
            (3 * w**2).backward()
            with gv.no_grad():
                w -= 1.0 * w.grad
            if forget == "zero_":
                w.grad.zero_()

    text = next(text for text in heard(diverge) if text.startswith("multiply met"))
    assert text.startswith("multiply met inf in w.grad. Why: backward() put it there: the slopes at the present value")
    assert "lower the learning rate" in text
