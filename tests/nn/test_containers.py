import pytest

import gradviz as gv
import gradviz.nn as nn


def test_sequential_hands_on_in_order():
    model = nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.ReLU())
    x = gv.ones(2, 2, 2)
    assert model(x).tolist() == model[2](model[1](x.flatten(1))).tolist()
    assert len(model) == 3 and [type(m).__name__ for m in model] == ["Flatten", "Linear", "ReLU"]
    assert model[-1] is model[2]


def test_sequential_with_names():
    model = nn.Sequential({"one": nn.Linear(1, 1), "two": nn.Tanh()})
    assert [name for name, _ in model.named_parameters()] == ["one.weight", "one.bias"]
    assert model.one is model[0]
    model[0] = nn.Linear(1, 2)
    assert model.one.out_features == 2


def test_a_part_of_a_sequential_shares_its_modules():
    model = nn.Sequential(nn.Linear(1, 2), nn.Tanh(), nn.Linear(2, 1))
    part = model[:2]
    assert type(part) is nn.Sequential and list(part) == list(model)[:2]
    assert [p.name for p in model.parameters()] == ["0.weight", "0.bias", "2.weight", "2.bias"]


def test_append_and_extend():
    model = nn.Sequential().append(nn.Linear(1, 1)).extend([nn.Tanh(), nn.ReLU()])
    assert [name for name, _ in model.named_children()] == ["0", "1", "2"]


def test_a_list_is_registered_and_a_dict_too():
    layers = nn.ModuleList(nn.Linear(1, 1) for _ in range(2))
    assert [name for name, _ in layers.named_parameters()] == ["0.weight", "0.bias", "1.weight", "1.bias"]
    heads = nn.ModuleDict({"a": nn.Linear(1, 1, bias=False)})
    heads["b"] = nn.Tanh()
    assert list(heads) == list(heads.keys()) == ["a", "b"] and "a" in heads and len(heads) == 2
    assert [name for name, _ in heads.named_parameters()] == ["a.weight"]
    assert (
        [type(m).__name__ for _, m in heads.items()] == [type(m).__name__ for m in heads.values()] == ["Linear", "Tanh"]
    )


def test_a_list_shows_equal_neighbours_once():
    layers = nn.ModuleList([nn.Tanh(), nn.Tanh(), nn.Sequential(nn.ReLU())])
    assert repr(layers) == "ModuleList(\n  (0-1): 2 x Tanh()\n  (2): Sequential(\n    (0): ReLU()\n  )\n)"
    assert repr(nn.ModuleList()) == "ModuleList()" and repr(nn.Sequential()) == "Sequential()"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [(gv.relu, r"nn\.ReLU\(\) for F\.relu"), (nn.ReLU, r"Call the class.*nn\.ReLU\(\)"), ([nn.ReLU()], "one by one")],
)
def test_only_modules_go_in(wrong, words):
    with pytest.raises(TypeError, match=rf"Sequential got .*modules only.*{words}"):
        nn.Sequential(nn.Linear(1, 1), wrong)
