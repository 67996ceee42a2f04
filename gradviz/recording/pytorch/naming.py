"""What a call of PyTorch's is called: gradviz's own operation where it is the same, else PyTorch's name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, NamedTuple

from ...core.operation import OPS, Op
from .keeping import plain_name


class Said(NamedTuple):
    """A call in words.

    Attributes:
        op: the name of the operation.
        symbol: its sign.
        ours: gradviz's operation, where it computes the same.
        operands: tensors and Python numbers, in the order of the arguments.
        options: all else it was called with.
    """

    op: str
    symbol: str
    ours: Op | None
    operands: list[Any]
    options: dict[str, Any]


SAME = {
    "sub": "subtract", "mul": "multiply", "div": "divide", "true_divide": "divide", "truediv": "divide",
    "neg": "negative", "pow": "power", "absolute": "abs", "clip": "clamp", "mm": "matmul", "mv": "matmul",
    "bmm": "matmul", "dot": "matmul", "linalg_matmul": "matmul", "concat": "cat", "concatenate": "cat",
    "ndtr": "normal_cdf", "linalg_vector_norm": "norm", "swapaxes": "transpose", "swapdims": "transpose",
}  # fmt: skip
"""PyTorch's words for operations that have another name here."""

SHAPED = {"view", "reshape", "view_as", "reshape_as", "flatten", "ravel", "unflatten"}
SPREAD = {"expand", "expand_as", "broadcast_to"}
CASTS = {"to", "type", "type_as", "double", "float", "half", "bfloat16"}
TURNED = {"t": (0, 1), "mT": (-1, -2)}
LISTS = {"permute": "dims", "flip": "dims"}
"""Operations whose option is a list of whole numbers, which may also be given one by one."""

INPUTS = {"where": ("condition", "input", "other"), "cat": ("tensors",), "stack": ("tensors",)}
PARAMETERS = {
    "add": ("input", "other", "alpha"), "sub": ("input", "other", "alpha"), "gelu": ("input", "approximate"),
    "softplus": ("input", "beta", "threshold"), "var": ("input", "dim", "unbiased", "keepdim"),
    "std": ("input", "dim", "unbiased", "keepdim"), "linalg_vector_norm": ("input", "ord", "dim", "keepdim"),
}  # fmt: skip
"""The parameters of built-in functions of PyTorch where they are not our operation's inputs and options."""

ALIASES = {
    "self": "input", "x": "input", "exponent": "other", "mat2": "other", "vec": "other", "tensor": "other",
    "axis": "dim", "keepdims": "keepdim", "k": "index",
}  # fmt: skip

HARMLESS: dict[str, tuple[Any, ...]] = {
    "alpha": (1,), "p": (2, "fro"), "ord": (2,), "approximate": ("none",), "beta": (1,), "threshold": (20,),
    "decimals": (0,), "ignore_index": (-100,), "label_smoothing": (0.0,),
}  # fmt: skip
"""Values of options under which PyTorch's operation is still the same as ours; None and False always are."""

UNSAID = {"_stacklevel", "inplace", "out", "memory_format", "unbiased"}
BINARY = {"self", "input", "other", "exponent"}
"""Parameters under which a Python number is an operand."""


def word(func: Callable[..., Any]) -> str:
    """The name of a function, method or property of PyTorch's, without underscores: "add" of Tensor.add_."""
    name: str = getattr(func, "__name__", "")
    if name == "__get__":
        return str(getattr(getattr(func, "__self__", None), "__name__", ""))
    bare = name.strip("_").removeprefix("special_")
    if name.startswith(("__r", "__i")) and (bare[1:] in OPS or bare[1:] in SAME):
        return bare[1:]
    return "sub" if bare == "rsub" else bare


def is_reversed(func: Callable[..., Any]) -> bool:
    """Whether the operands stand in the other order, as in `2 - x`."""
    name = getattr(func, "__name__", "")
    return name == "rsub" or (name.startswith("__r") and name.strip("_")[1:] in (*OPS, *SAME))


def said(torch: Any, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> Said:
    """A call in words."""
    name = word(func)
    found = _reshaped(torch, name, args, kwargs, result) or _as_ours(torch, func, name, args, kwargs)
    if found is None:
        return _as_theirs(torch, func, name, args, kwargs)
    op, operands, options = found
    return Said(op.name, op.symbol, op, operands, options)


Ours = tuple[Op, list[Any], dict[str, Any]]


def _reshaped(torch: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> Ours | None:
    """The calls whose options follow from what came out: other shapes, other kinds of numbers."""
    first = args[0] if args else kwargs.get("input")
    if not isinstance(first, torch.Tensor) or not isinstance(result, torch.Tensor):
        return None
    given = kwargs.get("shape", kwargs.get("size", args[1] if len(args) == 2 else args[1:]))
    if name in SHAPED:
        sizes = _whole_numbers(given) if name in ("view", "reshape") else None  # the others are given dimensions
        return OPS["reshape"], [first], {"shape": sizes or tuple(result.shape)}
    if name in SPREAD:
        return OPS["broadcast_to"], [first], {"shape": tuple(result.shape)}
    if name in CASTS and result.dtype != first.dtype:
        return OPS["cast"], [first], {"dtype": str(result.dtype).removeprefix("torch.")}
    if name in TURNED:
        return OPS["transpose"], [first], dict(zip(("dim0", "dim1"), TURNED[name], strict=True))
    if name == "T":
        return OPS["permute"], [first], {"dims": tuple(range(first.ndim))[::-1]}
    return None


def _whole_numbers(given: Any) -> tuple[int, ...] | None:
    """Sizes given as one number or a sequence of them; None for anything else."""
    numbers = given if isinstance(given, (tuple, list)) else (given,)
    return tuple(map(int, numbers)) if numbers and all(isinstance(n, int) for n in numbers) else None


def _as_ours(
    torch: Any, func: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Ours | None:
    """A call of what gradviz computes too; None if it is none or says more than gradviz's operation can."""
    if name in ("max", "min"):
        tensors = [x for x in (*args, *kwargs.values()) if isinstance(x, torch.Tensor)]
        if len(args) + len(kwargs) > len(tensors):
            return None
        name = f"{name}imum" if len(tensors) == 2 else f"a{name}"
    op = OPS.get(SAME.get(name, name))
    if op is None:
        return None
    given = _bound(_parameters(func, name, op), args, kwargs, LISTS.get(name))
    if given is None:
        return None
    slots = list(given)[: len(op.inputs)]
    operands = [given.pop(slot) for slot in slots]
    operands = list(operands[0]) if op.variadic and isinstance(operands[0], (list, tuple)) else operands
    if len(operands) < len(op.inputs) or not all(_is_operand(torch, x) for x in operands):
        return None
    if given.get("unbiased") is not None:
        given["correction"] = int(given["unbiased"])
    if not all(is_harmless(key, value, op) for key, value in given.items()):
        return None
    options = {key: given[key] if key in given else _defaults(op)[key] for key in op.options}
    if op.name in ("amax", "amin") and options["dim"] == ():
        options["dim"] = None
    return op, operands[::-1] if is_reversed(func) else operands, options


@cache
def _defaults(op: Op) -> dict[str, Any]:
    found = {name: p.default for name, p in inspect.signature(op.forward).parameters.items() if name in op.options}
    return {name: None if default is inspect.Parameter.empty else default for name, default in found.items()}


@lru_cache(maxsize=1024)
def _parameters(func: Callable[..., Any], name: str, op: Op) -> tuple[str, ...]:
    """The names of the parameters, of which the first are the inputs of `op`."""
    if name in PARAMETERS:
        return PARAMETERS[name]
    if spelled := _signature(func):
        return tuple(ALIASES.get(p, p) for p in spelled)
    return (*INPUTS.get(op.name, ("input", "other", "third")[: len(op.inputs)]), *op.options)


def _bound(
    names: tuple[str, ...], args: tuple[Any, ...], kwargs: dict[str, Any], listed: str | None = None
) -> dict[str, Any] | None:
    """The arguments by name, in the order of the parameters; None if there are more than names."""
    if listed is not None and len(args) > 1:
        args = (args[0], _whole_numbers(args[1] if len(args) == 2 else args[1:]))
    named = {ALIASES.get(key, key): value for key, value in kwargs.items()}
    if len(args) > len(names):
        return None
    given = dict(zip(names, args, strict=False))
    return given | {key: named[key] for key in names if key in named} | named


def _is_operand(torch: Any, x: Any) -> bool:
    return isinstance(x, torch.Tensor) or (isinstance(x, (int, float)) and not hasattr(x, "shape"))


def is_harmless(key: str, value: Any, op: Op) -> bool:
    """Whether an option is one of our operation's, or leaves PyTorch's the same as ours."""
    known = (key in op.options and not hasattr(value, "requires_grad")) or op.name == "getitem"
    return known or key in UNSAID or value is None or value is False or value in HARMLESS.get(key, ())


def _as_theirs(torch: Any, func: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Said:
    """A call of what PyTorch alone has: every tensor is an operand, all else that is not the default an option."""
    parameters = _of_recurrent(name, args) or their_parameters(torch, func)
    names = [*parameters, *(f"argument {i}" for i in range(len(parameters), len(args)))]
    operands: list[Any] = []
    options: dict[str, Any] = {}
    for key, value in (*zip(names, args, strict=False), *kwargs.items()):
        tensors = list(tensors_in(torch, value))
        if tensors or (key in BINARY and _is_operand(torch, value)):
            operands += tensors or [value]
        elif value is not None and key not in UNSAID and not equal(value, parameters.get(key)):
            options[ALIASES.get(key, key)] = value
    operands = operands[::-1] if is_reversed(func) else operands
    return Said(f"torch.{name}" if name in OPS else name, name, None, operands, options)


def _of_recurrent(name: str, args: tuple[Any, ...]) -> dict[str, Any]:
    """The parameters of a recurrent network's call, of which there are two lists; none of any other call.

    Packed sequences have their `batch_sizes` second, and so their list of parameters fourth, not third.
    """
    if name not in ("lstm", "gru", "rnn_tanh", "rnn_relu"):
        return {}
    packed = len(args) > 3 and isinstance(args[3], (list, tuple))
    first, last = (("data", "batch_sizes"), ()) if packed else (("input",), ("batch_first",))
    every = (*first, "hx", "params", "has_biases", "num_layers", "dropout", "train", "bidirectional", *last)
    return dict.fromkeys(every, inspect.Parameter.empty)


def equal(value: Any, default: Any) -> bool:
    """Whether an option is the default, and not only of the same size, as True is of 1."""
    return type(value) is type(default) and bool(value == default)


@lru_cache(maxsize=1024)
def their_parameters(torch: Any, func: Callable[..., Any]) -> dict[str, Any]:
    """The parameters of any function of PyTorch's, with their defaults; none where it does not say."""
    return _signature(func) or _signature(torch.overrides.get_testing_overrides().get(func))


def _signature(func: Any) -> dict[str, Any]:
    """The parameters of a function written in Python, with their defaults; none of a built-in one."""
    try:
        found = inspect.signature(func).parameters if inspect.isfunction(func) else {}
        return {n: p.default for n, p in found.items() if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}
    except ValueError:  # a wrapper of a built-in function
        return {}


def tensors_in(torch: Any, value: Any) -> list[Any]:
    """The tensors in an argument, which may be a list, tuple or dictionary of them."""
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        value = tuple(value.values())
    return [t for item in value for t in tensors_in(torch, item)] if isinstance(value, (list, tuple)) else []


def text(value: Any) -> str:
    """An option as text."""
    if hasattr(value, "requires_grad"):
        return repr(value.numpy(force=True)) if value.numel() <= 20 else f"tensor of shape {tuple(value.shape)}"
    if isinstance(value, (tuple, list)):
        inner = ", ".join(map(text, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)" if len(value) == 1 else f"({inner})"
    shown = repr(value).removeprefix("torch.")
    return shown if len(shown) <= 60 else shown[:59] + "…"


def shown(options: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Options as a Node has them: those that say something."""
    found = ((key, text(value)) for key, value in options.items())
    return tuple((key, said) for key, said in found if said not in ("None", "False"))


OF_NODES = {
    "T": "transpose", "Mv": "matmul", "Bmm": "matmul", "Dot": "matmul", "UnsafeView": "reshape",
    "ReshapeAlias": "reshape", "NllLoss": "nll_loss", "Max": "amax", "Min": "amin", "Rsub": "subtract",
}  # fmt: skip
"""Nodes of PyTorch's graph that are operations of ours under yet another name."""


@lru_cache(maxsize=256)
def _of_nodes() -> dict[str, Op]:
    found: dict[str, Op] = {}
    for op in OPS.values():
        found.setdefault(op.torch_name.removesuffix("Backward0"), op)
    return found | {name: OPS[ours] for name, ours in OF_NODES.items()}


def said_by_node(fn: Any, theirs: bool = False) -> tuple[str, str, Op | None]:
    """Name, sign and operation of ours for a node of PyTorch's graph; a learner's own Function has its own name.

    With `theirs` it is called as PyTorch's, because it is not what ours of that name computes.
    """
    name = plain_name(fn)
    if str(fn.name()).endswith("Backward"):  # PyTorch's own end in a number
        return name, name, None
    op = _of_nodes().get(name)
    if op is not None and not theirs:
        return op.name, op.symbol, op
    snake = "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))
    return (f"torch.{snake}" if snake in OPS else snake), snake, None
