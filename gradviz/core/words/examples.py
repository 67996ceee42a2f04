"""A cheat sheet of PyTorch's words: for each function an example, which also stands in the function's docstring.

Each line is a name, what is typed (statements are parted by " ; "), and what is printed after the arrow. The sheet is
one piece, so that it can be read as one; operations of the table have their examples beside their declarations.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from ..operation import OPS

SHEET = """
reshape_as: gv.arange(4.0).reshape_as(gv.zeros(2, 2)).tolist() → [[0.0, 1.0], [2.0, 3.0]]
flatten: gv.flatten(gv.zeros(2, 3, 4), start_dim=1).shape → torch.Size([2, 12])
unflatten: gv.arange(4.0).unflatten(0, (2, 2)).tolist() → [[0.0, 1.0], [2.0, 3.0]]
movedim: gv.movedim(gv.zeros(2, 3, 4), 0, 2).shape → torch.Size([3, 4, 2])
t: gv.tensor([[1.0, 2.0]]).t().tolist() → [[1.0], [2.0]]
expand: gv.tensor([[1.0], [2.0]]).expand(-1, 3).tolist() → [[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]
expand_as: gv.tensor([1.0, 2.0]).expand_as(gv.zeros(2, 2)).tolist() → [[1.0, 2.0], [1.0, 2.0]]
repeat: gv.tensor([1.0, 2.0]).repeat(2, 2).tolist() → [[1.0, 2.0, 1.0, 2.0], [1.0, 2.0, 1.0, 2.0]]
tile: gv.tile(gv.tensor([1.0, 2.0]), (2,)) → tensor([1., 2., 1., 2.])
repeat_interleave: gv.repeat_interleave(gv.tensor([1.0, 2.0]), 2) → tensor([1., 1., 2., 2.])
roll: gv.roll(gv.tensor([1, 2, 3]), 1) → tensor([3, 1, 2])
gather: gv.gather(gv.tensor([[1.0, 2.0], [3.0, 4.0]]), 1, gv.tensor([[1], [0]])).tolist() → [[2.0], [3.0]]
index_select: gv.index_select(gv.tensor([[1.0, 2.0], [3.0, 4.0]]), 1, gv.tensor([1])).tolist() → [[2.0], [4.0]]
select: gv.select(gv.tensor([[1.0, 2.0], [3.0, 4.0]]), 1, 0) → tensor([1., 3.])
narrow: gv.narrow(gv.arange(5), 0, 1, 3) → tensor([1, 2, 3])
masked_select: gv.masked_select(gv.tensor([1.0, 2.0, 3.0]), gv.tensor([True, False, True])) → tensor([1., 3.])
unbind: gv.unbind(gv.tensor([[1, 2], [3, 4]])) → (tensor([1, 2]), tensor([3, 4]))
chunk: gv.chunk(gv.arange(5), 2) → (tensor([0, 1, 2]), tensor([3, 4]))
split: gv.split(gv.arange(5), [2, 3]) → (tensor([0, 1]), tensor([2, 3, 4]))
vstack: gv.vstack([gv.tensor([1, 2]), gv.tensor([3, 4])]).tolist() → [[1, 2], [3, 4]]
hstack: gv.hstack([gv.tensor([1, 2]), gv.tensor([3])]) → tensor([1, 2, 3])
meshgrid: rows, columns = gv.meshgrid(gv.tensor([1, 2]), gv.tensor([5, 6, 7])) ; rows.tolist() → [[1, 1, 1], [2, 2, 2]]
diag: gv.diag(gv.tensor([1.0, 2.0])).tolist() → [[1.0, 0.0], [0.0, 2.0]]
diagonal: gv.diagonal(gv.tensor([[1.0, 2.0], [3.0, 4.0]])) → tensor([1., 4.])
trace: gv.trace(gv.tensor([[1.0, 2.0], [3.0, 4.0]])) → tensor(5.)
tril: gv.tril(gv.ones(2, 3)).tolist() → [[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]]
triu: gv.triu(gv.ones(2, 3), diagonal=1).tolist() → [[0.0, 1.0, 1.0], [0.0, 0.0, 1.0]]
masked_fill: gv.tensor([1.0, 2.0]).masked_fill(gv.tensor([True, False]), -9.0) → tensor([-9.,  2.])
max: gv.max(gv.tensor([[1.0, 3.0], [4.0, 2.0]]), dim=1).indices → tensor([1, 0])
min: gv.min(gv.tensor([1.0, 3.0, 2.0])) → tensor(1.)
argsort: gv.argsort(gv.tensor([3.0, 1.0, 2.0])) → tensor([1, 2, 0])
sort: gv.sort(gv.tensor([3.0, 1.0, 2.0])).values → tensor([1., 2., 3.])
topk: gv.topk(gv.tensor([3.0, 1.0, 2.0]), 2).values → tensor([3., 2.])
median: gv.median(gv.tensor([3.0, 1.0, 2.0])) → tensor(2.)
remainder: gv.tensor([7.0, -7.0]) % 3 → tensor([1., 2.])
floor_divide: gv.tensor([7.0, -7.0]) // 3 → tensor([ 2., -3.])
diff: gv.diff(gv.tensor([1.0, 4.0, 9.0])) → tensor([3., 5.])
tan: gv.tan(gv.tensor(0.5)) → tensor(0.5463)
sinh: gv.sinh(gv.tensor(1.0)) → tensor(1.1752)
cosh: gv.cosh(gv.tensor(1.0)) → tensor(1.5431)
log2: gv.log2(gv.tensor(8.0)) → tensor(3.)
log10: gv.log10(gv.tensor(1000.0)) → tensor(3.0000)
exp2: gv.exp2(gv.tensor([0.0, 3.0])) → tensor([1., 8.])
rsqrt: gv.rsqrt(gv.tensor(4.0)) → tensor(0.5000)
erf: gv.erf(gv.tensor([0.0, 1.0])) → tensor([0.0000, 0.8427])
trunc: gv.trunc(gv.tensor([1.7, -1.7])) → tensor([ 1., -1.])
dot: gv.dot(gv.tensor([1.0, 2.0]), gv.tensor([3.0, 4.0])) → tensor(11.)
mv: gv.mv(gv.tensor([[1.0, 2.0], [3.0, 4.0]]), gv.tensor([1.0, 1.0])) → tensor([3., 7.])
mm: gv.mm(gv.tensor([[1.0, 2.0]]), gv.tensor([[3.0], [4.0]])) → tensor([[11.]])
bmm: gv.bmm(gv.ones(5, 2, 3), gv.ones(5, 3, 4)).shape → torch.Size([5, 2, 4])
outer: gv.outer(gv.tensor([1.0, 2.0]), gv.tensor([3.0, 4.0])).tolist() → [[3.0, 4.0], [6.0, 8.0]]
argmax: gv.argmax(gv.tensor([[1.0, 3.0], [4.0, 2.0]]), dim=1) → tensor([1, 0])
argmin: gv.argmin(gv.tensor([2.0, 1.0, 3.0])) → tensor(1)
all: gv.all(gv.tensor([1.0, 2.0]) > 0) → tensor(True)
any: gv.any(gv.tensor([1.0, -2.0]) > 0) → tensor(True)
count_nonzero: gv.count_nonzero(gv.tensor([0.0, 2.0, 3.0])) → tensor(2)
isnan: gv.isnan(gv.tensor([1.0, float("nan")])) → tensor([False,  True])
isinf: gv.isinf(gv.tensor([1.0, float("inf")])) → tensor([False,  True])
isfinite: gv.isfinite(gv.tensor([1.0, float("inf")])) → tensor([ True, False])
logical_not: gv.logical_not(gv.tensor([True, False])) → tensor([False,  True])
logical_and: gv.logical_and(gv.tensor([True, True]), gv.tensor([True, False])) → tensor([ True, False])
logical_or: gv.logical_or(gv.tensor([True, False]), gv.tensor([False, False])) → tensor([ True, False])
logical_xor: gv.logical_xor(gv.tensor([True, True]), gv.tensor([True, False])) → tensor([False,  True])
bitwise_and: gv.tensor([6]) & gv.tensor([3]) → tensor([2])
bitwise_or: gv.tensor([6]) | gv.tensor([3]) → tensor([7])
bitwise_xor: gv.tensor([6]) ^ gv.tensor([3]) → tensor([5])
bitwise_not: ~gv.tensor([True, False]) → tensor([False,  True])
isclose: gv.isclose(gv.tensor([1.0, 1.0]), gv.tensor([1.0 + 1e-9, 1.1])) → tensor([ True, False])
allclose: gv.allclose(gv.tensor([0.1 + 0.2]), gv.tensor([0.3])) → True
equal: gv.equal(gv.tensor([1, 2]), gv.tensor([1, 2])) → True
unique: gv.unique(gv.tensor([3, 1, 3])) → tensor([1, 3])
bincount: gv.bincount(gv.tensor([0, 2, 2])) → tensor([1, 0, 2])
nonzero: gv.nonzero(gv.tensor([0.0, 5.0, 7.0])).tolist() → [[1], [2]]
is_tensor: gv.is_tensor(gv.ones(2)), gv.is_tensor([1.0, 1.0]) → (True, False)
is_floating_point: gv.is_floating_point(gv.tensor([1, 2])) → False
numel: gv.numel(gv.zeros(2, 3)) → 6
zeros: gv.zeros(2, 3).tolist() → [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
ones: gv.ones(3, dtype=gv.int64) → tensor([1, 1, 1])
empty: gv.empty(2) → tensor([0., 0.])
full: gv.full((2, 2), 7.0).tolist() → [[7.0, 7.0], [7.0, 7.0]]
arange: gv.arange(0.0, 1.0, 0.25) → tensor([0.0000, 0.2500, 0.5000, 0.7500])
linspace: gv.linspace(0.0, 1.0, 5) → tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
logspace: gv.logspace(0.0, 2.0, 3) → tensor([  1.,  10., 100.])
eye: gv.eye(2).tolist() → [[1.0, 0.0], [0.0, 1.0]]
from_numpy: import numpy as np ; gv.from_numpy(np.array([1.0, 2.0])) → tensor([1., 2.])
as_tensor: gv.as_tensor([1.0, 2.0]) → tensor([1., 2.])
FloatTensor: gv.FloatTensor([1, 2]) → tensor([1., 2.], dtype=torch.float32)
DoubleTensor: gv.DoubleTensor([1, 2]) → tensor([1., 2.])
LongTensor: gv.LongTensor([1, 2]) → tensor([1, 2])
IntTensor: gv.IntTensor([1, 2]) → tensor([1, 2], dtype=torch.int32)
BoolTensor: gv.BoolTensor([1, 0]) → tensor([ True, False])
manual_seed: gv.manual_seed(0) ; first = gv.rand(3) ; gv.manual_seed(0) ; gv.equal(gv.rand(3), first) → True
get_rng_state: s = gv.get_rng_state() ; a = gv.rand(3) ; gv.set_rng_state(s) ; gv.equal(gv.rand(3), a) → True
set_rng_state: s = gv.get_rng_state() ; a = gv.rand(3) ; gv.set_rng_state(s) ; gv.equal(gv.rand(3), a) → True
rand: gv.manual_seed(0) ; x = gv.rand(1000) ; bool((x >= 0).all()), bool((x < 1).all()) → (True, True)
randn: gv.manual_seed(0) ; abs(gv.randn(10000).mean().item()) < 0.05 → True
randint: gv.manual_seed(0) ; gv.unique(gv.randint(1, 7, (1000,))) → tensor([1, 2, 3, 4, 5, 6])
randperm: gv.sort(gv.randperm(4)).values → tensor([0, 1, 2, 3])
normal: gv.normal(0.0, 2.0, (2, 3)).shape → torch.Size([2, 3])
zeros_like: gv.zeros_like(gv.tensor([1, 2])) → tensor([0, 0])
ones_like: gv.ones_like(gv.tensor([1.0, 2.0])) → tensor([1., 1.])
empty_like: gv.empty_like(gv.tensor([1.0, 2.0])) → tensor([0., 0.])
full_like: gv.full_like(gv.tensor([1.0, 2.0]), 7.0) → tensor([7., 7.])
rand_like: gv.rand_like(gv.zeros(2, 3)).shape → torch.Size([2, 3])
randn_like: gv.randn_like(gv.zeros(2, 3)).shape → torch.Size([2, 3])
randint_like: gv.randint_like(gv.zeros(2, 3), 10).shape → torch.Size([2, 3])
device: gv.device("cpu") → device(type='cpu')
get_default_dtype: gv.get_default_dtype() → torch.float64
set_default_dtype: gv.set_default_dtype(gv.float64)
is_grad_enabled: gv.is_grad_enabled() → True
lt: gv.tensor([1.0, 2.0, 3.0]) < 2.0 → tensor([ True, False, False])
le: gv.tensor([1.0, 2.0, 3.0]) <= 2.0 → tensor([ True,  True, False])
gt: gv.tensor([1.0, 2.0, 3.0]) > 2.0 → tensor([False, False,  True])
ge: gv.tensor([1.0, 2.0, 3.0]) >= 2.0 → tensor([False,  True,  True])
eq: gv.tensor([1.0, 2.0, 3.0]) == 2.0 → tensor([False,  True, False])
ne: gv.tensor([1.0, 2.0, 3.0]) != 2.0 → tensor([ True, False,  True])
"""

EXAMPLES = {name: shown for name, _, shown in (line.partition(": ") for line in SHEET.strip().splitlines())}
"""What the sheet shows, by name."""


def attach(functions: Mapping[str, Any]) -> None:
    """Put the examples into docstrings, and what an operation says of itself into that of its PyTorch spelling."""
    for name, function in functions.items():
        if name in EXAMPLES:
            function.__doc__ = f"{inspect.cleandoc(function.__doc__)}\n\n{_as_session(EXAMPLES[name])}"
        elif name in OPS and function.__doc__ and "\n" not in function.__doc__:
            first, rest = OPS[name].doc.replace("\n    a: ", "\n    input: ").split("\n\n", 1)
            function.__doc__ = f"{first}\n\nIn PyTorch's spelling: {_small(function.__doc__)}\n\n{rest}"


def _as_session(shown: str) -> str:
    """A line of the sheet as a docstring shows it."""
    typed, _, printed = shown.partition(" → ")
    lines = ["import gradviz as gv", *typed.split(" ; ")]
    return "\n".join(["Example:", *(f"    >>> {line}" for line in lines), *([f"    {printed}"] if printed else [])])


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
