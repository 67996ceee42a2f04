"""Known numbers, limits of dtypes, and PyTorch's places for other processors."""

import math

import numpy as np
import pytest

import gradviz as gv
import gradviz.nn as nn
import gradviz.optim as optim


def test_known_numbers():
    assert (gv.pi, gv.e, gv.inf) == (math.pi, math.e, math.inf) and math.isnan(gv.nan)
    assert gv.tensor([1.0, 2.0])[:, gv.newaxis].shape == (2, 1)


@pytest.mark.parametrize("dtype", [None, gv.float16, gv.float32, gv.float64])
def test_limits_of_floats(dtype):
    limits, numpys = gv.finfo(dtype) if dtype else gv.finfo(), np.finfo(dtype.dtype if dtype else float)
    for name in ("eps", "min", "max", "tiny", "resolution", "bits"):
        assert getattr(limits, name) == float(getattr(numpys, name)) and type(getattr(limits, name)) in (int, float)
    assert limits.smallest_normal == limits.tiny and limits.dtype == str(numpys.dtype)
    assert repr(gv.finfo(gv.float32)) == (
        "finfo(resolution=1e-06, min=-3.40282e+38, max=3.40282e+38, eps=1.19209e-07, smallest_normal=1.17549e-38, "
        "tiny=1.17549e-38, dtype=float32)"
    )


def test_limits_of_whole_numbers():
    assert (gv.iinfo(gv.int64).max, gv.iinfo(gv.int8).min, gv.iinfo(gv.int32).bits) == (2**63 - 1, -128, 32)
    assert repr(gv.iinfo(gv.uint8)) == "iinfo(min=0, max=255, dtype=uint8)"


def test_a_listing_for_any_computer_runs_on_this_one():
    for place in (gv.cuda, gv.mps, gv.accelerator, gv.backends.mps, gv.backends.cuda, gv.backends.cudnn):
        assert place.is_available() is place.is_built() is False and place.device_count() == 0
        assert place.manual_seed(1) is place.manual_seed_all(1) is place.empty_cache() is place.synchronize() is None
    assert gv.backends.cudnn.benchmark is False
    gv.backends.cudnn.deterministic = True
    assert gv.backends.cudnn.deterministic is True
    gv.backends.cudnn.deterministic = False


def test_what_they_do_not_answer_is_left_to_pytorch():
    for place in (gv.cuda, gv.backends, gv.backends.cudnn, gv.accelerator):
        with pytest.raises(AttributeError, match=r"^gradviz\..* has no 'get_device_name'\. .*left to PyTorch"):
            place.get_device_name()
        assert not hasattr(place, "_private")
    model = nn.Linear(1, 1)
    assert model.cpu() is model


@pytest.mark.parametrize("move", [lambda m: m.cuda(), lambda m: m.to("cuda"), lambda m: m.to("cuda:1")])
def test_a_module_says_that_it_stays_on_the_cpu(move):
    with pytest.raises(ValueError, match=r'gradviz computes on the processor only.*Write to\("cpu"\)'):
        move(nn.Linear(1, 1))


@pytest.mark.parametrize("module, wrong, words", [
    (nn, "Linaer", "Did you mean 'Linear'"), (nn, "Conv2d", "Convolutions"),
    (nn.init, "xavier_uniform", "Did you mean 'xavier_uniform_'"),
    (nn.utils, "clip_grad_norm", "Did you mean 'clip_grad_norm_'"), (nn.functional, "conv2d", "Convolutions"),
    (optim, "Adagrad", "Other optimizers"), (optim.lr_scheduler, "ReduceLROnPlateau", "left to PyTorch"),
    (optim.lr_scheduler, "StepLr", "Did you mean 'StepLR'"), (gv.autograd, "gradd", "Did you mean 'grad'"),
    (gv.autograd.functional, "jacobain", "Did you mean 'jacobian'"), (gv.autograd.graph, "Node", "left to PyTorch"),
    (gv.utils, "tensorboard", "left to PyTorch"), (gv.utils.data, "Dataloader", "Did you mean 'DataLoader'"),
    (gv.utils.data, "DistributedSampler", "graphics cards and several machines"),
])  # fmt: skip
def test_every_module_answers_a_missing_name(module, wrong, words):
    with pytest.raises(AttributeError, match=rf"^{module.__name__} has no '{wrong}'\. .*{words}"):
        getattr(module, wrong)
    assert not hasattr(module, "_private")


def test_a_tensor_without_a_value_prints():
    assert "gv.tensor(data)" in repr(gv.Tensor())


def test_old_names_of_kinds():
    assert gv.FloatTensor([1, 2]).dtype == gv.tensor([1, 2]).type(gv.FloatTensor).dtype == gv.float32
    assert gv.LongTensor(2, 3).tolist() == [[0, 0, 0]] * 2 and gv.DoubleTensor().shape == (0,)
    assert gv.tensor([1.7]).type(gv.LongTensor).tolist() == [1]
