"""Module: numbers to learn and the forward pass that uses them, under one name.

A Module is an ordinary object. What makes it more is one method, `__setattr__`: a Parameter, a buffer or
another Module that becomes an attribute is also entered in a register, so that `parameters()` can find
every number to learn, however deep the modules are nested. Calling a module calls its `forward`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..core.groups import Span, close
from ..core.hooks import RemovableHandle
from ..core.making import clear_gradients
from ..core.tensor import Tensor
from . import module_checks as checks
from .parameter import Parameter
from .state import Report, load_state, state_of

_REGISTERS = ("_parameters", "_buffers", "_modules")

Hook = Callable[["Module", tuple[Any, ...], Any], Any]


class Module:
    """The base of every layer and network: subclass it, make the parts in `__init__`, compute in `forward`.

    Example:
        >>> from gradviz import nn
        >>> class Line(nn.Module):
        ...     def __init__(self):
        ...         super().__init__()
        ...         self.slope = nn.Parameter(2.0)
        ...     def forward(self, x):
        ...         return self.slope * x
        >>> line = Line()
        >>> [name for name, _ in line.named_parameters()], line(3.0).item()
        (['slope'], 6.0)
    """

    training: bool
    _parameters: dict[str, Tensor | None]
    _buffers: dict[str, Tensor | None]
    _modules: dict[str, Module | None]
    _path: str

    def __init__(self) -> None:
        registers: dict[str, Any] = {register: {} for register in _REGISTERS}
        self.__dict__.update(registers, _hooks={}, _path="", training=True)

    def forward(self, *inputs: Any) -> Any:
        """Compute the output; every subclass writes its own."""
        raise NotImplementedError(checks.no_forward(self))

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """Run `forward`, then every hook."""
        if "_hooks" not in self.__dict__:
            raise AttributeError(checks.not_initialised(self, "be called"))
        span = Span("", self)
        output = self.forward(*inputs, **options)
        close(span, output)
        if output is None:
            checks.hint_no_return(self)
        for hook in list(self._hooks.values()):
            replaced = hook(self, inputs, output)
            output = output if replaced is None else replaced
        return output

    def register_forward_hook(self, hook: Hook) -> RemovableHandle:
        """Have `hook(module, inputs, output)` called after each forward pass; what it returns replaces the output.

        Returns:
            A handle whose `remove()` takes the hook away again.
        """
        return RemovableHandle(self._hooks, hook)  # type: ignore[arg-type]  # ours take three arguments

    # -- attributes and their registers ------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, Parameter):
            self.register_parameter(name, value)  # type: ignore[arg-type]  # the mark is on a Tensor
        elif isinstance(value, Module):
            self.add_module(name, value)
        elif (register := self._register_of(name)) is None:
            checks.hint_unregistered(self, name, value)
            object.__setattr__(self, name, value)
        elif value is None or (register is self.__dict__["_buffers"] and isinstance(value, Tensor)):
            register[name] = value
        else:
            raise TypeError(checks.wrong_kind(self, name, value))

    def __getattr__(self, name: str) -> Any:
        register = self._register_of(name)
        if register is None:
            raise AttributeError(checks.no_attribute(self, name))
        return register[name]

    def __delattr__(self, name: str) -> None:
        register = self._register_of(name)
        if register is None:
            object.__delattr__(self, name)
        else:
            del register[name]

    def __dir__(self) -> list[str]:
        registers = (self.__dict__.get(register, ()) for register in _REGISTERS)
        return sorted({*object.__dir__(self), *(name for register in registers for name in register)})

    def _register_of(self, name: str) -> dict[str, Any] | None:
        """The register that holds an attribute, or None if it is an ordinary one."""
        for register in _REGISTERS:
            if name in self.__dict__.get(register, ()):
                return self.__dict__[register]  # type: ignore[no-any-return]
        return None

    def _enter(self, register: str, name: str, value: Any) -> None:
        """Put a value into one register, and take it out of wherever else the name stood."""
        if register not in self.__dict__:
            raise AttributeError(checks.not_initialised(self, f"hold {name!r}"))
        self.__dict__.pop(name, None)
        for other in {*_REGISTERS} - {register}:
            self.__dict__[other].pop(name, None)
        self.__dict__[register][name] = value

    def register_parameter(self, name: str, parameter: Tensor | None) -> None:
        """Enter a Parameter (or None for "has none") under a name; pictures show its dotted name."""
        if parameter is not None and not isinstance(parameter, Parameter):
            raise TypeError(checks.wrong_kind(self, name, parameter))
        self._enter("_parameters", name, parameter)
        if parameter is not None and parameter.name is None:
            parameter.named(self._path + name)

    def register_buffer(self, name: str, value: Tensor | None) -> None:
        """Enter a Tensor that is part of the state but is not learned, such as a running mean."""
        self._enter("_buffers", name, value)

    def add_module(self, name: str, module: Module | None) -> None:
        """Enter another module under a name; its parameters get that name in front of theirs."""
        self._enter("_modules", name, module)
        if module is not None:
            module._move(f"{self._path}{name}.")

    def _move(self, path: str) -> None:
        """Say where in the whole this module stands now, and rename the parameters that were named after it."""
        before, self.__dict__["_path"] = self._path, path
        for name, parameter in self._parameters.items():
            if parameter is not None and parameter.name == before + name:
                parameter.named(path + name)
        for name, child in self._modules.items():
            if child is not None:
                child._move(f"{path}{name}.")

    # -- walking -----------------------------------------------------------------------------------

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """Pairs (dotted name, module): this one first, then all that it holds, each once."""
        seen: set[int] = set()
        waiting: list[tuple[str, Module]] = [(prefix, self)]
        while waiting:
            path, module = waiting.pop()
            if id(module) in seen:
                continue
            seen.add(id(module))
            yield path, module
            children = [(f"{path}.{n}" if path else n, m) for n, m in module._modules.items() if m is not None]
            waiting += reversed(children)

    def modules(self) -> Iterator[Module]:
        """This module and all that it holds."""
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Pairs (name, module) of the modules that this one holds directly."""
        unique = {id(m): (n, m) for n, m in reversed(self._modules.items()) if m is not None}
        return reversed(list(unique.values()))

    def children(self) -> Iterator[Module]:
        """The modules that this one holds directly."""
        return (module for _, module in self.named_children())

    def named_parameters(self, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Tensor]]:
        """Pairs (dotted name, Parameter), each Parameter once."""
        return self._walk("_parameters", prefix, recurse)

    def parameters(self, recurse: bool = True) -> Iterator[Tensor]:
        """Every Parameter of this module and of all that it holds: what an optimizer is given."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(self, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Tensor]]:
        """Pairs (dotted name, buffer)."""
        return self._walk("_buffers", prefix, recurse)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Every buffer of this module and of all that it holds."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def _walk(self, register: str, prefix: str, recurse: bool) -> Iterator[tuple[str, Tensor]]:
        seen: set[int] = set()
        for path, module in self.named_modules(prefix) if recurse else [(prefix, self)]:
            if register not in module.__dict__:
                raise AttributeError(checks.not_initialised(module, "list what it holds"))
            for name, value in module.__dict__[register].items():
                if value is not None and id(value) not in seen:
                    seen.add(id(value))
                    yield f"{path}.{name}" if path else name, value

    # -- changing the whole ------------------------------------------------------------------------

    def train(self, mode: bool = True) -> Module:
        """Switch all modules to training: dropout drops, batch norm looks at the batch. Returns the module."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        """Switch all modules to use after training: dropout passes all, batch norm uses its running numbers."""
        return self.train(False)

    def apply(self, function: Callable[[Module], object]) -> Module:
        """Call `function` on every module, the innermost first, and return the module."""
        for child in self.children():
            child.apply(function)
        function(self)
        return self

    def requires_grad_(self, requires_grad: bool = True) -> Module:
        """Ask for the gradients of all parameters, or freeze them."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters: set to None ("not computed"), or else to zeros."""
        clear_gradients(self.parameters(), set_to_none)

    def to(self, target: Any) -> Module:
        """Turn all floats into another dtype; "cpu" changes nothing, as there is no other device."""
        checks.cast(self, target)
        return self

    def cpu(self) -> Module:
        """The module as it is: it is on the CPU."""
        return self

    def cuda(self, device: Any = None) -> Module:
        """Raise: gradviz computes on the CPU."""
        return self.to("cuda")

    def float(self) -> Module:
        """Turn all floats into float32."""
        return self.to("float32")

    def double(self) -> Module:
        """Turn all floats into float64."""
        return self.to("float64")

    def state_dict(self, prefix: str = "") -> dict[str, Tensor]:
        """All parameters and buffers by dotted name, as they are now: later training does not change the copy."""
        return state_of(self, prefix)

    def load_state_dict(self, state_dict: dict[str, Any], strict: bool = True) -> Report:
        """Take over the values of a `state_dict` (see `gradviz.nn.state`)."""
        return load_state(self, state_dict, strict)

    # -- showing -----------------------------------------------------------------------------------

    def extra_repr(self) -> str:
        """What stands in the parentheses of the printed text."""
        return ""

    def __repr__(self) -> str:
        parts = [f"({name}): {child!r}".replace("\n", "\n  ") for name, child in self._modules.items()]
        head, extra = f"{type(self).__name__}(", self.extra_repr()
        if not parts:
            return f"{head}{extra})"
        return "\n  ".join([head, *([extra] if extra else []), *parts]) + "\n)"
