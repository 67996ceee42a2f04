"""The switches at the start of a PyTorch program: those that can be turned, and those that say why not."""

import numpy as np
import pytest

import gradviz as gv


def test_there_is_one_device():
    device = gv.device("cuda" if gv.cuda.is_available() else "mps" if gv.backends.mps.is_available() else "cpu")
    assert str(device) == "cpu" and repr(device) == "device(type='cpu')" and device.type == "cpu"
    assert device == gv.device("cpu:0") == "cpu" and device != "cuda" and len({device, gv.device("cpu")}) == 1
    assert gv.tensor(1.0).device == device and gv.cuda.device_count() == 0 and gv.backends.cuda.is_available() is False
    gv.cuda.manual_seed_all(1)
    for name in ("cuda", "cuda:1", "mps"):
        with pytest.raises(RuntimeError, match=f"computes on the CPU; '{name}' is left to PyTorch"):
            gv.device(name)


def test_the_default_kind_of_numbers_is_float64_and_stays():
    gv.set_default_dtype(gv.float64)
    assert gv.get_default_dtype() == gv.float64 == gv.tensor(1.0).dtype
    with pytest.raises(TypeError, match=r"torch\.float32 cannot become the default\. Give dtype=gv\.float32"):
        gv.set_default_dtype(gv.float32)


def test_recording_can_be_switched():
    x = gv.tensor(1.0, requires_grad=True)
    with gv.set_grad_enabled(False):
        assert not gv.is_grad_enabled() and not (x * 2).requires_grad
        with gv.set_grad_enabled(True):
            assert (x * 2).requires_grad
        assert not gv.is_grad_enabled()
    assert gv.is_grad_enabled()
    gv.set_grad_enabled(False)
    assert not (x * 2).requires_grad
    gv.set_grad_enabled(True)
    assert (x * 2).requires_grad


def test_decorators_switch_for_a_call():
    x = gv.tensor(1.0, requires_grad=True)
    for switch in (gv.set_grad_enabled(False), gv.inference_mode(), gv.no_grad()):
        double = switch(lambda x: x * 2)
        assert gv.is_grad_enabled() and not double(x).requires_grad and gv.is_grad_enabled()
    with pytest.raises(ValueError, match="enable_grad"):
        gv.inference_mode(False)


def test_dtypes_are_numpys_and_pytorchs_at_once():
    t = gv.tensor([1, 2])
    assert repr(t.dtype) == str(gv.long) == "torch.int64" and f"{gv.bool}" == "torch.bool"
    assert (
        t.dtype == gv.int64 == np.int64 and t.dtype == "int64" and np.dtype("int64") == t.dtype and t.dtype != gv.int32
    )
    assert gv.float == gv.float32 and gv.double == np.float64 and gv.double == gv.float64 and gv.half.itemsize == 2
    assert len({gv.long, gv.int64, np.dtype("int64")}) == 1 and (gv.float16.kind, gv.uint8.kind, gv.bool.kind) == (
        "f",
        "u",
        "b",
    )
    assert np.zeros(2, gv.float32).dtype == np.float32 and np.ones(2).astype(gv.int8).dtype == np.int8
    assert (
        gv.float32.is_floating_point and not gv.bool.is_floating_point and gv.float64 != "nothing" and gv.float64 != 3
    )


def test_a_size_is_a_tuple_that_prints_as_pytorchs():
    size = gv.zeros(2, 3).size()
    assert repr(size) == str(size) == f"{size}" == "torch.Size([2, 3])" and repr(gv.Size([])) == "torch.Size([])"
    assert (
        size == (2, 3)
        and size[0] == 2
        and repr(size[1:]) == "torch.Size([3])"
        and repr(size + (4,)) == "torch.Size([2, 3, 4])"
    )
    assert size.numel() == 6 and gv.zeros(2, 3).size(-1) == 3 and hash(size) == hash((2, 3))
