import numpy as np
import pytest

import gradviz as gv
import gradviz.nn as nn
from gradviz.core import Tensor


def test_a_parameter_is_a_tensor_with_a_mark():
    p = nn.Parameter([1.0, 2.0])
    assert type(p) is Tensor
    assert isinstance(p, nn.Parameter)
    assert p.requires_grad and p.is_leaf
    assert not isinstance(gv.tensor([1.0], requires_grad=True), nn.Parameter)
    assert not isinstance(gv.tensor([1.0], name="w"), nn.Parameter)
    assert not isinstance(3.0, nn.Parameter)


def test_what_is_computed_from_a_parameter_is_none():
    p = nn.Parameter([1.0, 2.0])
    assert not any(isinstance(t, nn.Parameter) for t in (p * 2, p.detach(), p.clone()))


def test_a_parameter_copies_its_data_and_prints_as_in_torch():
    data = np.array([1.0, 2.0])
    p = nn.Parameter(gv.tensor(data), requires_grad=False)
    data[0] = 9.0
    assert repr(p) == "Parameter containing:\ntensor([1., 2.])"
    with pytest.raises(TypeError, match="floating point"):
        nn.Parameter(gv.tensor([1, 2]))
