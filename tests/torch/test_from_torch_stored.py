"""Recordings of PyTorch's, stored and read back: what PyTorch did not keep is no mistake (R96)."""

import pytest

import gradviz as gv

torch = pytest.importorskip("torch", reason="PyTorch is not installed; `make test-torch` installs it")

pytestmark = pytest.mark.filterwarnings("ignore")


def hooked(x):
    y = x * 2
    y.register_hook(lambda gradient: gradient * 3)
    a, b = y.split(2)
    return (a * b).sum() + torch.stack([a, b]).max() + y[0]


def in_place(x):
    y = x * 2
    y[0] = 0
    y += 1
    return y.mul_(x).sum()


@pytest.mark.parametrize("function", [hooked, in_place, lambda x: torch.where(x > 0, x, 0.1 * x).expand(3, 4).sum(),
                                      lambda x: torch.nn.functional.cross_entropy(x.view(2, 2), torch.tensor([1, 0])),
                                      lambda x: torch.softmax(x.half().float(), -1).log().pow(2).mean()])  # fmt: skip
@pytest.mark.parametrize("run", [True, False], ids=["run", "looked at"])
def test_nothing_is_lost(function, run):
    x = torch.arange(4.0, requires_grad=True)
    recording = gv.from_torch(function, x=x.detach()) if run else gv.from_torch(function(x))
    back = gv.Recording.from_json(recording.to_json())
    assert back.to_json() == recording.to_json() and gv.draw(back).text == gv.draw(recording).text
    assert [gv.caption(back, i) for i in range(len(back))] == [gv.caption(recording, i) for i in range(len(back))]
