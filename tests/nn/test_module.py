import numpy as np
import pytest

import gradviz as gv
import gradviz.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 3)
        self.rest = nn.Sequential(nn.Tanh(), nn.Linear(3, 1))
        self.scale = nn.Parameter(2.0)

    def forward(self, x):
        return self.rest(self.first(x)) * self.scale


NAMES = ["scale", "first.weight", "first.bias", "rest.1.weight", "rest.1.bias"]


# --- registers ---


def test_parameters_are_found_however_deep():
    net = Net()
    assert [name for name, _ in net.named_parameters()] == NAMES
    assert [p.shape for p in net.parameters()] == [(), (3, 2), (3,), (1, 3), (1,)]
    assert [name for name, _ in net.named_parameters(recurse=False)] == ["scale"]
    assert [name for name, _ in net.named_parameters("net")][:2] == ["net.scale", "net.first.weight"]


def test_parameters_carry_their_dotted_names():
    net = Net()
    assert [p.name for p in net.parameters()] == NAMES
    assert "first.weight" in gv.draw(net(gv.tensor([[1.0, 2.0]])).sum()).source


def test_a_name_that_was_given_stays():
    class Line(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(1.0).named("slope")
            self.b = nn.Parameter(0.0)

    model = nn.Sequential(Line())
    assert [p.name for p in model.parameters()] == ["slope", "0.b"]


def test_modules_put_into_a_list_later_are_named_after_their_place():
    class Deep(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList()
            for _ in range(2):
                self.layers.append(nn.Linear(1, 1, bias=False))

    assert [p.name for p in Deep().parameters()] == ["layers.0.weight", "layers.1.weight"]


def test_a_shared_parameter_is_listed_once():
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    net[1].weight = net[0].weight
    assert [name for name, _ in net.named_parameters()] == ["0.weight", "0.bias", "1.bias"]
    assert list(net.state_dict()) == ["0.weight", "0.bias", "1.weight", "1.bias"]
    layer = nn.Linear(1, 1)
    twice = nn.Sequential(layer, layer)
    assert len(list(twice.parameters())) == 2 and len(list(twice.children())) == 1 and len(list(twice.modules())) == 2


def test_children_and_modules_in_order():
    net = Net()
    assert [name for name, _ in net.named_children()] == ["first", "rest"]
    assert [name for name, _ in net.named_modules()] == ["", "first", "rest", "rest.0", "rest.1"]
    assert list(net.children()) == [net.first, net.rest]


def test_an_attribute_can_be_replaced_and_deleted():
    net = Net()
    net.scale = nn.Parameter(5.0)
    net.first = nn.Linear(2, 3, bias=False)
    assert [name for name, _ in net.named_parameters()] == ["scale", "first.weight", "rest.1.weight", "rest.1.bias"]
    del net.scale
    assert not hasattr(net, "scale")
    net.scale = None
    assert net.scale is None
    net.rest = None
    assert [name for name, _ in net.named_parameters()] == ["first.weight"]


def test_a_name_stands_in_one_register_only():
    net = Net()
    net.extra = 3
    net.extra = nn.Parameter(1.0)
    assert isinstance(net.extra, nn.Parameter)
    net.extra = nn.Tanh()
    assert isinstance(net.extra, nn.Tanh) and [name for name, _ in net.named_parameters()] == NAMES


def test_an_in_place_step_keeps_the_parameter():
    net = Net()
    before = net.scale
    with gv.no_grad():
        net.scale -= 0.5
    assert net.scale is before and net.scale.item() == 1.5 and isinstance(net.scale, nn.Parameter)


def test_buffers_are_state_but_not_learned():
    class Counter(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("seen", gv.zeros(2))

    counter = Counter()
    counter.seen = counter.seen + 1
    assert [name for name, _ in counter.named_buffers()] == ["seen"]
    assert list(counter.parameters()) == []
    assert counter.state_dict()["seen"].tolist() == [1.0, 1.0]


# --- switches ---


def test_train_and_eval_reach_every_module():
    net = Net()
    assert net.eval() is net
    assert [m.training for m in net.modules()] == [False] * 5
    net.train()
    assert [m.training for m in net.modules()] == [True] * 5


def test_zero_grad_in_both_modes():
    net = Net()
    net(gv.tensor([[1.0, 2.0]])).sum().backward()
    net.scale.grad = gv.tensor(float("inf"))
    net.zero_grad(set_to_none=False)
    assert all(not p.grad.tolist() if p.shape == () else not np.any(p.grad.numpy()) for p in net.parameters())
    net.zero_grad()
    assert [p.grad for p in net.parameters()] == [None] * 5


def test_requires_grad_freezes():
    net = Net()
    net.first.requires_grad_(False)
    net(gv.tensor([[1.0, 2.0]])).sum().backward()
    assert net.first.weight.grad is None and net.rest[1].weight.grad is not None


def test_apply_reaches_the_innermost_first():
    seen = []
    Net().apply(lambda module: seen.append(type(module).__name__))
    assert seen == ["Linear", "Tanh", "Linear", "Sequential", "Net"]


def test_to_changes_the_dtype_and_knows_one_device():
    net = Net()
    assert net.to("cpu") is net
    weight = net.first.weight
    net.float()
    assert {p.dtype == gv.float32 for p in net.parameters()} == {True} and net.first.weight is weight
    net.to(gv.float64)
    assert {p.dtype == gv.float64 for p in net.parameters()} == {True} and type(net.scale.value) is float
    with pytest.raises(ValueError, match=r"processor only.*PyTorch for large"):
        net.to("cuda:0")
    with pytest.raises(ValueError, match="names no dtype or device"):
        net.to("gpu")
    with pytest.raises(TypeError, match="only float dtypes"):
        net.to(gv.int64)


def test_a_hook_sees_and_may_replace_the_output():
    net, seen = Net(), []
    handle = net.first.register_forward_hook(lambda module, inputs, output: seen.append((module, inputs[0].shape)))
    zero = net.rest.register_forward_hook(lambda module, inputs, output: output * 0.0)
    assert net(gv.tensor([[1.0, 2.0]])).item() == 0.0
    assert seen == [(net.first, (1, 2))]
    handle.remove()
    zero.remove()
    assert net(gv.tensor([[1.0, 2.0]])).item() != 0.0 and len(seen) == 1


# --- mistakes ---


def test_super_init_forgotten():
    class Forgot(nn.Module):
        def __init__(self):
            self.layer = nn.Linear(1, 1)

    with pytest.raises(AttributeError, match=r"Forgot cannot hold 'layer' yet.*super\(\).__init__\(\)"):
        Forgot()


def test_forward_forgotten():
    class Empty(nn.Module):
        pass

    with pytest.raises(NotImplementedError, match=r"Empty was called, but it has no forward\(\).*def forward"):
        Empty()(1.0)


def test_an_attribute_that_is_not_there():
    with pytest.raises(AttributeError, match=r"'Net' object has no attribute 'frist'. Did you mean 'first'\?"):
        _ = Net().frist


def test_a_plain_tensor_cannot_take_a_parameters_place():
    net = Net()
    with pytest.raises(TypeError, match=r"Net.scale was given.*registered.*nn\.Parameter"):
        net.scale = gv.tensor(1.0)
    with pytest.raises(TypeError, match="registered"):
        net.first = 3


def test_a_tensor_that_no_optimizer_will_find_is_pointed_at():
    class Hidden(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = gv.tensor(1.0, requires_grad=True)

    with pytest.warns(
        UserWarning, match=r"Hidden.w is a Tensor that requires grad but not a Parameter.*self.w = nn"
    ) as seen:
        Hidden()
    assert seen[0].filename == __file__


def test_a_list_of_modules_is_pointed_at():
    net = Net()
    with pytest.warns(UserWarning, match=r"Net.layers is a plain list of modules.*nn.ModuleList"):
        net.layers = [nn.Linear(1, 1)]


@pytest.mark.filterwarnings("error")
def test_other_attributes_are_nobodys_business():
    net = Net()
    net.history, net.size, net.constant = [], 3, gv.tensor(1.0)
    assert net.size == 3
