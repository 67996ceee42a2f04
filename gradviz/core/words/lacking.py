"""Names that people look for on a Tensor and do not find: each answers with what to do instead.

They are descriptors, one for each name, because a class with a `__getattr__` of its own would answer for every
name, but Python then reads its slots at half the speed, and the engine reads little else. A name that is neither
listed here nor one letter away from a name that beginners write gets Python's own AttributeError.
"""

from __future__ import annotations

from typing import Any

from ..tensor import Tensor
from .missing import SLIPS, message

LEFT_OUT = """
    H acos acosh addbmm addcdiv addcmul addmm addmv addr adjoint aminmax angle arccos arccosh arcsin arcsinh
    arctan arctan2 arctanh argwhere as_strided as_strided_scatter as_subclass asin asinh atan atan2 atanh
    baddbmm bernoulli bfloat16 bitwise_left_shift bitwise_right_shift byte ccol_indices cdouble cfloat chalf
    char cholesky cholesky_inverse cholesky_solve clamp_max clamp_min coalesce col_indices conj conj_physical
    const_data_ptr copysign corrcoef cov cross crow_indices cummax cummin cumprod data_ptr deg2rad dense_dim
    dequantize det diag_embed diagflat diagonal_scatter digamma dim_order dist dsplit eig erfc erfinv fix fliplr
    flipud float_power fmax fmin fmod frac frexp gcd geqrf ger get_device grad_dtype greater greater_equal
    hardshrink hash_tensor heaviside histc histogram hsplit hypot i0 igamma igammac imag index index_add
    index_copy index_fill index_put index_reduce indices inner int_repr inverse ipu is_coalesced is_complex
    is_conj is_cpu is_distributed is_inference is_ipu is_maia is_meta is_mkldnn is_mps is_mtia is_neg is_nested
    is_nonzero is_pinned is_quantized is_same_size is_set_to is_shared is_signed is_sparse is_sparse_csr
    is_vulkan is_xla is_xpu isneginf isposinf isreal istft kron kthvalue layout lcm ldexp lerp less less_equal
    lgamma logaddexp logaddexp2 logcumsumexp logdet logit lstsq lu lu_solve mH masked_scatter matrix_exp
    matrix_power mode module_load moveaxis msort mtia multinomial mvlgamma nan_to_num nanmean nanmedian
    nanquantile nansum narrow_copy ndimension new new_empty new_empty_strided nextafter nonzero_static not_equal
    orgqr ormqr output_nr pin_memory pinverse polygamma positive prelu q_per_channel_axis q_per_channel_scales
    q_per_channel_zero_points q_scale q_zero_point qr qscheme quantile rad2deg real record_stream
    register_post_accumulate_grad_hook reinforce renorm resize resize_as resolve_conj resolve_neg retains_grad
    rot90 row_indices scatter scatter_add scatter_reduce select_scatter signbit sinc slice_inverse slice_scatter
    slogdet smm solve sparse_dim sparse_mask split_with_sizes sspaddmm stft storage storage_offset storage_type
    stride sum_to_size svd symeig take take_along_dim tensor_split to_dense to_mkldnn to_padded_tensor to_sparse
    to_sparse_bsc to_sparse_bsr to_sparse_coo to_sparse_csc to_sparse_csr triangular_solve unfold
    unique_consecutive unsafe_chunk unsafe_split unsafe_split_with_sizes untyped_storage values vdot volatile
    vsplit xlogy xpu
""".split()  # noqa: SIM905  (a list of literals would be a line for each)
"""PyTorch's names for Tensors that gradviz lacks, but for those that end in "_"; `make test-torch` checks the list."""

MISSPELT = (
    "backwards", "backwrd", "backpropagate", "require_grad", "required_grad", "requiresgrad", "requires_gradient",
    "requiresGrad",
    "grads", "gradfn", "grad_function", "isleaf", "is_leave", "retaingrad", "detatch", "detached", "shpae", "sahpe",
    "shapes", "sizes", "items", "val", "vals", "values_", "to_list", "tolists", "list", "to_numpy", "asnumpy", "array",
    "reshpae", "unsqeeze", "unsqueze", "sqeeze", "flaten", "transposed", "types", "ndims", "dims", "noname", "title",
)  # fmt: skip
"""Slips of the pen that have been seen."""

OFTEN = """
    requires_grad requires_grad_ backward grad_fn is_leaf retain_grad detach item numpy tolist shape dtype data
    reshape view transpose permute squeeze unsqueeze flatten expand clone zero_ float long double
    sum mean exp log sqrt square sigmoid tanh relu softmax matmul argmax norm clamp abs max min size numel named value
""".split()  # noqa: SIM905  (as above)
"""What beginners write; one letter left out of these, or two exchanged, is answered too."""


def one_letter_off(name: str) -> set[str]:
    """The name with one letter left out, and with two neighbours exchanged; its first letter stays.

    Example:
        >>> from gradviz.core.words.lacking import one_letter_off
        >>> sorted(one_letter_off("item"))
        ['iem', 'ietm', 'ite', 'itm', 'itme']
    """
    places = range(1, len(name))
    left_out = {name[:i] + name[i + 1 :] for i in places}
    exchanged = {name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in places[:-1]}
    return (left_out | exchanged) - {name}


class Lacking:
    """A name that Tensor lacks: to read or set it raises the AttributeError that says so, and `hasattr` says no."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Tensor | None, owner: type) -> Any:
        raise Missing(owner, self.name)

    def __set__(self, instance: Tensor, value: Any) -> None:
        raise Missing(instance.__class__, self.name)


class Missing(AttributeError):
    """An AttributeError whose text is found when somebody reads it: `hasattr` asks often and reads nothing."""

    def __init__(self, owner: type, wanted: str) -> None:
        super().__init__(wanted)
        self.owner, self.wanted = owner, wanted

    def __str__(self) -> str:
        in_place_of = self.wanted.removesuffix("_")
        known = names_of(self.owner)
        if in_place_of != self.wanted and in_place_of in known:
            return f"a Tensor has no {self.wanted!r}: it cannot be changed in place so. Write t = t.{in_place_of}(...)."
        return message(f"a {self.owner.__name__}", self.wanted, known)


def names_of(owner: type) -> list[str]:
    """The public names that a class has, without those that it only has in order to say that it has not."""
    lacking = {name for base in owner.__mro__ for name, value in vars(base).items() if isinstance(value, Lacking)}
    return [name for name in dir(owner) if not name.startswith("_") and name not in lacking]


def attach() -> None:
    """Give Tensor the answers for the names that it lacks; what it has stays."""
    have = set(dir(Tensor))
    in_place = [f"{name}_" for name in have if not name.startswith("_") and callable(getattr(Tensor, name))]
    slips = {slip for name in OFTEN if len(name) > 3 for slip in one_letter_off(name)}
    for name in {*LEFT_OUT, *SLIPS, *MISSPELT, *in_place, *slips} - have:
        setattr(Tensor, name, Lacking(name))
    Tensor.__dir__ = lambda self: sorted({*names_of(Tensor), *(name for name in dir(Tensor) if name.startswith("_"))})  # type: ignore[method-assign]
