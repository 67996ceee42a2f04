"""Modules that hold modules: one after another, as a list, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .module import Module


class _Numbered(Module):
    """What a Sequential and a ModuleList share: modules under the names "0", "1", ..."""

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Module]:
        return iter([m for m in self._modules.values() if m is not None])

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return type(self)._of(list(self._modules.items())[index])
        return list(self)[index]

    def __setitem__(self, index: int, module: Module) -> None:
        self.add_module(list(self._modules)[index], module)

    def append(self, module: Module) -> _Numbered:
        """Put a module at the end and return the container."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Module]) -> _Numbered:
        """Put several modules at the end and return the container."""
        for module in modules:
            self.append(module)
        return self

    @classmethod
    def _of(cls, items: list[tuple[str, Module | None]]) -> _Numbered:
        """A container of the same kind with some of the modules; their parameters keep their names."""
        part = cls()
        part._modules.update({str(i): module for i, (_, module) in enumerate(items)})
        return part


class Sequential(_Numbered):
    """Modules one after another: each gets the output of the one before.

    Args:
        *modules: the modules in order, or one dictionary of names and modules.

    Raises:
        TypeError: if something else is given, such as a function.

    Example:
        >>> from gradviz import nn
        >>> nn.Sequential(nn.Linear(2, 3), nn.ReLU())
        Sequential(
          (0): Linear(in_features=2, out_features=3, bias=True)
          (1): ReLU()
        )
    """

    def __init__(self, *modules: Any) -> None:
        super().__init__()
        named = modules[0] if len(modules) == 1 and isinstance(modules[0], Mapping) else dict(enumerate(modules))
        for name, module in named.items():
            self.add_module(str(name), _checked("Sequential", module))

    def forward(self, input: Any) -> Any:
        """Hand the input through all modules."""
        for module in self:
            input = module(input)
        return input

    @classmethod
    def _of(cls, items: list[tuple[str, Module | None]]) -> Sequential:
        part = cls()
        part._modules.update(items)
        return part


class ModuleList(_Numbered):
    """A list whose modules are registered: what a plain list does not do.

    Example:
        >>> from gradviz import nn
        >>> layers = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
        >>> layers
        ModuleList(
          (0-2): 3 x Linear(in_features=2, out_features=2, bias=True)
        )
    """

    def __init__(self, modules: Iterable[Module] = ()) -> None:
        super().__init__()
        for module in modules:
            self.append(_checked("ModuleList", module))

    def __repr__(self) -> str:
        runs: list[tuple[int, int, str]] = []  # first, last, text of equal neighbours
        for place, module in enumerate(self):
            text = repr(module)
            if runs and runs[-1][2] == text:
                runs[-1] = (runs[-1][0], place, text)
            else:
                runs.append((place, place, text))
        if not runs:
            return "ModuleList()"
        lines = [
            f"({first}): {text}" if first == last else f"({first}-{last}): {last - first + 1} x {text}"
            for first, last, text in runs
        ]
        return "ModuleList(\n  " + "\n  ".join(line.replace("\n", "\n  ") for line in lines) + "\n)"


class ModuleDict(Module):
    """A dictionary whose modules are registered.

    Args:
        modules: names and modules.

    Example:
        >>> import gradviz as gv
        >>> from gradviz import nn
        >>> parts = nn.ModuleDict({"bend": nn.ReLU()})
        >>> parts["bend"](gv.tensor([-1.0, 2.0]))
        tensor([0., 2.])
    """

    def __init__(self, modules: Mapping[str, Module] | None = None) -> None:
        super().__init__()
        for name, module in (modules or {}).items():
            self[name] = module

    def __getitem__(self, name: str) -> Any:
        return self._modules[name]

    def __setitem__(self, name: str, module: Module) -> None:
        self.add_module(name, _checked("ModuleDict", module))

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, name: str) -> bool:
        return name in self._modules

    def keys(self) -> Iterable[str]:
        """The names."""
        return self._modules.keys()

    def values(self) -> Iterable[Any]:
        """The modules."""
        return self._modules.values()

    def items(self) -> Iterable[tuple[str, Any]]:
        """Pairs of names and modules."""
        return self._modules.items()


def _checked(container: str, module: Any) -> Module:
    if isinstance(module, Module):
        return module
    advice = "Functions have modules of their own: nn.ReLU() for F.relu, nn.Flatten() for flatten."
    if isinstance(module, type) and issubclass(module, Module):
        advice = f"Call the class to make a module: nn.{module.__name__}()."
    elif isinstance(module, (list, tuple)):
        advice = f"Give the modules one by one: nn.{container}(*layers)." if container == "Sequential" else advice
    raise TypeError(
        f"{container} got {module!r:.60} ({type(module).__name__}); it holds modules only, as it registers their "
        f"parameters. {advice}"
    )
