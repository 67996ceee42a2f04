import copy

import pytest

import gradviz as gv
import gradviz.nn as nn
from tests.nn.test_module import NAMES, Net


def test_state_goes_from_one_model_to_another():
    a, b = Net(), Net()
    x = gv.tensor([[0.3, -0.7]])
    assert a(x).item() != b(x).item()
    assert repr(b.load_state_dict(a.state_dict())) == "<All keys matched successfully>"
    assert a(x).item() == b(x).item()
    assert a.first.weight is not b.first.weight and list(a.state_dict()) == NAMES


def test_a_state_is_a_snapshot():
    net = Net()
    kept = net.state_dict()
    with gv.no_grad():
        net.scale.fill_(7.0)
    assert kept["scale"].item() == 2.0 and not kept["scale"].requires_grad


def test_a_state_that_does_not_fit_changes_nothing():
    net, x = Net(), gv.tensor([[0.3, -0.7]])
    before = net(x).item()
    state = Net().state_dict()
    state["first.weight"] = gv.zeros(3, 5)
    state["other"] = state.pop("scale")
    with pytest.raises(RuntimeError) as error:
        net.load_state_dict(state)
    for part in (
        "missing: scale",
        "not expected: other",
        r"first.weight: the state has shape (3, 5)",
        "(3, 2)",
        "same module",
    ):
        assert part in str(error.value)
    assert net(x).item() == before
    with pytest.raises(RuntimeError, match="shape"):
        net.load_state_dict(state, strict=False)
    with pytest.raises(TypeError, match=r"other_model\.state_dict\(\)"):
        net.load_state_dict(Net())


def test_not_strict_loads_what_is_there():
    net = Net()
    report = net.load_state_dict({"scale": 9.0, "other": 1.0}, strict=False)
    assert net.scale.item() == 9.0
    assert report.missing_keys == NAMES[1:] and report.unexpected_keys == ["other"]


def test_a_deep_copy_is_a_model_of_its_own():
    net = Net()
    other = copy.deepcopy(net)
    with gv.no_grad():
        other.scale.fill_(0.0)
    assert net.scale.item() == 2.0
    assert [name for name, _ in other.named_parameters()] == NAMES and isinstance(other.scale, nn.Parameter)


def test_a_state_prints_as_pytorchs():
    state = nn.Linear(1, 1, bias=False).state_dict()
    assert repr(state) == f"OrderedDict([('weight', {state['weight']!r})])" or repr(state).startswith("OrderedDict({")
